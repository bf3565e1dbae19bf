/*
 * The store's sub-keys, each for one purpose, and the sealing of rows: AES-256-GCM
 * bound to the store's schema and to the row's place, so that no row can be changed
 * or put elsewhere.
 *
 * There are two sorts of them. Keys that seal are changed by a rotation: each epoch of
 * the store has its own (keyring.h). Keys that name things in hashes stay for the life
 * of a store, as the values that were hashed are not kept and cannot be hashed anew.
 *
 * Threads: read-only after store_file_key_derive(), any thread.
 */
#ifndef PHIMILTER_STORE_KEYS_H
#define PHIMILTER_STORE_KEYS_H

#include "core/buffer.h"
#include "core/crypto.h"
#include "core/secret_key.h"

/* The layout of the database as a whole, stored in it; upgrade.h tells them apart. */
#define STORE_SCHEMA 6

/* Bound into every seal. A layout that leaves rows as they are leaves this as it is. */
#define STORE_SEAL_SCHEMA 1

/* What a key seals. */
enum store_seal {
	STORE_SEAL_AUDIT,  /* records, the chain's head, and what goes with them */
	STORE_SEAL_ESCROW, /* rows of the escrow index */
	STORE_SEAL_COUNT
};
struct store_seals {
	uint8_t keys[STORE_SEAL_COUNT][CRYPTO_KEY_SIZE];
};

/* The keys that stay: those of the key file that the store was made with. */
struct store_names {
	uint8_t item[CRYPTO_KEY_SIZE];   /* names escrow items (HMAC) */
	uint8_t tree[CRYPTO_KEY_SIZE];   /* salts the leaves of the tree (HMAC) */
	uint8_t search[CRYPTO_KEY_SIZE]; /* names terms of the search index (HMAC) */
	uint8_t value[CRYPTO_KEY_SIZE];  /* tokens of values (core/value_token.h) */
	uint8_t split[CRYPTO_KEY_SIZE];  /* of what a message's passes through the milter tell
	                                    one another (milter/split_context.h) */
	uint8_t check[CRYPTO_KEY_SIZE];  /* seals the store's id */
};

/* What is derived from the secret of one key file. */
#define STORE_FILE_NAME_SIZE 8
struct store_file_key {
	uint8_t name[STORE_FILE_NAME_SIZE]; /* tells key files apart, and tells nothing else */
	uint8_t ring[CRYPTO_KEY_SIZE];      /* seals the keyring */
	struct store_seals seals;           /* of the epoch that begins with the file */
	struct store_names names;           /* of a store that is made with it */
};

/* Fails: ERROR_CRYPTO. */
MUST_USE int store_file_key_derive(const struct secret_key *secret, struct store_file_key *out);
void store_file_key_wipe(struct store_file_key *file);

/*
 * Appends `plain`, sealed and bound to `place` (a table's name and key, say),
 * to `out`. Rows are sealed with keyring_seal(), which knows the key.
 * Fails: ERROR_CRYPTO, ERROR_LIMIT, ERROR_MEMORY.
 */
MUST_USE int store_row_seal(const uint8_t key[CRYPTO_KEY_SIZE], struct bytes place,
                            struct bytes plain, struct buffer *out);

/* Appends what store_row_seal() sealed. Fails: ERROR_CORRUPT, ERROR_CRYPTO, ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int store_row_open(const uint8_t key[CRYPTO_KEY_SIZE], struct bytes place,
                            struct bytes sealed, struct buffer *out);

/* The same with what was set up for the key once. */
MUST_USE int store_row_open_with(struct crypto_opener *opener, struct bytes place,
                                 struct bytes sealed, struct buffer *out);

#endif
