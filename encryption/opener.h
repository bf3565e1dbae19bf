/*
 * Who opens a sealed original: an officer with key and certificate, or the holder of a
 * token. Internal to the room; escrow_open.h and escrow_link.h are its contracts.
 *
 * Threads: an opener is one thread's.
 */
#ifndef PHIMILTER_ENCRYPTION_OPENER_H
#define PHIMILTER_ENCRYPTION_OPENER_H

#include <openssl/cms.h>

#include "core/crypto.h"
#include "core/diagnostics.h"
#include "encryption/escrow_token.h"

struct opener {
	EVP_PKEY *key;      /* these two are an officer's; both NULL for a token */
	X509 *certificate;
	uint8_t token_key[CRYPTO_KEY_SIZE];
	uint8_t token_key_id[ESCROW_KEY_ID_SIZE];
};

/* Fails: ERROR_KEY, said in `why`. Release it in any case. */
MUST_USE int opener_read(const char *key_file, const char *certificate_file, struct diagnostics *why,
                         struct opener *out);

/* Fails: ERROR_KEY (no token), ERROR_CRYPTO. */
MUST_USE int opener_from_token(struct bytes token, struct opener *out);

void opener_release(struct opener *opener);

/* Gives the content's key to `cms`. Fails: ERROR_KEY (not among its recipients), ERROR_CORRUPT. */
MUST_USE int opener_unwrap(const struct opener *opener, CMS_ContentInfo *cms);

#endif
