/*
 * Ed25519 signatures (RFC 8032) with keys in PEM files as `openssl genpkey
 * -algorithm ed25519` writes them.
 *
 * Ownership: the caller's. Threads: a key may be used by any thread.
 */
#ifndef PHIMILTER_CORE_SIGNATURE_H
#define PHIMILTER_CORE_SIGNATURE_H

#include "core/attributes.h"
#include "core/bytes.h"
#include "core/diagnostics.h"

#define SIGNATURE_SIZE 64
#define SIGNATURE_PUBLIC_KEY_SIZE 32

struct signature_key;

/*
 * A private key; others must not be able to read its file. Fails: ERROR_KEY
 * (missing, readable by others, no Ed25519 key), said in `why`; ERROR_MEMORY.
 */
MUST_USE int signature_key_read(const char *path, struct diagnostics *why,
                                struct signature_key **out);

/* A public key. Fails as signature_key_read(). */
MUST_USE int signature_public_key_read(const char *path, struct diagnostics *why,
                                       struct signature_key **out);

void signature_key_destroy(struct signature_key **key);

/* The public key of either. Fails: ERROR_CRYPTO. */
MUST_USE int signature_public_key(const struct signature_key *key,
                                  uint8_t out[SIGNATURE_PUBLIC_KEY_SIZE]);

/* Fails: ERROR_CRYPTO, also for a public key. */
MUST_USE int signature_make(const struct signature_key *key, struct bytes text,
                            uint8_t out[SIGNATURE_SIZE]);

/* Fails: ERROR_CORRUPT (it is not this key's over this text), ERROR_CRYPTO. */
MUST_USE int signature_check(const struct signature_key *key, struct bytes text,
                             const uint8_t signature[SIGNATURE_SIZE]);

#endif
