/* The parts of `phictl store`, one function each; exit codes as tools/command.h says. */
#ifndef PHIMILTER_TOOLS_STORE_COMMAND_H
#define PHIMILTER_TOOLS_STORE_COMMAND_H

#include "store/store_care.h"
#include "tools/store_access.h"

struct store_arguments {
	const struct command_context *context;
	const char *what;   /* a file or directory, where the part takes one */
	const char *reason; /* "" when not given */
	const char *key_file; /* or NULL */
	bool json, replace;
};

int store_command_check(const struct store_arguments *arguments);
int store_command_stats(const struct store_arguments *arguments);
int store_command_backup(const struct store_arguments *arguments);
int store_command_compact(const struct store_arguments *arguments);
int store_command_restore(const struct store_arguments *arguments);
int store_command_export(const struct store_arguments *arguments);
int store_command_import(const struct store_arguments *arguments);

/* Gives the free pages of a store back that was opened STORE_ALONE, as an act of its own, and
 * says what came of it; only store_access_close() may follow. An exit code. */
int store_command_compact_open(struct store_access *access);

/* For the walk over a store's records. */
void store_command_progress(uint64_t done, uint64_t total, void *context);

#endif
