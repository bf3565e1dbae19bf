/*
 * What shows on a machine without the store that one record is among those that
 * a checkpoint stands for (RFC 9162 2.1.3): the record, its salt, and the path of
 * hashes from its leaf to the root. It tells nothing of other records.
 *
 * Ownership: the holder's. Threads: any.
 */
#ifndef PHIMILTER_STORE_AUDIT_PROOF_H
#define PHIMILTER_STORE_AUDIT_PROOF_H

#include "core/buffer.h"
#include "core/record.h"
#include "store/audit_tree.h"

struct audit_proof {
	uint64_t sequence; /* of the record, from 1 */
	uint64_t size;     /* records in the tree */
	uint8_t salt[AUDIT_TREE_SALT_SIZE];
	struct buffer encoded; /* the record (store/record_codec.h) */
	struct merkle_path path;
};

void audit_proof_init(struct audit_proof *proof);
void audit_proof_release(struct audit_proof *proof);

/* As store_audit_prove(); `out` is initialised. */
MUST_USE int audit_proof_make(struct database *database, const struct store_keys *keys,
                              uint64_t sequence, uint64_t size, struct audit_proof *out);

/*
 * Whether the proof leads to `root`; then `*record` is what was recorded, its
 * arrays in `arena`. Fails: ERROR_CORRUPT (it does not), ERROR_INVALID (a record of
 * a later version), ERROR_CRYPTO, ERROR_MEMORY, ERROR_LIMIT (the arena's).
 */
MUST_USE int audit_proof_check(const struct audit_proof *proof, const struct merkle_hash *root,
                               struct arena *arena, struct record *record);

#endif
