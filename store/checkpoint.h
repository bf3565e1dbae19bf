/*
 * A signed statement of what the record holds, to be kept elsewhere: a
 * checkpoint in the form that transparency logs use (c2sp.org/tlog-checkpoint,
 * a signed note), readable by eye:
 *
 *   phimilter/0123456789abcdef      the store, by the beginning of its id
 *   4711                            how many records
 *   8mMw...=                        root of the Merkle tree over them, base64
 *   time 2026-01-31T12:00:00Z
 *   head 1f2e...                    hash of the last record in the chain
 *   (an empty line)
 *   - phimilter/0123456789abcdef AbCd...=   (with an em dash) the signature
 *
 * Threads: any.
 */
#ifndef PHIMILTER_STORE_CHECKPOINT_H
#define PHIMILTER_STORE_CHECKPOINT_H

#include "core/buffer.h"
#include "core/signature.h"
#include "store/merkle.h"

#define CHECKPOINT_ORIGIN_SIZE 8
#define CHECKPOINT_TEXT_LIMIT ((size_t)4096)

struct checkpoint {
	uint8_t origin[CHECKPOINT_ORIGIN_SIZE];
	uint64_t size;                     /* records */
	int64_t time;                      /* seconds since the epoch, UTC */
	struct merkle_hash root;
	uint8_t head[CRYPTO_DIGEST_SIZE];
};

/* Appends the signed text. Fails: ERROR_CRYPTO, ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int checkpoint_sign(const struct checkpoint *checkpoint, const struct signature_key *key,
                             struct buffer *out);

/*
 * Reads such a text; what stands before or behind it, as a mail has it, is not
 * allowed. With `key` the signature must be its own; NULL asks for none.
 * Fails: ERROR_INVALID (no checkpoint), ERROR_CORRUPT (not signed with the key),
 * ERROR_CRYPTO, ERROR_MEMORY.
 */
MUST_USE int checkpoint_read(struct bytes text, const struct signature_key *key,
                             struct checkpoint *out);

#endif
