/*
 * A copy of the store that was made before a change of its key: it opens with the key file of then
 * (--key-file), and goes over to that of now before it takes the store's place.
 *
 * Threads: one.
 */
#ifndef PHIMILTER_TOOLS_STORE_OLD_KEY_H
#define PHIMILTER_TOOLS_STORE_OLD_KEY_H

#include "tools/store_command.h"

struct store_old_key {
	struct secret_key now;  /* store.key_file's */
	struct secret_key then; /* the same where no other file was given */
};

/* Reads both; wipe it, whatever came of it. Fails: ERROR_KEY, said in `why`. */
MUST_USE int store_old_key_read(const struct configuration *configuration, const char *key_file,
                                struct diagnostics *why, struct store_old_key *out);
void store_old_key_wipe(struct store_old_key *keys);

/*
 * Where they differ, makes the copy open with the key of now and no other, as an act of its own
 * with `reason`. Failures are printed, as those of `command`.
 */
MUST_USE int store_old_key_leave(struct store_restore *restore, const struct store_old_key *keys,
                                 const char *command, const char *key_file, const char *reason);

/* Says that the copy `path` does not open with the key it was tried with. An exit code. */
int store_old_key_fail(const char *command, const char *path, const char *key_file);

#endif
