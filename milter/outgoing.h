/*
 * A message as its receivers will get it: what came, with the edits done. For
 * scanning it before it leaves.
 *
 * Ownership: the caller's, but its envelope points into the message it was made
 * from. Threads: the message's.
 */
#ifndef PHIMILTER_MILTER_OUTGOING_H
#define PHIMILTER_MILTER_OUTGOING_H

#include "core/message.h"

/*
 * Does m->edits to a copy of the header section and the body, as MTAs do them.
 * `arena_limit` is the new message's. Fails: ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int outgoing_message_create(const struct message *m, size_t arena_limit,
                                     struct message **out);

#endif
