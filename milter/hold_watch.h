/*
 * The keywords of the legal holds that stand, for the messages that come: what the store had
 * HOLD_WATCH_SECONDS ago at most. A hold that is placed or released meanwhile is known to every
 * message that ends later than that.
 *
 * Threads: any; created and destroyed by one.
 */
#ifndef PHIMILTER_MILTER_HOLD_WATCH_H
#define PHIMILTER_MILTER_HOLD_WATCH_H

#include "core/message.h"
#include "store/store.h"

#define HOLD_WATCH_SECONDS 3 /* phictl-hold(1) promises five */

struct hold_watch;

/* Reads the holds of the store, which outlives the watch. Fails: ERROR_CORRUPT (one cannot be
 * read), ERROR_IO, ERROR_MEMORY, ERROR_CRYPTO, ERROR_LIMIT (too many keywords). */
MUST_USE int hold_watch_create(struct store *store, struct hold_watch **out);
void hold_watch_destroy(struct hold_watch **watch);

/*
 * Notes in a scanned message which keywords it has, in `seconds` at most, and as many more
 * where the store does not tell its holds. Fails as hold_watch_create() and
 * hold_lexicon_match(), ERROR_TIMEOUT for both: nobody could say later that the message is
 * none that is to be kept.
 */
MUST_USE int hold_watch_match(struct hold_watch *watch, int64_t seconds, struct message *m);

#endif
