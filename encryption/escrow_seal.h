/*
 * Sealing an original so that neither the server's disk nor the daemon can
 * open it again: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM (RFC 5084),
 * for each records officer's certificate one KeyTransRecipientInfo (RSA-OAEP
 * with SHA-256, RFC 3560 and 5754) or KeyAgreeRecipientInfo (ECDH with SHA-256
 * and AES-256 key wrap, RFC 5753), and one KEKRecipientInfo (RFC 5652 6.2.3,
 * AES-256 key wrap) for a key derived from the token in the notice's link. DER.
 *
 * OpenSSL alone opens it:
 *   openssl cms -decrypt -inform DER -in FILE -inkey KEY -recip CERTIFICATE
 *   openssl cms -decrypt -inform DER -in FILE -secretkey HEX -secretkeyid HEX
 * the second with what `phictl escrow token-key` prints.
 *
 * Threads: an escrow_sealer is read-only after creation, any thread.
 */
#ifndef PHIMILTER_ENCRYPTION_ESCROW_SEAL_H
#define PHIMILTER_ENCRYPTION_ESCROW_SEAL_H

#include "core/buffer.h"
#include "core/configuration.h"
#include "encryption/escrow_token.h"

struct escrow_sealer;

/*
 * What sealing adds at most for so many officers: for the limit of a buffer. A
 * certificate that would need more is refused when the sealer is made.
 */
#define ESCROW_OFFICER_OVERHEAD ((size_t)2048)
#define ESCROW_SEAL_OVERHEAD(officers) (1024 + ESCROW_OFFICER_OVERHEAD * (size_t)(officers))

/*
 * Reads the officers' certificates. Fails: ERROR_CONFIG (none named, missing,
 * unreadable, no single certificate, a private key beside it, expired, not yet
 * valid, a key too weak or of a kind CMS cannot encrypt to, key usage that
 * forbids it, names too long; each said in `why` with file, line, setting and what would be
 * right), ERROR_MEMORY, ERROR_CRYPTO.
 */
MUST_USE int escrow_sealer_create(const struct configuration *configuration,
                                  struct diagnostics *why, struct escrow_sealer **out);
void escrow_sealer_destroy(struct escrow_sealer **sealer);

/*
 * Appends the DER of the sealed `original` to `out` (whose limit must allow
 * for it: original plus ESCROW_SEAL_OVERHEAD). A certificate that expires while
 * the daemon runs still seals: its officer's key still opens, and stopping all
 * mail at midnight would protect nobody; the next start or reload says so.
 * Fails: ERROR_CRYPTO, ERROR_LIMIT (also an original over 1 GB), ERROR_MEMORY,
 * ERROR_INVALID (no token); `out` is then as it was.
 */
MUST_USE int escrow_seal(const struct escrow_sealer *sealer, struct bytes original,
                         const struct escrow_token *token, struct buffer *out);

#endif
