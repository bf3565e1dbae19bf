/*
 * A past message as its record tells it: what rules need to decide it again.
 * What a message said of itself (headers, types of parts) is not kept.
 *
 * Threads: the message's.
 */
#ifndef PHIMILTER_POLICY_PAST_H
#define PHIMILTER_POLICY_PAST_H

#include "core/record.h"
#include "policy/facts.h"

/*
 * Fills the envelope of `m`, which has none yet. Recipients of a record that does
 * not say (record->recalls) are outside and not tls_capable; the caller knows
 * better. Fails: ERROR_MEMORY, ERROR_LIMIT (the arena's).
 */
MUST_USE int past_envelope(const struct record *record, struct message *m);

/* As facts_collect(), of the record; `m` is of past_envelope(). */
MUST_USE int past_facts(const struct record *record, bool sender_inside, unsigned wanted,
                        const struct message *m, struct facts *out);

#endif
