/*
 * What the files that compile a policy and those that ask it share; the
 * contract for all others is policy/policy.h.
 *
 * Threads: as there.
 */
#ifndef PHIMILTER_POLICY_POLICY_PARTS_H
#define PHIMILTER_POLICY_POLICY_PARTS_H

#include "policy/notified.h"
#include "policy/past.h"
#include "policy/policy.h"
#include "policy/rule.h"

struct policy {
	struct program program;
	struct rule *rules; /* overrides behind those they change */
	size_t rule_count;
	struct notified notified;
	bool shadow;        /* all of it only watches */
	const struct retention_class *default_class; /* for messages without PHI */
	const struct retention_class *phi_class;
	const struct retention_class *classes; /* all of them, the configuration's */
	size_t class_count;
	struct settings *default_settings; /* the built-in rules, when the configuration has none */
};

/* As policy_decide() and policy_decide_past(): the latter when `past` is not NULL. */
MUST_USE int policy_facts(const struct policy *policy, bool sender_inside, const struct record *past,
                          struct message *m, struct facts *out);
MUST_USE int policy_decide_facts(const struct policy *policy, const struct facts *facts,
                                 struct message *m);

/* Room for the answers to one message's questions. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int policy_asking_begin(const struct policy *policy, const struct facts *facts,
                                 struct arena *arena, struct asking *out);

/* From now on the questions are about this recipient. `address` must outlive that. */
MUST_USE int policy_asking_recipient(struct asking *asking, const struct recipient *recipient,
                                     struct arena *arena, struct address *address);

/* "tls" promises verified TLS; who is not known to take it gets the notice instead. */
enum outcome policy_action_for(const struct rule *rule, const struct recipient *recipient);

#endif
