/*
 * The message that a case of phimilter-rules(5) gives; part of tools/policy_cases.c.
 *
 * Threads: any.
 */
#ifndef PHIMILTER_TOOLS_POLICY_CASE_GIVEN_H
#define PHIMILTER_TOOLS_POLICY_CASE_GIVEN_H

#include "core/error.h"
#include "tools/policy_access.h"

/* What a case is read into. */
struct reading {
	const struct policy_access *access;
	struct diagnostics *why;
	struct message *message;
	int64_t size; /* that the message has */
};

/* Reads the group `given` into reading->message. What it does not say is nothing special. Fails:
 * ERROR_CONFIG, every mistake said in reading->why; ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int policy_case_given_read(const struct settings_node *node, struct reading *reading);

/* A member of `group`; NULL after a complaint when it is missing. */
const struct settings_node *policy_case_member(const struct settings_node *group, const char *name,
                                               struct diagnostics *why);

/* The first failure of several independent steps; being out of memory goes before all. */
static inline int
policy_case_worse(int earlier, int later)
{
	return earlier == 0 || later == ERROR_MEMORY ? later : earlier;
}

#endif
