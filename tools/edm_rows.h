/*
 * A table of patients, CSV or JSON lines, into a list under construction. What
 * stands in a cell is never printed.
 * Threads: one at a time.
 */
#ifndef PHIMILTER_TOOLS_EDM_ROWS_H
#define PHIMILTER_TOOLS_EDM_ROWS_H

#include <stdio.h>

#include "core/attributes.h"
#include "scanner/patient_list_builder.h"

/* Most bytes of a CSV table. */
#define EDM_TABLE_LIMIT ((size_t)2 << 30)

/*
 * Adds each row of `file`, called `name`, to `builder`. Cells that cannot be
 * used (no date, a number too short) are told once for each column, with how
 * many there are and where the first one is; so are columns without a use.
 * Fails: ERROR_INVALID (a table that cannot be read, or without a column of
 * use), ERROR_MEMORY, ERROR_LIMIT, ERROR_IO; already printed.
 */
MUST_USE int edm_rows_add(FILE *file, const char *name, bool json,
                          struct patient_list_builder *builder);

#endif
