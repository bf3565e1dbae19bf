#include "scanner/builtin.h"

#include "core/builtin_file.h"

BUILTIN_FILE(health_lexicon, "data/health.lexicon")
BUILTIN_FILE(drugs_lexicon, "data/drugs.lexicon")
BUILTIN_FILE(sensitive_lexicon, "data/sensitive.lexicon")
BUILTIN_FILE(given_names, "data/given-names.words")
BUILTIN_FILE(surnames, "data/surnames.words")
BUILTIN_FILE(rare_names, "data/rare-names.words")
BUILTIN_FILE(name_parts, "data/name-parts.words")
BUILTIN_FILE(not_names, "data/not-names.words")
BUILTIN_FILE(medical_names, "data/medical-names.words")
BUILTIN_FILE(common, "data/common.words")
BUILTIN_FILE(cities, "data/cities.words")
BUILTIN_FILE(large_cities, "data/large-cities.words")
BUILTIN_FILE(counties, "data/counties.words")
BUILTIN_FILE(states, "data/states.words")
BUILTIN_FILE(street_suffixes, "data/street-suffixes.words")
BUILTIN_FILE(ordinary_mail, "data/ordinary-mail.txt")
BUILTIN_FILE(zip_codes, "data/zip-codes.txt")
BUILTIN_FILE(zip3_restricted, "data/zip3-restricted.txt")
