/* What a person does is recorded before it is done. */
#ifndef PHIMILTER_TOOLS_ACT_H
#define PHIMILTER_TOOLS_ACT_H

#include "core/actor.h"
#include "store/store.h"

#define ACT_REASON_LIMIT 1024 /* bytes of a person's reason */
#define ACT_TEXT_LIMIT (ACT_REASON_LIMIT + 2048)

struct act {
	const char *action;    /* what, such as "exported records" */
	const char *reason;    /* why, in the person's words; "" when not given */
	uint64_t about;        /* the decision it is about, or 0 */
	const char *escrow_id; /* or NULL */
};

/* An act as a record, which points into it: it must stay where it is. */
struct act_written {
	char text[ACT_TEXT_LIMIT];
	struct actor actor;
	struct record record;
};

/* Who does what, and why, for a change that is appended together with its act. The reason has
 * ACT_REASON_LIMIT bytes at most. */
void act_write(const struct act *act, struct act_written *out);

/*
 * Appends who does what, and why, to the record. Fails: ERROR_INVALID (the reason
 * is too long) and any of store_append(), already printed: do nothing then.
 */
MUST_USE int act_record(struct store *store, const struct act *act);

/*
 * The same for who removes what belongs to the decision `act->about`, outside of the store.
 * Fails besides: ERROR_HELD (a legal hold stands for it; printed, with its name).
 */
MUST_USE int act_record_removal(struct store *store, const struct act *act);

/* The action of who signs a checkpoint, by which others find it. */
#define ACT_CHECKPOINT "signed a checkpoint"

/* That of who gives the store another key, which more than one command does. */
#define ACT_KEY_CHANGE "changed the store's key"

/* What a person did, without why and what about: these may name a patient. */
#define ACT_NAME_SIZE 64
struct act_name {
	char text[ACT_NAME_SIZE];
};

/* "exported records", "placed the hold" ... of a RECORD_ACCESS: what its text says
 * before the first quote or colon. "other" where that is nothing that phictl writes. */
struct act_name act_name(const struct record *record);

#endif
