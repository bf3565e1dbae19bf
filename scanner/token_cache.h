/*
 * The tokens of the values found in one message (core/value_token.h). Mail
 * repeats itself, and a token costs as much as finding the value did: those
 * computed last are remembered under a fast keyed hash.
 *
 * Ownership: the scan's, on its stack. Threads: one at a time.
 */
#ifndef PHIMILTER_SCANNER_TOKEN_CACHE_H
#define PHIMILTER_SCANNER_TOKEN_CACHE_H

#include "core/arena.h"
#include "core/keyed_hash.h"
#include "core/value_token.h"

#define TOKEN_CACHE_BITS 9

struct token_cache {
	const struct crypto_mac_context *source; /* the scanner's: copied when first needed */
	const struct keyed_hash *hash;           /* the scanner's, random */
	struct crypto_mac_context *mac;
	struct {
		uint64_t hash; /* of the value; 0 for none */
		uint8_t token[VALUE_TOKEN_SIZE];
	} entries[1 << TOKEN_CACHE_BITS];
};

/* The token of `value`. Fails: ERROR_CRYPTO; ERROR_MEMORY and ERROR_LIMIT (the arena). */
MUST_USE int token_cache_find(struct token_cache *cache, struct arena *arena, struct bytes value,
                              uint8_t out[VALUE_TOKEN_SIZE]);

void token_cache_release(struct token_cache *cache);

#endif
