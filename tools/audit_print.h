/* How `phictl audit` shows a record: a line, a page, or a JSON object. */
#ifndef PHIMILTER_TOOLS_AUDIT_PRINT_H
#define PHIMILTER_TOOLS_AUDIT_PRINT_H

#include <stdio.h>

#include "core/attributes.h"
#include "core/record.h"

/* What stands above the lines. */
void audit_print_heading(FILE *out);

void audit_print_line(FILE *out, const struct record *record);
void audit_print_page(FILE *out, const struct record *record);

/* One object on one line; phictl(1) names its members. Fails: ERROR_MEMORY, ERROR_IO. */
MUST_USE int audit_print_json(FILE *out, const struct record *record);

/* The same for other systems: of what a person did the action, not his words. */
MUST_USE int audit_print_json_event(FILE *out, const struct record *record);

#endif
