/*
 * Where the value of a label may begin among what stands behind it: "MRN for Ann
 * Lee is 123".
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_LABEL_CANDIDATE_H
#define PHIMILTER_SCANNER_LABEL_CANDIDATE_H

#include "core/bytes.h"

/* How far behind its label a value on the same line may begin. */
#define LABEL_REACH 64

#define LABEL_NOWHERE SIZE_MAX

/*
 * Where a value begins between `at` and `limit`, with nothing but punctuation
 * and words that pass before it. LABEL_NOWHERE when something else comes first;
 * when nothing does, `limit` where a line ends there, and otherwise either.
 */
size_t label_candidate(struct bytes text, size_t at, size_t limit);

/* The end of a word of letters, with an apostrophe as in "patient's". */
size_t label_letters_end(struct bytes text, size_t at);

#endif
