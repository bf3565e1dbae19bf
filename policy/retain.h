/*
 * The retention of a message: every class that applies, the one that keeps longest,
 * and what asked for it.
 *
 * Threads: the message's.
 */
#ifndef PHIMILTER_POLICY_RETAIN_H
#define PHIMILTER_POLICY_RETAIN_H

#include "core/retention.h"

struct retaining {
	struct message *message;
	struct retention_facts facts;
	const char **names;  /* of all classes so far, each once */
	size_t count;
};

/* Begins with what the message has for its kind, `first`, and for what was found in it.
 * `classes` are all there are. Fails: ERROR_MEMORY, ERROR_LIMIT (the arena's). */
MUST_USE int retain_begin(struct message *m, const struct retention_class *first, const char *reason,
                          const struct retention_class *classes, size_t class_count,
                          struct retaining *out);

/* Adds one of `classes`, asked for by `reason`. */
void retain_add(struct retaining *retaining, const struct retention_class *class, const char *reason);

/* Fills the verdict's other classes. */
void retain_finish(struct retaining *retaining);

#endif
