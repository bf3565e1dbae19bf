/* The parts of `phictl key` that work on the store; exit codes as tools/command.h says. */
#ifndef PHIMILTER_TOOLS_KEY_COMMAND_H
#define PHIMILTER_TOOLS_KEY_COMMAND_H

#include "store/rotation.h"
#include "tools/command.h"

struct key_arguments {
	const struct command_context *context;
	const char *reason; /* "" when not given */
	int64_t seconds;    /* to wait for the daemon */
	size_t number;      /* of a key, 0 when not given */
	bool json, compact;
};

int key_command_rotate(const struct key_arguments *arguments);
int key_command_retire(const struct key_arguments *arguments);
int key_command_list(const struct key_arguments *arguments);

#endif
