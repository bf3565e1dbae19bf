/*
 * Cues: words near a value that say what it is ("MRN:", a column headed
 * "SSN"). Always matched as whole words, without case, in which any run of
 * spaces, dots, underscores, # and hyphens in the text counts as one space.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_CUE_H
#define PHIMILTER_SCANNER_CUE_H

#include "core/bytes.h"

/* A cue reported through a finding is a pointer from such a table. */
struct cue_table {
	const char *const *cues; /* lower case, e.g. "medical record number" */
	size_t count;
};

#define CUE_TABLE(array) { (array), ARRAY_LENGTH(array) }

/* How far before a value a cue is looked for, unless said otherwise. */
#define CUE_WINDOW 48

/*
 * The cue that ends nearest before `start` and at most `window` bytes away, on
 * the same line or alone on the line above; NULL when there is none.
 */
const char *cue_before(struct bytes text, size_t start, size_t window, const struct cue_table *table);

/* The cue that begins at most `window` bytes after `end` on the same line, or NULL. */
const char *cue_after(struct bytes text, size_t end, size_t window, const struct cue_table *table);

/*
 * When `start` stands in a row of a table (cells split by tab, |, comma,
 * semicolon, or two and more spaces), the cue found in the header cell of the
 * same column, at most CUE_COLUMN_LINES lines above; NULL otherwise.
 */
#define CUE_COLUMN_LINES 200
const char *cue_column(struct bytes text, size_t start, const struct cue_table *table);

/* cue_before(), else cue_column(): what most detectors want. */
const char *cue_find(struct bytes text, size_t start, const struct cue_table *table);

#endif
