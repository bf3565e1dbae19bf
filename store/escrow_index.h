/*
 * Which receiver may ask for which sealed original. Two tables, both sealed:
 *
 *   escrow       escrow id | recipient's position -> the item, one row for each
 *                sealing; in order of age, as ids are
 *   escrow item  HMAC(message-id | 0 | recipient | 0 | digest) -> the first
 *                sealing's id, by which a client's retry is known as one
 *
 * Threads: as the database's transactions.
 */
#ifndef PHIMILTER_STORE_ESCROW_INDEX_H
#define PHIMILTER_STORE_ESCROW_INDEX_H

#include "core/record.h"
#include "store/database.h"
#include "store/keyring.h"
#include "store/store.h"

/* 0, or ERROR_INVALID: the record's escrow id is none, or belongs to nobody (store.h). */
MUST_USE int escrow_index_check(const struct record *record);

/* Adds the items of a checked decision that will be `sequence`; nothing for other records. */
void escrow_index_add(struct database_transaction *transaction, const struct store_keys *keys,
                      const struct record *record, uint64_t sequence);

/* Removes the items of a decision; nothing for other records. */
void escrow_index_remove(struct database_transaction *transaction, const struct store_keys *keys,
                         const struct record *record);

/* Whether all items of a decision are there; true for other records. */
bool escrow_index_has_all(struct database_transaction *transaction, const struct record *record);

/* Whether any item has this escrow id. */
bool escrow_index_has(struct database_transaction *transaction, const char *id);

/*
 * Whether `sealed` is what was sealed under the id: 0, ERROR_CORRUPT, or ERROR_NOT_FOUND where
 * no item has the id; of one whose digest was not kept nothing is known, which is 0.
 */
MUST_USE int escrow_index_check_file(struct database_transaction *transaction,
                                     const struct store_keys *keys, const char *id,
                                     struct bytes sealed);

/* As store_escrow_growth(), within a transaction, whose failure sticks; of at most `limit`
 * items, the newest. */
void escrow_index_growth(struct database_transaction *transaction, const struct store_keys *keys,
                         size_t limit, int64_t since, uint64_t *bytes, int64_t *from);

/* As store_escrow_list(). */
MUST_USE int escrow_index_list(struct database *database, const struct store_keys *keys,
                               int (*each)(const struct escrow_item *item, void *context),
                               void *context);

#endif
