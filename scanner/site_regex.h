/*
 * An expression that a site wrote, compiled to tell where a match begins, which
 * scanner/expressions.h does not. Beside expressions.c the only file that includes
 * hs.h.
 *
 * Looking for the start of match costs, so this is asked only about the few
 * bytes in front of an end that expressions_scan() found.
 *
 * Threads: read-only after creation; a scratch space belongs to one thread.
 */
#ifndef PHIMILTER_SCANNER_SITE_REGEX_H
#define PHIMILTER_SCANNER_SITE_REGEX_H

#include "core/attributes.h"
#include "core/bytes.h"

struct site_regex;
struct site_scratch;

#define SITE_REGEX_PROBLEM_SIZE 200

/*
 * Compiles `expression`, in which ^ and $ mean a line's. Fails: ERROR_CONFIG for one that cannot be used (wrong
 * syntax, matches nothing at all, may match more than EXPRESSION_WIDTH_LIMIT bytes), `problem`
 * then says what would be right; ERROR_MEMORY.
 */
MUST_USE int site_regex_create(const char *expression, bool nocase,
                               char problem[SITE_REGEX_PROBLEM_SIZE], struct site_regex **out);
void site_regex_destroy(struct site_regex **regex);

/* Room for any of `count` expressions. Fails: ERROR_MEMORY. */
MUST_USE int site_scratch_create(struct site_regex *const *regexes, size_t count,
                                 struct site_scratch **out);
MUST_USE int site_scratch_clone(const struct site_scratch *scratch, struct site_scratch **out);
void site_scratch_destroy(struct site_scratch **scratch);

/*
 * Where the match that ends just before byte `end` of `text` begins, the
 * earliest of several; `end` when there is none. Fails: ERROR_INTERNAL.
 */
MUST_USE int site_regex_start(const struct site_regex *regex, struct site_scratch *scratch,
                              struct bytes text, size_t end, size_t *start);

#endif
