/* The parts of `phictl escrow`, one function each; exit codes as tools/command.h says. */
#ifndef PHIMILTER_TOOLS_ESCROW_COMMAND_H
#define PHIMILTER_TOOLS_ESCROW_COMMAND_H

#include "store/store.h"
#include "tools/store_access.h"
#include "tools/command.h"

/* Bytes of a sealed original: more than escrow_seal() makes. */
#define ESCROW_SEALED_LIMIT ((size_t)2 * 1024 * 1024 * 1024)

int escrow_command_list(const struct command_context *context, int argc, char **argv);
int escrow_command_show(const struct command_context *context, int argc, char **argv);
int escrow_command_check(const struct command_context *context, int argc, char **argv);
int escrow_command_open(const struct command_context *context, int argc, char **argv);
int escrow_command_export(const struct command_context *context, int argc, char **argv);
int escrow_command_life(const struct command_context *context, int argc, char **argv);
int escrow_command_stats(const struct command_context *context, int argc, char **argv);
int escrow_command_token_key(const struct command_context *context, int argc, char **argv);

struct escrow_counts {
	uint64_t originals, bad, without_digest;
	uint64_t being_destroyed; /* by a disposal that has not come to its end, or just has */
};

/* Checks every sealed original and prints what is wrong, then a summary; the exit code. */
int escrow_check_all(struct store_access *access, bool json, struct escrow_counts *out);

/* "open", "expired", "revoked", or "none" where nobody was given one. */
const char *escrow_link_name(const struct escrow_item *item, int64_t now);

/*
 * Reads "[--json]" of the part argv[0], which takes so many arguments at most besides.
 * Returns where those begin; -1 after it said what is wrong.
 */
int escrow_command_options(int argc, char **argv, int most, bool *json);

/* Whether the argument is an escrow id: 32 lower-case hexadecimal digits. */
bool escrow_command_takes_id(const char *argument);

#endif
