/*
 * Pieces of a message's body with others in their place, and the body that
 * comes of it.
 *
 * Ownership: in the message's arena. Threads: the message's.
 */
#ifndef PHIMILTER_MILTER_CUT_H
#define PHIMILTER_MILTER_CUT_H

#include "core/message.h"

/* A part of the message and what comes in its place. */
struct cut {
	struct bytes entity;          /* as struct part has it, within the original */
	bool keeps_fields;            /* those of its header section that say nothing of its form */
	const char *content_type;     /* of the new one, and so on */
	const char *transfer_encoding;
	struct bytes body;
};

struct cut_list {
	struct cut *items;
	size_t count;
	size_t capacity;
};

/* Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int cut_list_add(struct message *m, struct cut_list *cuts, struct cut cut);

/* Whether `entity`, or what it is in, is cut out without keeping anything of it. */
bool cut_list_drops(const struct cut_list *cuts, struct bytes entity);

/* The cut of the message as a whole, whose header section is that of the message; or NULL. */
const struct cut *cut_list_whole(const struct message *m, const struct cut_list *cuts);

/*
 * Appends the message's body with all cuts made; what lies within another is
 * gone with that. Sorts `cuts`. Fails: ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int cut_list_apply(const struct message *m, struct cut_list *cuts, struct buffer *out);

#endif
