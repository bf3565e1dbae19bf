/*
 * Who hears of a message: its sender, the sender's manager, the officers, or
 * addresses that a rule names. All inside: what they get is a neutral line, but
 * that there was something to tell is not for strangers.
 *
 * Threads: read-only after notified_read().
 */
#ifndef PHIMILTER_POLICY_NOTIFIED_H
#define PHIMILTER_POLICY_NOTIFIED_H

#include "core/message.h"
#include "policy/address_set.h"
#include "policy/compile.h"

/* Words of a rule that stand for an address; no address is one of them. */
#define NOTIFIED_SENDER "sender"
#define NOTIFIED_MANAGER "manager"
#define NOTIFIED_OFFICERS "officers"

struct manager;

struct notified {
	struct manager *managers; /* the first whose people the sender is among counts */
	size_t manager_count;
	const char **officers;    /* strings of the settings */
	size_t officer_count;
	const struct domain_set *internal;
};

/* Reads `managers` and `officers` of all files. Fails: ERROR_CONFIG, said in compiler->why; ERROR_MEMORY. */
MUST_USE int notified_read(struct compiler *compiler, struct notified *out);
void notified_release(struct notified *notified);

/* Complains unless `word` is an address in `internal`; `why_inside` ends the sentence. 0 or ERROR_CONFIG. */
MUST_USE int notified_address_check(const struct settings_node *node, const char *word,
                                    const struct domain_set *internal, const char *why_inside,
                                    struct diagnostics *why);

/*
 * Fills m->verdict.notices from its treatments: each address once, with the first
 * rule that named it. A sender outside, or without a manager, is not told.
 * Fails: ERROR_MEMORY, ERROR_LIMIT (the arena's).
 */
MUST_USE int notified_find(const struct notified *notified, const struct address *sender,
                           struct message *m);

#endif
