/*
 * What rules do to a message beside its outcome, as edits.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_MILTER_TREAT_H
#define PHIMILTER_MILTER_TREAT_H

#include "core/message.h"

/*
 * Adds the edits of m->verdict.treatments. A message that becomes a notice keeps
 * nothing of its header, so it only gets its further recipients.
 * Fails: ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int treat_message(struct message *m);

/* Those of them that change the header. Fails as above. */
MUST_USE int treat_header(struct message *m);

/* Deletes every header field called `name` that came with the message. Fails as above. */
MUST_USE int treat_strip_header(struct message *m, const char *name);

/* How many recipients the treatments add. */
size_t treat_count_journals(const struct message *m);

#endif
