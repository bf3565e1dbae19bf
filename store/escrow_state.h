/*
 * What became of sealed originals: a table of its own, as the index rows of an
 * original are never written anew.
 *
 *   escrow state   escrow id -> a sealed struct escrow_state; without a row the
 *                  original and its link are as they were sealed
 *
 * Threads: as the database's transactions.
 */
#ifndef PHIMILTER_STORE_ESCROW_STATE_H
#define PHIMILTER_STORE_ESCROW_STATE_H

#include "core/record.h"
#include "store/database.h"
#include "store/keyring.h"
#include "store/store.h"

/* Before its key in a row's place, which the seal is bound to. */
#define ESCROW_STATE_PLACE "escrow state"

/* `id` are the digits. Fails: ERROR_CORRUPT, ERROR_IO, ERROR_MEMORY. */
MUST_USE int escrow_state_load(struct database_transaction *transaction,
                               const struct store_keys *keys, struct bytes id,
                               struct escrow_state *out);

/* The rest within a transaction, whose failure sticks. */
void escrow_state_save(struct database_transaction *transaction, const struct store_keys *keys,
                       struct bytes id, const struct escrow_state *state);

/* The state of a decision's original, where it has a time that its link ends at. */
void escrow_state_add(struct database_transaction *transaction, const struct store_keys *keys,
                      const struct record *record);
void escrow_state_remove(struct database_transaction *transaction, struct bytes id);

#endif
