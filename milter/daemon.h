/*
 * The life of the daemon after its configuration is known to be good: become
 * what it should be, serve, reload on SIGHUP, finish on SIGTERM.
 */
#ifndef PHIMILTER_MILTER_DAEMON_H
#define PHIMILTER_MILTER_DAEMON_H

#include "core/secret_key.h"
#include "milter/groups.h"
#include "milter/snapshot.h"

struct daemon_options {
	const char *configuration_file;
	bool foreground;
};

struct daemon_keys {
	struct secret_key store; /* wiped once the store has it */
	struct secret_key value; /* kept for reloads */
	struct secret_key split; /* kept for the messages that are split */
	struct group_secret group; /* kept for the questions to a directory */
};

/* Logs why the daemon cannot start, once: what `why` holds, else the error itself. Releases `why`. */
void daemon_log_failure(int err, struct diagnostics *why);

/* Before the store is first read: where its file was cut short, the process ends with a line in
 * the log. Fails: ERROR_IO. */
MUST_USE int daemon_catch_bus_error(void);

/* The exit status (sysexits.h) that tells a start's failure; EX_OK for 0. */
int daemon_exit_status(int err);

/*
 * Serves until told to stop, then ends the process: with status 0 after SIGTERM. Takes over
 * `snapshot` and `keys`.
 */
_Noreturn void daemon_run(const struct daemon_options *options, struct snapshot *snapshot,
                          struct daemon_keys *keys);

#endif
