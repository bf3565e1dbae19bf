/*
 * Pieces of an HTML page that is well-formed XML too, so that it can be checked
 * strictly. Callers write markup of their own as constants alone; what varies goes
 * through here.
 *
 * Threads: one at a time. Write errors show in ferror(out).
 */
#ifndef PHIMILTER_TOOLS_HTML_H
#define PHIMILTER_TOOLS_HTML_H

#include <stdio.h>

#include "core/bytes.h"

/*
 * Text that came from anywhere, between tags or within a quoted attribute.
 * Characters that mean something to HTML are escaped; bytes that are no UTF-8,
 * controls, and characters that turn or hide text become \xNN.
 */
void html_text_write(FILE *out, struct bytes text);
void html_string(FILE *out, const char *text);

/* "1,234,567". */
void html_number(FILE *out, uint64_t number);

struct html_column {
	const char *heading;
	bool is_number; /* set right */
};

/*
 * A table within a region that scrolls by itself where the screen is too narrow.
 * `caption` says what it shows. Each row has a head cell and then as many cells
 * as the other columns.
 */
void html_table_begin(FILE *out, const char *caption, const struct html_column *columns,
                      size_t count);
void html_row_begin(FILE *out, struct bytes head);
void html_cell_text(FILE *out, struct bytes text);
void html_cell_string(FILE *out, const char *text);
void html_cell_unbroken(FILE *out, const char *text); /* on one line, such as a date */
void html_cell_number(FILE *out, uint64_t number);
void html_row_end(FILE *out);
void html_table_end(FILE *out);

#endif
