/*
 * `phictl eval --errors`: each miss and each false alarm of a row, as a line
 * for people or a JSON object.
 */
#ifndef PHIMILTER_TOOLS_EVAL_ERRORS_H
#define PHIMILTER_TOOLS_EVAL_ERRORS_H

#include "tools/eval_score.h"

struct eval_errors {
	FILE *out;
	bool json;
	bool show_values; /* else their shapes */
};

/*
 * Prints what went wrong in one scanned row. Providers' places are not wanted.
 * Fails: ERROR_MEMORY, ERROR_IO, ERROR_LIMIT (a value too long to print).
 */
MUST_USE int eval_errors_print(const struct eval_errors *errors, const struct eval_row *row,
                               const struct eval_places *places, const struct message *m);

#endif
