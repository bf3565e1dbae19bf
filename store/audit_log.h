/*
 * The record of decisions as a chain of sealed rows.
 *
 *   key       sequence, 8 bytes big-endian: 1, 2, 3 ... without a gap
 *   row       previous | sealed record
 *   previous  hash of the row before; for the first row the store's id
 *   sealed    AES-256-GCM of the encoded record, bound to schema, sequence
 *             and previous
 *   hash      SHA-256(previous | sequence | sealed)
 *   head      sequence and hash of the last row, sealed, in the meta table and
 *             changed in the same transaction as the row
 *
 * So a changed, moved, exchanged, missing or added row shows by itself, and a
 * tail that was cut off shows against the head. A record that was disposed of
 * leaves a tombstone in its place (tombstone.h), and the chain goes on through it.
 *
 * Threads: as the database's transactions.
 */
#ifndef PHIMILTER_STORE_AUDIT_LOG_H
#define PHIMILTER_STORE_AUDIT_LOG_H

#include "core/record.h"
#include "store/database.h"
#include "store/keyring.h"
#include "store/slice.h"
#include "store/store.h"

/* The head of a store without records, whose id is `id`. */
void audit_head_init(const uint8_t id[CRYPTO_DIGEST_SIZE], struct store_audit_head *out);

/* Within a transaction, whose failure sticks; a head that is missing or cannot
 * be opened is ERROR_CORRUPT. */
void audit_head_load(struct database_transaction *transaction, const struct store_keys *keys,
                     struct store_audit_head *out);

/*
 * The same for who is about to write: nothing may be sealed but under the newest epoch, and
 * the head always is. ERROR_KEY where the store went over to a key file of which these keys
 * know nothing.
 */
void audit_head_load_newest(struct database_transaction *transaction, const struct store_keys *keys,
                            struct store_audit_head *out);
void audit_head_save(struct database_transaction *transaction, const struct store_keys *keys,
                     const struct store_audit_head *head);

/*
 * Fails the transaction with ERROR_CORRUPT unless the last row is the one the
 * head names: a daemon must not go on writing behind a cut or exchanged tail.
 */
void audit_head_check(struct database_transaction *transaction, const struct store_audit_head *head);

/* Appends an encoded record after `head` and moves `head` on. Save it before the commit. */
void audit_log_append(struct database_transaction *transaction, const struct store_keys *keys,
                      struct bytes encoded, struct store_audit_head *head);

/* The key of row `sequence`, in `memory`. */
struct audit_key {
	uint8_t memory[sizeof(uint64_t) + 1];
};
struct bytes audit_key_make(uint64_t sequence, struct audit_key *memory);

/* A key behind the row `sequence`, and behind its tombstone (tombstone.h), for slice_read(). */
struct bytes audit_key_behind(uint64_t sequence, struct audit_key *memory);

/* The sequence of a record's key; 0 when it is none. */
uint64_t audit_row_sequence(struct bytes key);

/* The hash of row `sequence` of the chain. A row too short to be one is ERROR_CORRUPT. */
MUST_USE int audit_row_hash(uint64_t sequence, struct bytes row, uint8_t out[CRYPTO_DIGEST_SIZE]);

/* The same with a context, or NULL. */
MUST_USE int audit_row_hash_with(struct crypto_digest_context *digests, uint64_t sequence,
                                 struct bytes row, uint8_t out[CRYPTO_DIGEST_SIZE]);

/* The hash of the row before, as the row itself says; NULL when it is too short. */
const uint8_t *audit_row_previous(struct bytes row);

/*
 * Appends the encoded record of a row to `out`, as one that stands at `sequence`
 * behind a row of the hash `previous`. Fails: ERROR_CORRUPT, ERROR_CRYPTO, ERROR_LIMIT, ERROR_MEMORY.
 */
MUST_USE int audit_row_open(const struct store_keys *keys, uint64_t sequence,
                            const uint8_t previous[CRYPTO_DIGEST_SIZE], struct bytes row,
                            struct buffer *out);

/* The same with what was set up once. */
MUST_USE int audit_row_open_with(struct keyring_opener *opener, uint64_t sequence,
                                 const uint8_t previous[CRYPTO_DIGEST_SIZE], struct bytes row,
                                 struct buffer *out);

/* The row that the record `sequence` has: its own, or what took its place (tombstone.h). False
 * when there is none, and after a failure. Views into the database; the key is in `memory`. */
struct audit_any_key {
	uint8_t memory[sizeof(uint64_t) + 1];
};
bool audit_row_find(struct database_transaction *transaction, uint64_t sequence,
                    struct audit_any_key *memory, struct slice_row *out);

/* The sequence of the key of such a row; 0 when it is none. */
uint64_t audit_any_sequence(struct bytes key);

/* The hash by which the chain goes on behind such a row. Fails: ERROR_CORRUPT, ERROR_CRYPTO. */
MUST_USE int audit_any_hash(const struct slice_row *row, uint8_t out[CRYPTO_DIGEST_SIZE]);

/* Appends the encoded record of such a row to `out`: a tombstone's is RECORD_DISPOSED. `opener`
 * is one for the same keys, or NULL. Fails: ERROR_CORRUPT, ERROR_CRYPTO, ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int audit_any_open(const struct store_keys *keys, struct keyring_opener *opener,
                            const struct slice_row *row, uint64_t *sequence, struct buffer *out);

/* As store_audit_list(). */
MUST_USE int audit_log_list(struct database *database, const struct store_keys *keys, uint64_t from,
                            int (*each)(const struct record *record, void *context), void *context);

/* As store_audit_get(). */
MUST_USE int audit_log_get(struct database *database, const struct store_keys *keys,
                           uint64_t sequence,
                           int (*each)(const struct record *record, void *context), void *context);

/* As store_audit_verify_since(), or with `from` as store_audit_verify_from(); `id` is
 * the store's, `noted` and `from` may be NULL. */
struct audit_verify_start {
	const uint8_t *id;
	const struct store_audit_head *noted;
	const struct checkpoint *from;
};
MUST_USE int audit_log_verify(struct database *database, const struct store_keys *keys,
                              const struct audit_verify_start *start,
                              void (*progress)(uint64_t done, uint64_t total, void *context),
                              void *context, struct store_audit_result *out);

#endif
