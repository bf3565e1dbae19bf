/*
 * Sealing an original so that neither the server's disk nor the daemon can
 * open it again: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM (RFC 5084),
 * one KeyTransRecipientInfo or KeyAgreeRecipientInfo for each records officer's
 * certificate and one KEKRecipientInfo (RFC 5652 6.2.3, AES-256 key wrap) for a
 * key derived from the token in the notice's link. DER. `openssl cms -decrypt`
 * opens it with an officer's key, or with -secretkey and -secretkeyid.
 *
 * Threads: an escrow_sealer is read-only after creation, any thread.
 */
#ifndef PHIMILTER_ENCRYPTION_ESCROW_SEAL_H
#define PHIMILTER_ENCRYPTION_ESCROW_SEAL_H

#include "core/configuration.h"
#include "core/crypto.h"
#include "core/message.h"

struct escrow_sealer;

/* Link token: 256 random bits, base64url without padding (RFC 4648 5). */
#define ESCROW_TOKEN_LENGTH 43
struct escrow_token {
	char text[ESCROW_TOKEN_LENGTH + 1];
};

/*
 * Reads the officers' certificates. Fails: ERROR_CONFIG (missing, unreadable,
 * expired, key usage that forbids encryption; said in `why` with file and
 * setting; at least one officer is required), ERROR_MEMORY, ERROR_CRYPTO.
 */
MUST_USE int escrow_sealer_create(const struct configuration *configuration,
                                  struct diagnostics *why, struct escrow_sealer **out);
void escrow_sealer_destroy(struct escrow_sealer **sealer);

/* A fresh token. Fails: ERROR_CRYPTO. Wipe it with explicit_bzero() when the notice is made. */
MUST_USE int escrow_token_create(struct escrow_token *out);

/* HKDF-SHA-256 of the token for escrow: the key-encryption key. Fails: ERROR_INVALID, ERROR_CRYPTO. */
MUST_USE int escrow_token_key(struct bytes token, uint8_t out[CRYPTO_KEY_SIZE]);

/*
 * Appends the DER of the sealed `original` to `out` (whose limit must allow
 * for it: original plus about 4 KB and 1 KB an officer).
 * Fails: ERROR_CRYPTO, ERROR_LIMIT, ERROR_MEMORY.
 */
MUST_USE int escrow_seal(const struct escrow_sealer *sealer, struct bytes original,
                         const struct escrow_token *token, struct buffer *out);

#endif
