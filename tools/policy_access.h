/* The policy of a configuration for a subcommand, with every failure already told. */
#ifndef PHIMILTER_TOOLS_POLICY_ACCESS_H
#define PHIMILTER_TOOLS_POLICY_ACCESS_H

#include "core/record.h"
#include "encryption/tls_capability.h"
#include "policy/policy.h"
#include "tools/command.h"

struct policy_access {
	const struct configuration *configuration; /* the caller's */
	struct policy *policy;
	struct tls_capability *tls_capability;
};

/*
 * The configuration of the context, with the rules of the file `rules` in the
 * place of its own unless that is NULL. Where rules are given, defaults will do
 * for a configuration that is not there. Fails: already printed.
 */
MUST_USE int policy_access_configuration(const struct command_context *context, const char *rules,
                                         struct configuration **out);

/* Compiles the configuration's rules. Fails: already printed; nothing is then open. */
MUST_USE int policy_access_open(const struct configuration *configuration,
                                struct policy_access *out);
void policy_access_close(struct policy_access *access);

/* Says of each recipient whether it is inside and takes verified TLS, as the daemon would. */
void policy_access_judge_recipients(const struct policy_access *access, struct message *m);

/* Fills an empty message from the record of a past one. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int policy_access_recall(const struct policy_access *access, const struct record *record,
                                  struct message *m);

#endif
