/*
 * Where the spans of a corpus row stand in the parts that the scanner read:
 * the common ground on which labels and findings are compared.
 *
 * Threads: one at a time.
 */
#ifndef PHIMILTER_TOOLS_EVAL_PLACE_H
#define PHIMILTER_TOOLS_EVAL_PLACE_H

#include "core/message.h"
#include "tools/eval_row.h"

/* No part: the value stands in no text that the scanner read. */
#define EVAL_NOWHERE UINT32_MAX

struct eval_place {
	const struct eval_span *span; /* borrowed */
	uint32_t part;       /* index into message.parts, or EVAL_NOWHERE */
	uint32_t start, end; /* bytes into that part's text */
	bool is_within;      /* while looking: part of a longer place */
};

struct eval_places {
	struct eval_place *items;
	size_t count;
	size_t capacity;
};

/*
 * The places of all spans of `row`: one for a span of a text; for a value in a
 * message each of its occurrences as a word, where one run of white space
 * equals another, and one that is EVAL_NOWHERE when there is none. What lies
 * within a longer place of the same kind is no place of its own. Release it
 * either way. Fails: ERROR_MEMORY.
 */
MUST_USE int eval_places_find(const struct eval_row *row, const struct message *m,
                              struct eval_places *out);
void eval_places_release(struct eval_places *places);

#endif
