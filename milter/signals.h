/*
 * What the daemon is told by signals: SIGHUP to read its configuration anew, SIGTERM and
 * SIGINT to stop. They are blocked in every thread and read from a descriptor (signalfd(2)):
 * no handler runs in the middle of anything.
 *
 * Threads: signals_hold_reload() and signals_open() before others are started, as they inherit
 * what is blocked; signals_read() one.
 */
#ifndef PHIMILTER_MILTER_SIGNALS_H
#define PHIMILTER_MILTER_SIGNALS_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/attributes.h"

/* What came. A signal that is sent again before it was read comes once, from one of its senders. */
struct signals {
	bool stop;
	bool reload;
	bool reload_by_us; /* this process sent it itself (milter/groups.h) */
	uid_t reload_uid;  /* who did otherwise */
};

/* From here on SIGHUP waits for signals_open(): who wants a reload while the daemon is still
 * starting does not end it. To stop is another matter: that ends a start. Fails: ERROR_IO. */
MUST_USE int signals_hold_reload(void);

/* `*fd` becomes readable when a signal came; the caller's, close-on-exec, never blocking.
 * SIGPIPE is ignored from here on. Fails: ERROR_IO. */
MUST_USE int signals_open(int *fd);

/* Adds to `seen` what came since. Fails: ERROR_IO. */
MUST_USE int signals_read(int fd, struct signals *seen);

#endif
