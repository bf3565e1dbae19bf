/* Opening the store for a subcommand, with every failure already told. */
#ifndef PHIMILTER_TOOLS_STORE_ACCESS_H
#define PHIMILTER_TOOLS_STORE_ACCESS_H

#include "store/store.h"
#include "tools/command.h"

struct store_access {
	struct configuration *configuration;
	struct store *store;
};

/*
 * Reads the configuration and its store.key_file and opens the store: STORE_READ
 * to look, STORE_APPEND to record something besides. Fails: any code of
 * core/error.h, already printed; nothing is then open.
 */
MUST_USE int store_access_open(const struct command_context *context, enum store_mode mode,
                               struct store_access *out);

/* Accepts one that was never opened. */
void store_access_close(struct store_access *access);

/*
 * Runs `work`, which reads the store, as guard_run() does. Returns its exit code;
 * where the file is damaged beyond reading says so and returns EXIT_CODE_ERROR.
 */
MUST_USE int store_access_guard(int (*work)(void *context), void *context);

/*
 * Opens the store, runs `run` with it and `work` in such a guard, and closes it.
 * Returns the exit code of `run`; EXIT_CODE_ERROR, with the failure printed, where
 * the store does not open or is damaged.
 */
MUST_USE int store_access_run(const struct command_context *context, enum store_mode mode,
                              int (*run)(struct store_access *access, void *work),
                              void *work);

/* Says that reading the store failed with `err`; returns EXIT_CODE_ERROR. */
int store_access_fail(const struct store_access *access, int err);

#endif
