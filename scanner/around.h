/*
 * What stands around a value of the text that is being scanned: its line, and the
 * words before it. Whoever judges a match asks several times about one place, and
 * the next match is often on the same line, so that what was read last is kept.
 *
 * Each function that names another answers as that one does for text->bytes.
 *
 * Threads: one at a time for each text, as what is kept is text->run's.
 */
#ifndef PHIMILTER_SCANNER_AROUND_H
#define PHIMILTER_SCANNER_AROUND_H

#include "scanner/cue_window.h"
#include "scanner/detector.h"
#include "scanner/table_row.h"

/* What is kept; begins zeroed. Fields are those of around.c. */
struct around {
	bool window_known;
	bool line_known;
	bool row_known;
	bool quoted_known;
	bool quoted;
	bool digit_known;
	size_t digit_from; /* from here on `digit` is the first one */
	size_t digit;
	struct bytes line;
	struct table_row row;
	struct cue_window window;
};

/* table_line() */
struct bytes around_line(const struct detector_text *text, size_t at);

/* table_row_of(), of table_line() */
struct table_row around_row(const struct detector_text *text, size_t at);

/* signature_in_quoted_header() */
bool around_in_quoted_header(const struct detector_text *text, size_t at);

/* Where the first digit at or behind `at` stands; the text's length when none does. */
size_t around_digit(const struct detector_text *text, size_t at);

/* hl7_field_number() */
unsigned around_hl7_field(const struct detector_text *text, size_t at, const char *segment);

/* cue_before_match() */
struct cue_match around_before(const struct detector_text *text, size_t start, size_t window,
                               const struct cue_table *table);

/* cue_columns() */
void around_columns(const struct detector_text *text, size_t start, const struct cue_table *const *tables,
                    size_t count, const char **cues);

/* cue_find() */
const char *around_find(const struct detector_text *text, size_t start, const struct cue_table *table);

#endif
