/*
 * What stands in the audit log in the place of a record that was disposed of. The
 * chain goes on through it, as it keeps the hash of the row that it took the place
 * of; the tree keeps its leaf. What the record said is gone.
 *
 *   key       sequence, 8 bytes big-endian | 1
 *   row       previous | hash | sealed
 *   previous  as in the record's own row
 *   hash      of that row (audit_log.h)
 *   sealed    AES-256-GCM of an encoded RECORD_DISPOSED, bound to all of that
 *
 * Without the store's key nobody can make one.
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

/* The hash of the row that was there; NULL when `row` is too short. */
const uint8_t *tombstone_hash(struct bytes row);

/* Puts `tombstone` in the place of the row of its sequence, which must be there. */
void tombstone_put(struct database_transaction *transaction, const struct store_keys *keys,
                   const struct record *tombstone);

/* Appends the encoded record to `out`. Fails: ERROR_CORRUPT, ERROR_CRYPTO, ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int tombstone_open(const struct store_keys *keys, uint64_t sequence, struct bytes row,
                            struct buffer *out);

#endif
