/*
 * When the store was restored from a backup: a sealed row of the meta table. Originals of
 * before, which the backup does not know, are no orphans: notices with links to them went
 * out, and only an officer can say what becomes of them.
 *
 * Threads: as the database's transactions.
 */
#ifndef PHIMILTER_STORE_RESTORED_H
#define PHIMILTER_STORE_RESTORED_H

#include "store/database.h"
#include "store/keyring.h"

/* Both within a transaction, whose failure sticks; seconds since the epoch, 0: never. */
int64_t restored_load(struct database_transaction *transaction, const struct store_keys *keys);
void restored_save(struct database_transaction *transaction, const struct store_keys *keys,
                   int64_t time);

#endif
