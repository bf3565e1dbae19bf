/*
 * The edits that replace a message's header by a neutral one: every field that
 * the notice has is changed in place or added, every other is deleted,
 * whatever its name. Internal to the room. Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_NEUTRAL_HEADERS_H
#define PHIMILTER_ENCRYPTION_NEUTRAL_HEADERS_H

#include "core/attributes.h"
#include "core/message.h"

/* A field of the notice. Name and value live as long as the message. */
struct neutral_header {
	const char *name;
	const char *value; /* NULL: the notice has no such field */
};

#define NEUTRAL_HEADER_LIMIT 16

/*
 * Appends the edits to m->edits. The fields of one name are edited from the
 * last to the first: Postfix and Sendmail count those that are left, so that a
 * deletion renumbers what follows it.
 * Fails: ERROR_MEMORY, ERROR_LIMIT (also more than NEUTRAL_HEADER_LIMIT fields).
 */
MUST_USE int neutral_headers_edit(const struct neutral_header *fields, size_t count,
                                  struct message *m);

#endif
