/*
 * The secret in a notice's link, and what is derived from it.
 *
 * The token itself is stored nowhere: the escrow item keeps a key id and a key
 * wrapped under the derived key, and neither leads back to the token. So a
 * receiver's link opens the receiver's item, and the server's disk opens nothing.
 *
 * Both derivations are HKDF-SHA-256 (RFC 5869) without salt over the token's
 * text, so that a person with OpenSSL alone can repeat them:
 *
 *   openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt key:TOKEN \
 *       -kdfopt info:"phimilter escrow key" HKDF
 *
 * Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_ESCROW_TOKEN_H
#define PHIMILTER_ENCRYPTION_ESCROW_TOKEN_H

#include "core/attributes.h"
#include "core/bytes.h"
#include "core/crypto.h"

/* 256 random bits, base64url without padding (RFC 4648 5). */
#define ESCROW_TOKEN_LENGTH 43
struct escrow_token {
	char text[ESCROW_TOKEN_LENGTH + 1];
};

/* keyIdentifier of the token's KEKRecipientInfo. */
#define ESCROW_KEY_ID_SIZE 16

/* A fresh token. Fails: ERROR_CRYPTO. Wipe it with explicit_bzero() when the notice is made. */
MUST_USE int escrow_token_create(struct escrow_token *out);

/*
 * The token in what a person hands over: the token itself or the whole link,
 * white space around it ignored. Fails: ERROR_INVALID.
 */
MUST_USE int escrow_token_parse(struct bytes text, struct escrow_token *out);

/* The key-encryption key ("phimilter escrow key"). Fails: ERROR_INVALID (no token), ERROR_CRYPTO. */
MUST_USE int escrow_token_key(struct bytes token, uint8_t out[CRYPTO_KEY_SIZE]);

/* The key id ("phimilter escrow key id", cut to size). Fails as escrow_token_key(). */
MUST_USE int escrow_token_key_id(struct bytes token, uint8_t out[ESCROW_KEY_ID_SIZE]);

#endif
