/*
 * What stands in the audit log in the place of a record's own row. The chain goes on
 * through it, as it keeps the hash of the row that it took the place of.
 *
 *   key       sequence, 8 bytes big-endian | 1: a tombstone; 2: a record sealed anew
 *   row       previous | hash | sealed
 *   previous  as in the record's own row
 *   hash      of that row (audit_log.h)
 *   sealed    AES-256-GCM, bound to all of that, of
 *             1: an encoded RECORD_DISPOSED; what the record said is gone
 *             2: the encoded record, whose key was to be erased (rotation.h)
 *
 * Without the store's key nobody can make one. The tree over the records has the same leaf
 * as before: it speaks for what a record says that was sealed anew.
 *
 * Threads: as the database's transactions.
 */
#ifndef PHIMILTER_STORE_TOMBSTONE_H
#define PHIMILTER_STORE_TOMBSTONE_H

#include "core/record.h"
#include "store/database.h"
#include "store/keyring.h"

struct tombstone_key {
	uint8_t memory[sizeof(uint64_t) + 1];
};
struct bytes tombstone_key_make(uint64_t sequence, struct tombstone_key *memory);

/* The sequence of a tombstone's key; 0 for any other key. */
uint64_t tombstone_sequence(struct bytes key);

/* The same for a record sealed anew. */
struct bytes resealed_key_make(uint64_t sequence, struct tombstone_key *memory);
uint64_t resealed_sequence(struct bytes key);

/* The hash of the row that was there; NULL when `row` is too short. */
const uint8_t *tombstone_hash(struct bytes row);

/* Puts `tombstone` in the place of the row of its sequence, which must be there in whatever form. */
void tombstone_put(struct database_transaction *transaction, const struct store_keys *keys,
                   const struct record *tombstone);

/* Appends the encoded record to `out`. Fails: ERROR_CORRUPT, ERROR_CRYPTO, ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int tombstone_open(const struct store_keys *keys, uint64_t sequence, struct bytes row,
                            struct buffer *out);
MUST_USE int resealed_open(const struct store_keys *keys, uint64_t sequence, struct bytes row,
                           struct buffer *out);

/*
 * Seals what is in the place of a record anew, under the newest epoch: `row` is a record's own
 * row, or what took its place. `*changed` tells whether it was of an earlier one. Fails as
 * tombstone_open(); a failure to write sticks to the transaction.
 */
struct slice_row;
MUST_USE int stand_in_reseal(struct database_transaction *transaction,
                             const struct store_keys *keys, const struct slice_row *row,
                             bool *changed);

#endif
