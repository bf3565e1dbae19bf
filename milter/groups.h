/*
 * Keeps the files that lists of a directory's members are read from (policy/group.h).
 *
 * At start every group is asked for once, and then again and again in a thread of its own: no
 * message ever waits for a directory. What could not be read, or came back empty, keeps the
 * answer of before, and the log says how old that is. A group that was never read is a mistake
 * in the configuration, as policy_create() finds no file.
 */
#ifndef PHIMILTER_MILTER_GROUPS_H
#define PHIMILTER_MILTER_GROUPS_H

#include <sys/types.h>

#include "milter/group_fetch.h"
#include "milter/snapshot.h"

/*
 * Before privileges drop, in a configuration with groups: reads ldap.password_file, makes
 * ldap.cache_directory, asks for every group. Fails: ERROR_CONFIG, ERROR_KEY, said in `why`;
 * not for a directory that does not answer.
 */
MUST_USE int groups_begin(const struct configuration *configuration, struct diagnostics *why,
                          struct group_secret *secret);

/* Asks for those groups of the file `path` that were never read; before a reload. */
void groups_add(const char *path, const struct group_secret *secret);

/*
 * Starts the thread, which asks every ldap.refresh_seconds, and sends the process a SIGHUP
 * where a group has changed. `holder` and `secret` outlive it; it ends with the process.
 * Fails: ERROR_MEMORY.
 */
struct groups {
	struct snapshot_holder *holder;
	const struct group_secret *secret;
};
MUST_USE int groups_start(struct groups *groups);

#endif
