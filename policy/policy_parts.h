/*
 * What the files that compile a policy and those that ask it share; the
 * contract for all others is policy/policy.h.
 *
 * Threads: as there.
 */
#ifndef PHIMILTER_POLICY_POLICY_PARTS_H
#define PHIMILTER_POLICY_POLICY_PARTS_H

#include "policy/policy.h"
#include "policy/rule.h"

struct policy {
	struct program program;
	struct rule *rules; /* overrides behind those they change */
	size_t rule_count;
	const struct retention_class *default_class; /* for messages without PHI */
	const struct retention_class *phi_class;
	struct settings *default_settings; /* the built-in rules, when the configuration has none */
};

#endif
