/*
 * The few cryptographic primitives that more than one room needs, on OpenSSL 3.
 * Nothing here is home-made but the calling convention.
 *
 * Threads: all calls from any thread. Keys are the caller's to wipe.
 */
#ifndef PHIMILTER_CORE_CRYPTO_H
#define PHIMILTER_CORE_CRYPTO_H

#include "core/attributes.h"
#include "core/bytes.h"

#define CRYPTO_KEY_SIZE 32    /* AES-256, HMAC-SHA-256 */
#define CRYPTO_DIGEST_SIZE 32 /* SHA-256 (FIPS 180-4) */
#define CRYPTO_NONCE_SIZE 12  /* GCM (NIST SP 800-38D) */
#define CRYPTO_TAG_SIZE 16    /* GCM */

/* What crypto_seal() adds: nonce in front, tag behind. */
#define CRYPTO_SEAL_OVERHEAD (CRYPTO_NONCE_SIZE + CRYPTO_TAG_SIZE)

/* Fill `out` from the system's generator. Fails: ERROR_CRYPTO. */
MUST_USE int crypto_random(void *out, size_t length);

/* SHA-256 of the concatenation of `parts`. Fails: ERROR_CRYPTO. */
MUST_USE int crypto_digest(const struct bytes *parts, size_t count,
                           uint8_t out[CRYPTO_DIGEST_SIZE]);

/*
 * The same for many texts, for which setting OpenSSL up costs as much as the hash, and
 * for a text that comes in pieces. A context is one thread's at a time.
 */
struct crypto_digest_context;

/* Fails: ERROR_CRYPTO, and *out is NULL then. */
MUST_USE int crypto_digest_create(struct crypto_digest_context **out);

/* Accepts NULL and a pointer to NULL. */
void crypto_digest_destroy(struct crypto_digest_context **context);

/* As crypto_digest(), which it is without a context. Fails: ERROR_CRYPTO. */
MUST_USE int crypto_digest_compute(struct crypto_digest_context *context, const struct bytes *parts,
                                   size_t count, uint8_t out[CRYPTO_DIGEST_SIZE]);

/* Begins a text; adds a piece; ends it. Fail: ERROR_CRYPTO. */
MUST_USE int crypto_digest_begin(struct crypto_digest_context *context);
MUST_USE int crypto_digest_add(struct crypto_digest_context *context, struct bytes piece);
MUST_USE int crypto_digest_finish(struct crypto_digest_context *context,
                                  uint8_t out[CRYPTO_DIGEST_SIZE]);

/* HMAC-SHA-256 (FIPS 198-1) of the concatenation of `parts`. Fails: ERROR_CRYPTO. */
MUST_USE int crypto_mac(const uint8_t key[CRYPTO_KEY_SIZE], const struct bytes *parts,
                        size_t count, uint8_t out[CRYPTO_DIGEST_SIZE]);

/*
 * The same for many messages under one key: setting the key up costs several
 * times what a short message does. A context is one thread's at a time; copying
 * one that nobody computes with is safe from any thread.
 */
struct crypto_mac_context;

/* Both fail: ERROR_CRYPTO, and *out is NULL then. */
MUST_USE int crypto_mac_create(const uint8_t key[CRYPTO_KEY_SIZE], struct crypto_mac_context **out);
MUST_USE int crypto_mac_copy(const struct crypto_mac_context *context,
                             struct crypto_mac_context **out);

/* Wipes the key. Accepts NULL and a pointer to NULL. */
void crypto_mac_destroy(struct crypto_mac_context **context);

/* As crypto_mac(). Fails: ERROR_CRYPTO. */
MUST_USE int crypto_mac_compute(struct crypto_mac_context *context, const struct bytes *parts,
                                size_t count, uint8_t out[CRYPTO_DIGEST_SIZE]);

/* HKDF-SHA-256 (RFC 5869) of `secret` for the purpose `label`. Fails: ERROR_CRYPTO. */
MUST_USE int crypto_derive(struct bytes secret, const char *label, uint8_t out[CRYPTO_KEY_SIZE]);

/*
 * AES-256-GCM under a random nonce: writes nonce | ciphertext | tag, which is
 * plain.length + CRYPTO_SEAL_OVERHEAD bytes, to `out`. `bound` is authenticated
 * but not stored. Random nonces: fewer than 2^32 seals under one key
 * (SP 800-38D 8.3). Fails: ERROR_CRYPTO.
 */
MUST_USE int crypto_seal(const uint8_t key[CRYPTO_KEY_SIZE], struct bytes bound,
                         struct bytes plain, uint8_t *out);

/*
 * The reverse: writes sealed.length - CRYPTO_SEAL_OVERHEAD bytes to `out`.
 * Fails: ERROR_CORRUPT (wrong key, changed bytes; `out` is wiped), ERROR_CRYPTO.
 */
MUST_USE int crypto_open(const uint8_t key[CRYPTO_KEY_SIZE], struct bytes bound,
                         struct bytes sealed, uint8_t *out);

/* The same for many seals under one key, which is set up once. One thread's at a time. */
struct crypto_opener;

/* Fails: ERROR_CRYPTO, and *out is NULL then. */
MUST_USE int crypto_opener_create(const uint8_t key[CRYPTO_KEY_SIZE], struct crypto_opener **out);

/* Wipes the key. Accepts NULL and a pointer to NULL. */
void crypto_opener_destroy(struct crypto_opener **opener);

/* As crypto_open(). */
MUST_USE int crypto_opener_open(struct crypto_opener *opener, struct bytes bound,
                                struct bytes sealed, uint8_t *out);

/* Lower-case hexadecimal with a NUL: 2 * bytes.length + 1 characters in `out`. */
void hex_encode(struct bytes bytes, char *out);

/* Exactly 2 * length digits into `length` bytes, either case. Fails: ERROR_INVALID. */
MUST_USE int hex_decode(struct bytes hex, uint8_t *out, size_t length);

#endif
