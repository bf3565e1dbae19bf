/* Records as comma-separated values (RFC 4180). */
#ifndef PHIMILTER_TOOLS_SEARCH_CSV_H
#define PHIMILTER_TOOLS_SEARCH_CSV_H

#include <stdio.h>

#include "core/record.h"

void search_csv_heading(FILE *out);

/*
 * Recipients and rules are joined by blanks. What a spreadsheet would take for a
 * formula gets an apostrophe in front; bytes that are no printable ASCII become \xNN.
 */
void search_csv_row(FILE *out, const struct record *record);

#endif
