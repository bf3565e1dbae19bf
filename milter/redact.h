/*
 * Findings out of the text of a message: of its text parts, each re-encoded
 * whole, and of its subject.
 *
 * Threads: the message's.
 */
#ifndef PHIMILTER_MILTER_REDACT_H
#define PHIMILTER_MILTER_REDACT_H

#include "core/configuration.h"
#include "core/message.h"
#include "milter/cut.h"

/* Stands where something was taken out. */
#define REDACT_MARK "[removed]"

/*
 * Adds to `cuts` the parts from which m->verdict wants findings taken out, leaves
 * the subject without them in m->rewriting.subject, and counts them. What `cuts`
 * drops already, and header fields that rules strip or replace, are gone anyway.
 * Fails: ERROR_NOT_FOUND (one of them cannot be taken out exactly: nothing may be
 * left silently, so the message must not leave this way), ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int redact_message(const struct configuration *configuration, struct message *m,
                            struct cut_list *cuts);

#endif
