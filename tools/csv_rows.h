/*
 * Tables as text (RFC 4180): cells divided by a comma, semicolon, tab or bar,
 * whichever the first line has most of; quotes may hold line ends. A byte order
 * mark is passed over.
 * Threads: one at a time.
 */
#ifndef PHIMILTER_TOOLS_CSV_ROWS_H
#define PHIMILTER_TOOLS_CSV_ROWS_H

#include "core/attributes.h"
#include "core/bytes.h"

#define CSV_CELLS_LIMIT 512

struct csv_row {
	const char *file;
	unsigned line; /* from 1, where the row begins */
	const struct bytes *cells; /* without their quotes; valid during the call */
	size_t count;
};

/* "phictl: FILE:LINE: problem" on standard error; returns ERROR_INVALID. */
__attribute__((format(printf, 2, 3)))
int csv_row_complain(const struct csv_row *row, const char *format, ...);

/*
 * Hands each row of `text`, a file called `name`, to `take`, the head first.
 * Empty lines are passed over; after CSV_COMPLAINTS_LIMIT bad rows it stops.
 * Fails: ERROR_INVALID (a row that cannot be split, or `take` said so), already
 * printed; any other error of `take` at once.
 */
#define CSV_COMPLAINTS_LIMIT 20
MUST_USE int csv_rows_read(struct bytes text, const char *name,
                           int (*take)(void *context, const struct csv_row *row), void *context);

#endif
