/*
 * What `phictl scan` prints about one message: a JSON object on a line, or a
 * table for people. Matched text is in neither, unless an explanation holds it.
 */
#ifndef PHIMILTER_TOOLS_SCAN_OUTPUT_H
#define PHIMILTER_TOOLS_SCAN_OUTPUT_H

#include <jansson.h>
#include <stdio.h>

#include "core/attributes.h"
#include "core/message.h"
#include "tools/scan_explain.h"

/*
 * One JSON object and a line feed. `key` is "file" or "id", `name` its value
 * (borrowed); `why` is NULL where nobody asked. Fails: ERROR_MEMORY, ERROR_IO.
 */
MUST_USE int scan_output_json(FILE *out, const char *key, json_t *name, const struct message *m,
                              const struct scan_explanation *why);

/* Write errors show in ferror(out). */
void scan_output_table(FILE *out, const char *name, const struct message *m);

/* The explanation in place of the table. */
void scan_output_explanation(FILE *out, const char *name, const struct scan_explanation *why);

#endif
