/*
 * Which configuration decides, in the record: appended when the daemon starts and when it
 * reloads, where it is not the one that the record named last, so that for each decision
 * it can be told which rules made it (45 CFR 164.312(b)).
 *
 * Threads: one call at a time, in the daemon's main thread.
 */
#ifndef PHIMILTER_MILTER_CONFIGURATION_RECORD_H
#define PHIMILTER_MILTER_CONFIGURATION_RECORD_H

#include "milter/snapshot.h"
#include "store/store.h"

/*
 * Returns when it is durable that from now on `snapshot` decides, as `actor` wanted ("root (uid 0), by
 * SIGHUP"). Fails as store_append(), and when the record of before cannot be read: then
 * this configuration must not decide.
 */
MUST_USE int configuration_record_append(struct store *store, const struct snapshot *snapshot,
                                         const char *actor);

#endif
