/*
 * Legal holds: matters, and the questions that tell which records they are about.
 *
 *   hold   table: term of the matter's name (search_index.h) -> sealed row
 *
 * A matter is never removed; releasing it notes who did, when and why.
 *
 * Threads: as the database's transactions.
 */
#ifndef PHIMILTER_STORE_HOLD_TABLE_H
#define PHIMILTER_STORE_HOLD_TABLE_H

#include "store/database.h"
#include "store/keyring.h"
#include "store/store.h"

/* Before its key in a row's place, which the seal is bound to. */
#define HOLD_PLACE "hold"

/* Puts a matter as store_hold_put(); a failure sticks. */
void hold_table_put(struct database_transaction *transaction, const struct store_keys *keys,
                    struct crypto_mac_context *terms, const struct hold *hold);

/* As store_hold_list(), within a transaction: `each` is brief. */
MUST_USE int hold_table_each(struct database_transaction *transaction, const struct store_keys *keys,
                             int (*each)(const struct hold *hold, void *context), void *context);

/* As store_hold_get(), within a transaction. */
MUST_USE int hold_table_get(struct database_transaction *transaction, const struct store_keys *keys,
                            struct crypto_mac_context *terms, struct bytes name,
                            int (*each)(const struct hold *hold, void *context), void *context);

/* As store_hold_list(). */
MUST_USE int hold_table_list(struct database *database, const struct store_keys *keys,
                             int (*each)(const struct hold *hold, void *context), void *context);

#endif
