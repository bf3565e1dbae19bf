/* Values of records and items as JSON. */
#ifndef PHIMILTER_TOOLS_JSON_TEXT_H
#define PHIMILTER_TOOLS_JSON_TEXT_H

#include <jansson.h>
#include <stdio.h>

#include "core/attributes.h"
#include "core/bytes.h"

/*
 * A string. Anything that is no UTF-8 (RFC 8259 8.1 demands it) is shown
 * escaped rather than left out. NULL when memory is out.
 */
MUST_USE json_t *json_text(struct bytes text);

/* A time as time_text() writes it. NULL when memory is out. */
MUST_USE json_t *json_time(int64_t seconds);

/* `object` on a line of its own, which is freed; NULL is one that memory was
 * not enough for. Fails: ERROR_MEMORY, ERROR_IO. */
MUST_USE int json_print_line(FILE *out, json_t *object);

/* Why json_load_file() has just returned NULL: the file cannot be read, or it is `no_json`. */
const char *json_file_problem(const json_error_t *error, const char *no_json);

#endif
