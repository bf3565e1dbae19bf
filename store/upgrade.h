/*
 * Bringing a store of an earlier layout to this one. Nothing that is there is
 * changed but the number of the layout; what is new is made from it.
 *
 *   layout 1  audit log, escrow index
 *   layout 2  a Merkle tree over the records
 *   layout 3  the search index
 *   layout 4  legal holds
 *   layout 5  disposals, whose records leave a tombstone in the audit log, and the
 *             state of sealed originals
 *   layout 6  a keyring, whose first keys are those that the store had
 *
 * It may be killed at any point and goes on at the next start.
 *
 * Threads: one, before the writer is started.
 */
#ifndef PHIMILTER_STORE_UPGRADE_H
#define PHIMILTER_STORE_UPGRADE_H

#include "store/database.h"
#include "store/keyring.h"

/*
 * `schema` is the store's. `*records` counts those that were added to what is
 * new. Fails: ERROR_CORRUPT, ERROR_FULL, ERROR_IO, ERROR_MEMORY, ERROR_CRYPTO.
 */
MUST_USE int upgrade_store(struct database *database, const struct store_keys *keys,
                           uint32_t schema, uint64_t *records);

#endif
