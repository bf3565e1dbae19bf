/*
 * How many recipients outside each sender has sent PHI to in the last hour, so
 * that a rule can stop what no single message shows. Counts live in memory, in
 * steps of five minutes, and begin anew with the daemon.
 *
 * The table has a fixed size: where more senders than it holds send PHI within
 * the hour, those that have not sent for longest are forgotten.
 *
 * Threads: volume_add() from any thread at once.
 */
#ifndef PHIMILTER_MILTER_VOLUME_H
#define PHIMILTER_MILTER_VOLUME_H

#include "core/attributes.h"
#include "core/bytes.h"

struct volume;

/* Fails: ERROR_MEMORY, ERROR_CRYPTO (no random key for its hashes). */
MUST_USE int volume_create(struct volume **out);
void volume_destroy(struct volume **volume);

/*
 * Adds `count` recipients for `sender` at `now` and returns how many there have been in
 * the last hour, these included. Case makes no difference. `now` is seconds of a clock that
 * is never set: by one that was ahead for a moment nothing would be forgotten till it is as
 * late. A time that lies back, as another thread's may, counts as the present.
 */
uint64_t volume_add(struct volume *volume, struct bytes sender, int64_t now, uint32_t count);

#endif
