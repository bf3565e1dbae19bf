/*
 * What the daemon may do: whom it runs as, and that it leaves no core dump.
 *
 * Threads: before any thread runs.
 */
#ifndef PHIMILTER_MILTER_PRIVILEGES_H
#define PHIMILTER_MILTER_PRIVILEGES_H

#include <sys/types.h>

#include "core/configuration.h"

struct identity {
	uid_t uid;
	gid_t gid;
	bool change; /* false when the daemon stays what it was started as */
};

/* Looks up daemon.user and daemon.group. Fails: ERROR_CONFIG, said in `why`. */
MUST_USE int identity_find(const struct configuration *configuration, struct diagnostics *why,
                           struct identity *out);

/*
 * Whether `path` is absolute: the daemon does not stay in the folder it was started
 * in. Fails: ERROR_CONFIG, said in `why` under `setting`.
 */
MUST_USE int directory_check_path(const struct configuration *configuration, const char *setting,
                                  const char *path, struct diagnostics *why);

/* Creates `path` (mode `mode`, owner the identity) when it is missing; its
 * parent must exist. Fails: ERROR_CONFIG, said in `why` under `setting`. */
MUST_USE int directory_prepare(const struct configuration *configuration, const char *setting,
                               const char *path, mode_t mode, const struct identity *identity,
                               struct diagnostics *why);

/* Gives up root for good. Fails: ERROR_IO. */
MUST_USE int privileges_drop(const struct identity *identity);

/* As many descriptors as the system allows without root: each connection of the MTA is one, and
 * libmilter asks for one that it cannot have again and again without a pause. Fails: ERROR_IO. */
MUST_USE int process_raise_files(void);

/* No core dumps, no tracing by others, freed memory overwritten: message text
 * and keys stay in this process. Fails: ERROR_IO. */
MUST_USE int process_harden(void);

#endif
