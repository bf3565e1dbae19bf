#include "scanner/builtin.h"

#include "core/builtin_file.h"

BUILTIN_FILE(health_lexicon, "data/health.lexicon")
