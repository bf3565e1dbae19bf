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
struct bytes builtin_drugs_lexicon(void);
struct bytes builtin_sensitive_lexicon(void);

/* Word lists, data/README: lines of one entry each, # begins a comment. */
struct bytes builtin_given_names(void);
struct bytes builtin_surnames(void);
struct bytes builtin_rare_names(void);
struct bytes builtin_not_names(void);
struct bytes builtin_name_parts(void);
struct bytes builtin_medical_names(void);
struct bytes builtin_common(void);
struct bytes builtin_cities(void);
struct bytes builtin_large_cities(void);
struct bytes builtin_counties(void);
struct bytes builtin_states(void);
struct bytes builtin_street_suffixes(void);

struct bytes builtin_ordinary_mail(void);   /* data/ordinary-mail.txt */
struct bytes builtin_zip_codes(void);       /* data/zip-codes.txt */
struct bytes builtin_zip3_restricted(void); /* data/zip3-restricted.txt */

#endif
