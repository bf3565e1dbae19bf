/*
 * Files of data/ that are built into the program, so that nothing can be
 * missing or exchanged at run time. A file joins by one line in builtin.c, one
 * function here, and its name in scanner/Makefile.inc (builtin_files).
 *
 * Threads: constants.
 */
#ifndef PHIMILTER_SCANNER_BUILTIN_H
#define PHIMILTER_SCANNER_BUILTIN_H

#include "core/bytes.h"

struct bytes builtin_health_lexicon(void); /* data/health.lexicon */

#endif
