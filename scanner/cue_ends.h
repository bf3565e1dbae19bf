/*
 * Where words end in a stretch of text, and the cues that end there. Cues are
 * matched from their last letter backwards: the nearest to a value decides, and
 * what words end with rules out nearly every cue at one look. One reading of
 * the text serves any number of tables.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_CUE_ENDS_H
#define PHIMILTER_SCANNER_CUE_ENDS_H

#include "scanner/cue.h"

/* Endings looked at together: those of what stands in a window before a value, with room to spare. */
#define CUE_ENDS_LIMIT 256

/* The most endings of one word: its whole, and behind two changes of case. */
#define CUE_ENDINGS_MOST 3

/* Where a word ends, and with what (scanner/cue_index.h). */
struct cue_end {
	uint32_t at;
	uint32_t ending : 24;
	uint32_t tail : 8; /* its bytes: CUE_TAIL_LENGTH or fewer */
};

struct cue_ends {
	size_t count;
	/* The last first. A word with a change of case near its end is two or more: "d" and "id" of "aId". */
	struct cue_end items[CUE_ENDS_LIMIT];
};

/* The endings of what ends at one place. */
struct cue_endings {
	size_t count;
	struct cue_end items[CUE_ENDINGS_MOST];
};

/* Whether a letter or digit, of any script, begins at `at`. */
bool cue_word_at(struct bytes text, size_t at);

/* Whether a letter or digit ends just before `end`. */
bool cue_word_before(struct bytes text, size_t end);

/* Whether the case changes at `at`, as between "member" and "Id". */
bool cue_case_changes(struct bytes text, size_t at);

/*
 * Adds the words that end in (lowest, limit], from the last on, as many as
 * there is room for, to those taken before, which end behind `limit`; `glued` when what stands at `limit` ends a word whatever
 * follows, as a value does in "SSN123". Returns how far it came: to `lowest`
 * when all are in.
 */
size_t cue_ends_collect(struct cue_ends *ends, struct bytes text, size_t lowest, size_t limit,
                        bool glued);

/*
 * The cue that ends at the last of those ends behind `lowest` at which one does, and
 * begins at or after `floor`; the longest of several. Its `cue` is NULL when there is none.
 */
struct cue_match cue_ends_nearest(const struct cue_ends *ends, struct bytes text, size_t floor,
                                  size_t lowest, const struct cue_table *table);

/* The cue of `table` that begins first, at or after `floor`, and ends at one of those ends. */
struct cue_match cue_ends_first(const struct cue_ends *ends, struct bytes text, size_t floor,
                                const struct cue_table *table);

/* The endings of what ends at `end`, where a word need not end. */
struct cue_endings cue_endings_at(struct bytes text, size_t end);

/* The longest cue of `table` that ends with one of `endings` and begins at or after `floor`. */
struct cue_match cue_endings_longest(const struct cue_endings *endings, struct bytes text, size_t floor,
                                     const struct cue_table *table);

/* The longest cue of `table` that ends at `end` and begins at or after `floor`. */
struct cue_match cue_ends_longest(struct bytes text, size_t floor, size_t end,
                                  const struct cue_table *table);

#endif
