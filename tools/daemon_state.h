/*
 * What can be told of the running daemon from beside it: its lock on the store, and the
 * metrics it writes.
 *
 * Threads: any.
 */
#ifndef PHIMILTER_TOOLS_DAEMON_STATE_H
#define PHIMILTER_TOOLS_DAEMON_STATE_H

#include <sys/types.h>

#include "core/attributes.h"
#include "core/configuration.h"

struct daemon_state {
	pid_t pid;         /* 0 when it does not run */
	/* Of its metrics, 0 without them; times in seconds since the epoch. */
	char version[32];
	int64_t written, started, loaded;
	bool reload_refused;
	uint64_t reloads;  /* taken up or refused, since it started */
	uint64_t failures; /* messages answered 451 undecided, since it started */
	uint64_t open;     /* messages on their way in */
};

/* Fails: ERROR_MEMORY. */
MUST_USE int daemon_state_find(const struct configuration *configuration,
                               struct daemon_state *out);

/*
 * The process that holds the lock of the file with this inode, in a table as
 * /proc/locks has it; 0 for none.
 */
pid_t daemon_lock_holder(const char *locks, uint64_t inode);

/* Reads the daemon's metrics; what is not there stays as it is. */
void daemon_metrics_read(const char *text, struct daemon_state *out);

#endif
