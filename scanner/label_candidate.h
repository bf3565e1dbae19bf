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

/* Whether a digit stands in the LABEL_REACH bytes before `at`: where none does, no value stands before a label. */
bool label_digit_before(struct bytes text, size_t at);

/* Where the value begins that stands before the label at `at`: "4471829 is her MRN", "W28943365 (member ID)";
 * LABEL_NOWHERE when there is none. */
size_t label_candidate_before(struct bytes text, size_t at);

#endif
