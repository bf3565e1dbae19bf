/*
 * What `phictl search` is asked: questions joined by and, or, not and parentheses,
 * each an argument of its own. Two questions side by side are joined by "and".
 *
 * Ownership: a query's; texts are the arguments'. Threads: one.
 */
#ifndef PHIMILTER_TOOLS_SEARCH_QUERY_H
#define PHIMILTER_TOOLS_SEARCH_QUERY_H

#include "core/buffer.h"
#include "store/store.h"

#define SEARCH_QUERY_NODES 512
#define SEARCH_QUERY_DEPTH 32
#define SEARCH_PLAN_TERMS 1024

struct search_query;

/* Fails: ERROR_INVALID, already said; ERROR_MEMORY, ERROR_CRYPTO. */
MUST_USE int search_query_parse(struct store *store, char **arguments, size_t count, int64_t now,
                                struct search_query **out);
void search_query_destroy(struct search_query **query);

bool search_query_matches(const struct search_query *query, const struct record *record);

/* Whether the record notes one of the keywords that are asked for. */
bool search_query_notes_keyword(const struct search_query *query, const struct record *record);

/*
 * Terms of the index one of which each match has: `*count` of them, at most
 * SEARCH_PLAN_TERMS. False when there are none, so that all records must be read.
 */
bool search_query_plan(const struct search_query *query, struct search_term *terms, size_t *count);

/* Appends the i-th argument as it can be kept (search_question.h). */
MUST_USE int search_query_store(const struct search_query *query, size_t i, struct buffer *out);

/*
 * Appends the query as it may be recorded: values that were asked for are shown as
 * the beginning of their token, so that the same question can be seen to be the
 * same. Fails: ERROR_LIMIT, ERROR_MEMORY.
 */
MUST_USE int search_query_describe(const struct search_query *query, struct buffer *out);

#endif
