/*
 * Where events go: a file or pipe, a syslog, the journal. A sink that is slow or away
 * is waited for; what fails for good is said.
 *
 * Both calls fail: ERROR_STATE (asked to stop meanwhile), ERROR_PROTOCOL (the
 * connection broke: what was put since the last flush may be lost and must be put
 * again), any other of core/error.h, already printed.
 *
 * Ownership: the caller's. Threads: one.
 */
#ifndef PHIMILTER_TOOLS_EVENT_SINK_H
#define PHIMILTER_TOOLS_EVENT_SINK_H

#include "core/attributes.h"
#include "core/record.h"
#include "tools/event.h"
#include "tools/event_wait.h"

struct event_sink {
	/* Hands one event over; it may stand in a buffer of the system's yet. */
	int (*put)(struct event_sink *sink, const struct record *record);
	/* Returns when whoever reads has taken all of them, or the disk has. */
	int (*flush)(struct event_sink *sink);
	void (*destroy)(struct event_sink *sink);
};

/* JSON lines, appended to the file or FIFO `path`; NULL for standard output. A file that was
 * renamed or removed, as log rotation does, is made anew. Fails: ERROR_MEMORY. */
MUST_USE int event_file_create(const char *path, struct event_wait *wait, struct event_sink **out);

enum event_protocol { EVENT_SYSLOG, EVENT_JOURNAL };

struct event_socket_settings {
	enum event_protocol protocol;
	const char *address;  /* "unix:/path" or "tcp:host:port" */
	struct event_syslog syslog;
};

/* Datagrams to a unix socket, or a stream with octet counting (RFC 6587 3.4.1) to a port or
 * to a unix socket that takes streams. Fails: ERROR_INVALID (the address), ERROR_MEMORY. */
MUST_USE int event_socket_create(const struct event_socket_settings *settings,
                                 struct event_wait *wait, struct event_sink **out);

#endif
