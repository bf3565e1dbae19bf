/*
 * What is sealed is compressed first, as one zstd frame (RFC 8878) that says how much it
 * holds, where that makes it smaller; so `openssl cms -decrypt` and `zstd -d` alone give
 * the original back. What was sealed before there was compression is the original itself.
 * The digest in the record tells which of the two it is; nothing is guessed.
 *
 * All that compression works in is wiped. Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_ESCROW_PACK_H
#define PHIMILTER_ENCRYPTION_ESCROW_PACK_H

#include "core/buffer.h"
#include "core/crypto.h"

/* Appends what is to be sealed, which is never longer than `original`. Fails: ERROR_CRYPTO
 * (the library refused), ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int escrow_pack(struct bytes original, struct buffer *out);

/*
 * Appends the original of `size` bytes and this SHA-256 that `content`, which was sealed,
 * holds. Fails: ERROR_CORRUPT (it does not), ERROR_LIMIT, ERROR_MEMORY, ERROR_CRYPTO;
 * `out` is then as it was.
 */
MUST_USE int escrow_unpack(struct bytes content, uint64_t size,
                           const uint8_t digest[CRYPTO_DIGEST_SIZE], struct buffer *out);

#endif
