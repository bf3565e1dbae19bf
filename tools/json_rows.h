/*
 * Files with a JSON object a line (JSON lines), read one row at a time.
 * Threads: one at a time.
 */
#ifndef PHIMILTER_TOOLS_JSON_ROWS_H
#define PHIMILTER_TOOLS_JSON_ROWS_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

#include "core/attributes.h"

struct json_row {
	const char *file;
	size_t line;    /* from 1 */
	json_t *object; /* borrowed */
};

/* "phictl: FILE:LINE: problem" on standard error; returns ERROR_INVALID. */
__attribute__((format(printf, 2, 3)))
int json_row_complain(const struct json_row *row, const char *format, ...);

/*
 * Hands each row of `file`, called `name`, to `take`, which returns 0 or, having
 * told why, an error. Blank lines are passed over. `doing` is shown with the
 * progress; NULL shows none. Goes on after a bad row. Fails: ERROR_INVALID,
 * when any row was bad or the file could not be read; ERROR_IO, when `take`
 * said so, whose answers go nowhere: then the rest is not read. Already printed.
 */
MUST_USE int json_rows_read(FILE *file, const char *name, const char *doing,
                            int (*take)(void *context, const struct json_row *row), void *context);

#endif
