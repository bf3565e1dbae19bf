/*
 * From a label to its values: "MRN: 123", "MRN for Ann Lee is 123", "MRN" alone
 * on its line with the value below, a column headed "MRN", the end of a line
 * from which the sentence goes on. For identifiers that have no shape of their
 * own and for those whose shape says too little.
 *
 * A detector's patterns find the label (a rare literal), and its confirm()
 * calls label_read(), which hands over each place where a value may begin.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_LABEL_H
#define PHIMILTER_SCANNER_LABEL_H

#include "scanner/cue.h"
#include "scanner/detector.h"

/*
 * The words that say of what a number is, and each that calls it one, for a list of cues:
 * LABEL_NUMBERED(CUE, "member") is "member id", "member no" and so on.
 */
#define LABEL_NUMBERED(CUE, words) \
	CUE(words " id") CUE(words " no") CUE(words " number") CUE(words " num") CUE(words " nbr") \
	CUE(words " identifier") CUE(words " ref") CUE(words " reference")

/* Values one label may have: cells of its column, items of its list. */
#define LABEL_VALUE_LIMIT 1000

struct labelled {
	const char *cue;  /* the label, from the table */
	size_t cue_start; /* where it stands in the text */
	size_t cue_end;
	size_t start;     /* where its value may begin: a letter or digit, or ( or + before a digit */
};

/*
 * Judges the value that begins at value->start, reports it if it is one and
 * then sets *end to where it ends. 0, or an error of detector_report().
 */
typedef int label_take(const struct detector_text *text, const struct labelled *value, size_t *end);

/* When a cue of `table` ends at `end`, calls `take` for its values. Fails: as `take`. */
MUST_USE int label_read(const struct detector_text *text, size_t end,
                        const struct cue_table *table, label_take *take);

/*
 * The same for words that say too little in a sentence: only where the cue is
 * the whole title of a table's column.
 */
MUST_USE int label_read_title(const struct detector_text *text, size_t end,
                              const struct cue_table *table, label_take *take);

/* The same for values of any kind: each cell that is not blank. */
MUST_USE int label_read_words(const struct detector_text *text, size_t end,
                              const struct cue_table *table, label_take *take);

/* The word of ASCII letters before `at`, one blank or hyphen between; empty when there is none. */
struct bytes label_word_before(struct bytes text, size_t at);

/* Where the word of letters, digits and inner - . / _ that begins at `start` ends. */
size_t label_word_end(struct bytes text, size_t start);

/*
 * value_stands_alone() for [start, end), which may also be glued to its label,
 * as in "MRN123". `label` is NULL for a value that was not found from one.
 */
bool label_value_stands(struct bytes text, const struct labelled *label, size_t start, size_t end);

/*
 * Whether [value->start, end) may be an identifier without a shape of its own: 4 to
 * 30 letters and digits, at least 3 of them digits, one word, and no date,
 * time, year, amount, telephone number or dotted version.
 */
bool label_value_plausible(struct bytes text, const struct labelled *value, size_t end);

#endif
