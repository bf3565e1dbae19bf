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

#endif
