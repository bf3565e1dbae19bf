/*
 * Merkle trees as RFC 9162 2.1 defines them, over leaves that are appended only:
 *
 *   leaf   SHA-256(0x00 | content)
 *   node   SHA-256(0x01 | left | right)
 *
 * A node at level l and index i stands for the 2^l leaves from i * 2^l on.
 *
 * Threads: any.
 */
#ifndef PHIMILTER_STORE_MERKLE_H
#define PHIMILTER_STORE_MERKLE_H

#include "core/crypto.h"

#define MERKLE_HASH_SIZE CRYPTO_DIGEST_SIZE
#define MERKLE_LEVELS 64

struct merkle_hash {
	uint8_t bytes[MERKLE_HASH_SIZE];
};

/* Of the concatenation of `parts`, at most MERKLE_PARTS_LIMIT; `digests` may be NULL.
 * Fails: ERROR_CRYPTO, ERROR_INVALID (more). */
#define MERKLE_PARTS_LIMIT 4
MUST_USE int merkle_leaf(struct crypto_digest_context *digests, const struct bytes *parts,
                         size_t count, struct merkle_hash *out);
MUST_USE int merkle_node(struct crypto_digest_context *digests, const struct merkle_hash *left,
                         const struct merkle_hash *right, struct merkle_hash *out);

/*
 * What is needed to go on with a tree: the roots of its largest complete
 * subtrees. peaks[l] counts where bit l of `size` is set.
 */
struct merkle_frontier {
	uint64_t size;
	struct merkle_hash peaks[MERKLE_LEVELS];
	struct crypto_digest_context *digests; /* to append faster with; may be NULL */
};

/*
 * Appends a leaf. `completed` is called for each node that is complete with it,
 * the leaf itself first, and may fail. Fails: ERROR_CRYPTO and what `completed` does.
 */
typedef int (*merkle_completed)(unsigned level, uint64_t index, const struct merkle_hash *hash,
                                void *context);
MUST_USE int merkle_append(struct merkle_frontier *frontier, const struct merkle_hash *leaf,
                           merkle_completed completed, void *context);

/* The root of the tree so far; of an empty one the hash of nothing. Fails: ERROR_CRYPTO. */
MUST_USE int merkle_root(const struct merkle_frontier *frontier, struct merkle_hash *out);

/* Looks up a complete node. May fail. */
typedef int (*merkle_lookup)(unsigned level, uint64_t index, struct merkle_hash *out, void *context);

/* The frontier of the tree's first `size` leaves. Fails: what `lookup` does. */
MUST_USE int merkle_frontier_at(uint64_t size, merkle_lookup lookup, void *context,
                                struct merkle_frontier *out);


/* The inclusion proof of leaf `index` in a tree of `size` leaves (RFC 9162 2.1.3.1). */
struct merkle_path {
	size_t length;
	struct merkle_hash hashes[MERKLE_LEVELS];
};

/* Fails: ERROR_INVALID (index >= size), ERROR_CRYPTO and what `lookup` does. */
MUST_USE int merkle_prove(uint64_t index, uint64_t size, merkle_lookup lookup, void *context,
                          struct merkle_path *out);

/* Whether the path leads from the leaf to the root (RFC 9162 2.1.3.2).
 * Fails: ERROR_CORRUPT (it does not), ERROR_CRYPTO. */
MUST_USE int merkle_check(const struct merkle_hash *leaf, uint64_t index, uint64_t size,
                          const struct merkle_path *path, const struct merkle_hash *root);

#endif
