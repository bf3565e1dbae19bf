/*
 * Lines of a text as rows of a table: cells split by tab, |, semicolon, comma
 * (quoted as in RFC 4180) or two and more spaces.
 *
 * All of it is bounded: lines are looked at for TABLE_LINE_REACH bytes on
 * either side of a place, rows for TABLE_CELL_LIMIT cells.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_TABLE_ROW_H
#define PHIMILTER_SCANNER_TABLE_ROW_H

#include "core/attributes.h"
#include "core/bytes.h"

#define TABLE_LINE_REACH 4096
#define TABLE_CELL_LIMIT 256

/* The line that holds byte `at`, without its newline; clipped to TABLE_LINE_REACH on either side. */
struct bytes table_line(struct bytes text, size_t at);

/* Whether `line` of `text` was not clipped at its beginning. */
bool table_line_whole(struct bytes text, struct bytes line);

struct table_row {
	struct bytes line;
	size_t room;       /* bytes of the text from the line's beginning on */
	uint8_t separator; /* ' ' stands for two and more spaces; 0: no row */
};

struct table_cell {
	size_t index;
	size_t begin; /* bytes into the line */
	size_t end;
};

/* The row that `line` of `text` makes. */
struct table_row table_row_of(struct bytes text, struct bytes line);

/* The row another line makes when it is divided as `like` is. */
struct table_row table_row_like(const struct table_row *like, struct bytes line);

/* Cell number `index`, or the one that holds byte `at` of the line. False when there is none. */
bool table_row_cell(const struct table_row *row, size_t index, struct table_cell *cell);
bool table_row_cell_at(const struct table_row *row, size_t at, struct table_cell *cell);

/*
 * The cell of `row` in the column of `cell`, which belongs to another row of
 * the same table: by number, or by where it stands when spaces divide.
 */
bool table_row_same_column(const struct table_row *row, const struct table_cell *cell,
                           struct table_cell *out);

/* Prose has commas too: rows of comma-separated values have equally many cells. */
struct table_shape {
	size_t cells; /* 0: any row divided alike will do */
};

struct table_shape table_row_shape(const struct table_row *row);

/* Whether `row`, divided as the row of that shape is, may be of the same table. */
bool table_row_has_shape(const struct table_row *row, struct table_shape shape);

#endif
