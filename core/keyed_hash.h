/*
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash of 64 bits for
 * short values, a few nanoseconds each, where an HMAC would cost a microsecond
 * and a mail has thousands. Without the key its outputs tell nothing of the
 * values. OpenSSL has it too, but at the price of its calling convention; the
 * unit test compares the two.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_CORE_KEYED_HASH_H
#define PHIMILTER_CORE_KEYED_HASH_H

#include "core/bytes.h"

#define KEYED_HASH_KEY_SIZE 16

struct keyed_hash {
	uint64_t key[2];
};

struct keyed_hash keyed_hash_make(const uint8_t key[KEYED_HASH_KEY_SIZE]);

uint64_t keyed_hash_compute(const struct keyed_hash *hash, struct bytes value);

/* The same for the 16 bytes of two numbers, little-endian. */
uint64_t keyed_hash_pair(const struct keyed_hash *hash, uint64_t first, uint64_t second);

#endif
