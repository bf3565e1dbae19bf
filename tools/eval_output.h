/*
 * What `phictl eval` prints of the figures of one corpus or of all: a table
 * for people, or a JSON object on a line.
 */
#ifndef PHIMILTER_TOOLS_EVAL_OUTPUT_H
#define PHIMILTER_TOOLS_EVAL_OUTPUT_H

#include <stdio.h>

#include "tools/eval_score.h"

/* `file` is NULL for all files together. Write errors show in ferror(out). */
void eval_output_table(FILE *out, const char *file, const struct eval_figures *figures);

/* Fails: ERROR_MEMORY, ERROR_IO. */
MUST_USE int eval_output_json(FILE *out, const char *file, const struct eval_figures *figures);

#endif
