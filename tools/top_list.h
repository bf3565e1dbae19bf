/*
 * The names that occur most among more than memory should hold: senders,
 * domains. All are counted exactly while there are at most TOP_LIST_ROOM
 * different ones; beyond that the rarest half is forgotten (Misra and Gries,
 * 1982), and top_list_error() says by how much any count may be too low.
 *
 * Ownership: names are copied. Threads: one at a time.
 */
#ifndef PHIMILTER_TOOLS_TOP_LIST_H
#define PHIMILTER_TOOLS_TOP_LIST_H

#include "core/attributes.h"
#include "core/bytes.h"
#include "core/message.h"

#define TOP_LIST_ROOM 65536
#define TOP_LIST_NAME_LIMIT 320 /* bytes; RFC 5321 allows an address 64 + 1 + 255 */

struct top_entry {
	char *name;             /* NULL in an unused place */
	uint64_t weight;        /* the list's own */
	uint64_t total;
	uint64_t phi;           /* of them with PHI */
	uint64_t outcomes[OUTCOME_LIMIT]; /* of those with PHI */
};

struct top_list;

/* Fails: ERROR_MEMORY, ERROR_CRYPTO (no random key for its hash). */
MUST_USE int top_list_create(struct top_list **out);
void top_list_destroy(struct top_list **list);

/*
 * Counts `name`, shortened to TOP_LIST_NAME_LIMIT bytes, once: with `outcome`
 * (enum outcome) where it is about PHI, 0 where not. Fails: ERROR_MEMORY.
 */
MUST_USE int top_list_count(struct top_list *list, struct bytes name, unsigned outcome);

/* The same for names that are equal without ASCII case: addresses, domains. */
MUST_USE int top_list_count_nocase(struct top_list *list, struct bytes name, unsigned outcome);

/* How many different names there are; a lower bound once some were forgotten. */
size_t top_list_size(const struct top_list *list);

/* By how much any count may be too low. */
uint64_t top_list_error(const struct top_list *list);

/*
 * The first `limit` by messages with PHI, then by all, then by name; returns how
 * many. They stay the list's, and valid until it changes.
 */
size_t top_list_rank(const struct top_list *list, const struct top_entry **out, size_t limit);

#endif
