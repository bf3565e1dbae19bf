/*
 * What `phictl scan` prints about one message: a JSON object on a line, or a
 * table for people. Neither ever holds matched text.
 */
#ifndef PHIMILTER_TOOLS_SCAN_OUTPUT_H
#define PHIMILTER_TOOLS_SCAN_OUTPUT_H

#include <jansson.h>
#include <stdio.h>

#include "core/attributes.h"
#include "core/message.h"

/*
 * One JSON object and a line feed. `key` is "file" or "id", `name` its value
 * (borrowed). Fails: ERROR_MEMORY, ERROR_IO.
 */
MUST_USE int scan_output_json(FILE *out, const char *key, json_t *name, const struct message *m);

/* Write errors show in ferror(out). */
void scan_output_table(FILE *out, const char *name, const struct message *m);

#endif
