/*
 * The store's sub-keys, derived from its one secret key, each for one purpose,
 * and the sealing of rows: AES-256-GCM bound to the store's schema and to the
 * row's place, so that no row can be changed or put elsewhere.
 *
 * Threads: read-only after store_keys_derive(), any thread.
 */
#ifndef PHIMILTER_STORE_KEYS_H
#define PHIMILTER_STORE_KEYS_H

#include "core/buffer.h"
#include "core/crypto.h"
#include "core/secret_key.h"

/* The layout of the database as a whole, stored in it; upgrade.h tells them apart. */
#define STORE_SCHEMA 5

/* Bound into every seal. A layout that leaves rows as they are leaves this as it is. */
#define STORE_SEAL_SCHEMA 1

struct store_keys {
	uint8_t audit[CRYPTO_KEY_SIZE];  /* seals records and the chain's head */
	uint8_t escrow[CRYPTO_KEY_SIZE]; /* seals rows of the escrow index */
	uint8_t item[CRYPTO_KEY_SIZE];   /* names escrow items (HMAC) */
	uint8_t tree[CRYPTO_KEY_SIZE];   /* salts the leaves of the tree (HMAC) */
	uint8_t search[CRYPTO_KEY_SIZE]; /* names terms of the search index (HMAC) */
	uint8_t value[CRYPTO_KEY_SIZE];  /* tokens of values (core/value_token.h) */
	uint8_t check[CRYPTO_KEY_SIZE];  /* seals the value that tells a wrong key */
};

/* Fails: ERROR_CRYPTO. */
MUST_USE int store_keys_derive(const struct secret_key *secret, struct store_keys *out);
void store_keys_wipe(struct store_keys *keys);

/*
 * Appends `plain`, sealed and bound to `place` (a table's name and key, say),
 * to `out`. Fails: ERROR_CRYPTO, ERROR_LIMIT, ERROR_MEMORY.
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
