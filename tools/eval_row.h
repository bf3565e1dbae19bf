/*
 * A row of a labelled corpus, read and checked; phictl-eval(1) documents the
 * format.
 *
 * Ownership: a row's strings belong to its JSON object, its spans to the row.
 * Threads: one at a time.
 */
#ifndef PHIMILTER_TOOLS_EVAL_ROW_H
#define PHIMILTER_TOOLS_EVAL_ROW_H

#include "core/bytes.h"
#include "tools/json_rows.h"

/* Whether the row as a whole is PHI, as its author says. */
enum eval_truth { EVAL_TRUTH_UNKNOWN, EVAL_TRUTH_CLEAN, EVAL_TRUTH_PHI };

/*
 * What somebody marked: in a text row a run of code points, in a message row
 * a value that stands in one or more places, or a part as a whole.
 */
struct eval_span {
	size_t start, end; /* bytes into the row's text; text rows only */
	const char *part;  /* path of the part it is or stands in; NULL for any */
	struct bytes value; /* message rows: empty when the part as a whole is meant */
	unsigned category; /* 1-18; 0 marked, but no identifier of Safe Harbor */
	bool provider;     /* a clinician's or other staff's, no individual patient's */
	const char *type;  /* the author's own word for it; NULL when not given */
};

struct eval_row {
	const struct json_row *source;
	json_t *id;        /* NULL when the row has none */
	struct bytes text; /* or message */
	bool is_message;
	enum eval_truth truth;
	bool has_spans;    /* its identifiers are marked; else only `truth` counts */
	struct eval_span *spans;
	size_t span_count;
};

/*
 * Reads `source`, which must outlive the row; eval_row_release() it either way.
 * Fails: ERROR_INVALID (told, with file, line and what would be right),
 * ERROR_MEMORY (told).
 */
MUST_USE int eval_row_read(const struct json_row *source, struct eval_row *row);
void eval_row_release(struct eval_row *row);

#endif
