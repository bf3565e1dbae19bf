/* Cells of comma-separated values (RFC 4180), for those who write them. */
#ifndef PHIMILTER_TOOLS_CSV_TEXT_H
#define PHIMILTER_TOOLS_CSV_TEXT_H

#include <stdio.h>

#include "core/bytes.h"

#define CSV_LINE_END "\r\n" /* RFC 4180 2.1 */

/* Whether a spreadsheet would take the text for a formula, if it began a cell. */
bool csv_text_is_formula(struct bytes text);

/* A part of a cell, which stands within quotes: a quote is doubled, bytes that are no
 * printable ASCII become \xNN. */
void csv_text_print(FILE *out, struct bytes text);

/* A whole cell with its quotes; a formula gets an apostrophe in front. */
void csv_text_cell(FILE *out, struct bytes text);

#endif
