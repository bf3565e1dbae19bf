/*
 * Waiting that a signal ends: SIGTERM and SIGINT ask to stop, SIGHUP wakes. They are
 * blocked and read from a descriptor, so that they come at no other moment.
 *
 * Threads: one.
 */
#ifndef PHIMILTER_TOOLS_EVENT_WAIT_H
#define PHIMILTER_TOOLS_EVENT_WAIT_H

#include "core/attributes.h"

struct event_wait {
	int signals; /* -1 when not open */
};

/* From here on the process takes these signals through event_wait(), and no SIGPIPE.
 * Fails: ERROR_IO (errno tells). */
MUST_USE int event_wait_open(struct event_wait *wait);
void event_wait_close(struct event_wait *wait);

/*
 * Waits until `fd` is ready for the `events` of poll(2), or has failed; with `fd` -1
 * for the time alone. `milliseconds` may be -1. Fails: ERROR_STATE (asked to stop),
 * ERROR_TIMEOUT (the time has passed, or SIGHUP came), ERROR_IO (errno tells).
 */
MUST_USE int event_wait(struct event_wait *wait, int fd, short events, int milliseconds);

#endif
