/*
 * Sealing rows anew under the newest epoch, in short transactions, so that the daemon
 * waits for none of them longer than for one of its own.
 *
 * Threads: one.
 */
#ifndef PHIMILTER_STORE_ROTATION_ROWS_H
#define PHIMILTER_STORE_ROTATION_ROWS_H

#include "store/store.h"

/* All tables whose rows are sealed, but the records'. As store_key_reseal(). */
MUST_USE int rotation_reseal_tables(struct store *store, uint64_t *rows);

/* In the audit log the records' own rows from `first` to `last`, and what took the place of any
 * record up to there: that can be of a later epoch than the record was. `progress` may be NULL. As store_key_retire(). */
MUST_USE int rotation_reseal_records(struct store *store, uint64_t first, uint64_t last,
                                     void (*progress)(uint64_t done, uint64_t total, void *context),
                                     void *context, uint64_t *rows);

#endif
