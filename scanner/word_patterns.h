/*
 * The patterns of detectors that are words ("MRN", "date of birth"), found by
 * hash among the words of a text: for what is made of words this costs less
 * than any automaton over bytes, and a list of words is easier to read than an
 * expression.
 *
 * Threads: read-only after creation, any thread; a reading belongs to one.
 */
#ifndef PHIMILTER_SCANNER_WORD_PATTERNS_H
#define PHIMILTER_SCANNER_WORD_PATTERNS_H

#include "core/arena.h"
#include "scanner/detector.h"
#include "scanner/words.h"

struct word_patterns;

/*
 * Takes the patterns with words of `count` detectors, which must outlive the
 * result; a NULL among them is passed over. Fails: ERROR_MEMORY.
 */
MUST_USE int word_patterns_create(const struct detector *const *table, size_t count,
                                  struct word_patterns **out);
void word_patterns_destroy(struct word_patterns **patterns);

/* Adds the first words of all patterns. */
void word_patterns_enrol(const struct word_patterns *patterns, struct vocabulary *vocabulary);

/* One text being read. */
struct word_reading {
	const struct word_patterns *patterns;
	size_t *latest; /* for each pattern where it ended last; from the arena */
};

/* Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int word_reading_begin(const struct word_patterns *patterns, struct arena *arena,
                                struct word_reading *reading);

/*
 * Visits the matches that begin in `block`, the next one of `text`: of a
 * pattern's words the longest at each place, and of those that end at the same
 * place the first. Returns the first result of `visit` other than 0.
 */
MUST_USE int word_patterns_visit(struct word_reading *reading, struct bytes text,
                                 const struct word_block *block, pattern_visit *visit, void *context);

#endif
