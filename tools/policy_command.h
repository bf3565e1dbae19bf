/* The parts of phictl policy, a file each; tools/policy.c calls them. */
#ifndef PHIMILTER_TOOLS_POLICY_COMMAND_H
#define PHIMILTER_TOOLS_POLICY_COMMAND_H

#include "tools/command.h"

/* What follows `phictl policy NAME`; each part takes what tools/policy.c says it does. */
struct policy_arguments {
	const char *operands[2];
	int operand_count;
	const char *rules;      /* --rules FILE: instead of the configuration's */
	const char *from;       /* the envelope of a FILE to explain */
	const char **to;
	size_t to_count;
	const char *user;
	const char *client;
	int64_t since;          /* seconds since the epoch */
};

/* All return an exit code. */
int policy_check(const struct command_context *context, const struct policy_arguments *arguments);
int policy_test(const struct command_context *context, const struct policy_arguments *arguments);
int policy_explain_command(const struct command_context *context,
                           const struct policy_arguments *arguments);
int policy_diff(const struct command_context *context, const struct policy_arguments *arguments);
int policy_replay(const struct command_context *context, const struct policy_arguments *arguments);

#endif
