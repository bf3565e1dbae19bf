/*
 * Tokens of the values that identifiers have: a keyed hash under which a value
 * found in a message and one that an officer asks for are the same, and which
 * tells nothing without the store's key. There are few social security numbers
 * and dates of birth, so whoever has the key can try them all: the key is what
 * protects them, never the hash alone.
 *
 * Threads: any.
 */
#ifndef PHIMILTER_CORE_VALUE_TOKEN_H
#define PHIMILTER_CORE_VALUE_TOKEN_H

#include "core/crypto.h"
#include "core/secret_key.h"

#define VALUE_TOKEN_SIZE 16

/* The key of tokens, from the store's. Fails: ERROR_CRYPTO. */
MUST_USE int value_token_key(const struct secret_key *store_key, struct secret_key *out);

/*
 * The token of a value however it is written: only ASCII letters and digits count,
 * in lower case; one without any counts as it is. `scratch` has room for
 * value.length bytes. Fails: ERROR_CRYPTO.
 */
MUST_USE int value_token_compute(struct crypto_mac_context *mac, struct bytes value,
                                 uint8_t *scratch, uint8_t out[VALUE_TOKEN_SIZE]);

/*
 * The token of a legal hold's keyword in its normal form (scanner/hold_keyword.h), which no
 * value has. Fails: ERROR_CRYPTO.
 */
MUST_USE int value_token_keyword(struct crypto_mac_context *mac, struct bytes normal,
                                 uint8_t out[VALUE_TOKEN_SIZE]);

#endif
