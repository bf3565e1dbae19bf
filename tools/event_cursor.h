/*
 * How far the events of a store were sent: a small text file, replaced as a whole and
 * durable when a write returns, and a lock so that only one process goes on from it.
 *
 * Threads: one.
 */
#ifndef PHIMILTER_TOOLS_EVENT_CURSOR_H
#define PHIMILTER_TOOLS_EVENT_CURSOR_H

#include "store/store.h"

struct event_cursor {
	const char *path;
	int lock;         /* descriptor of PATH.lock */
	uint8_t origin[CHECKPOINT_ORIGIN_SIZE]; /* which store */
	uint64_t record;  /* the last that was sent; 0 for none */
	int64_t time;     /* of it: after a restore another record has its number */
};

/* For a record that the operator named. */
#define EVENT_CURSOR_ANY_TIME INT64_MIN

/* Locks, and reads the file; without one it begins with record 0 and no origin. Fails:
 * ERROR_EXISTS (another process has it), ERROR_INVALID, ERROR_IO; already printed. */
MUST_USE int event_cursor_open(const char *path, struct event_cursor *out, bool *is_new);
void event_cursor_close(struct event_cursor *cursor);

/* Fails: ERROR_IO, already printed. */
MUST_USE int event_cursor_write(const struct event_cursor *cursor);

/* Whether the store is the one that the cursor is of, and goes on behind it; a new cursor
 * becomes this store's. Fails: ERROR_INVALID and those of reading, already printed. */
MUST_USE int event_cursor_check(struct event_cursor *cursor, struct store *store);

#endif
