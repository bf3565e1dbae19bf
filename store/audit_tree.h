/*
 * A Merkle tree (store/merkle.h) over the records, so that one signed root stands
 * for all of them, and that one record can be shown to be among them without the
 * others.
 *
 *   leaf           of record n: salt | the encoded record
 *   salt           HMAC(key, n): a proof shows the leaves beside its own, and without
 *                  the salt nobody can try what might stand in them
 *   tree leaf      table: sequence -> leaf hash
 *   tree node      table: level | index -> hash of each complete node at every
 *                  AUDIT_TREE_STEP-th level; those between are computed
 *   frontier       sealed in the meta table, changed with the head of the chain
 *
 * Threads: as the database's transactions.
 */
#ifndef PHIMILTER_STORE_AUDIT_TREE_H
#define PHIMILTER_STORE_AUDIT_TREE_H

#include "store/database.h"
#include "store/keyring.h"
#include "store/merkle.h"

#define AUDIT_TREE_STEP 8
#define AUDIT_TREE_SALT_SIZE CRYPTO_DIGEST_SIZE

/* The salt of a record. `salts` is a crypto_mac_context under names.tree. Fails: ERROR_CRYPTO. */
MUST_USE int audit_tree_salt(struct crypto_mac_context *salts, uint64_t sequence,
                             uint8_t out[AUDIT_TREE_SALT_SIZE]);

/* The leaf of a record with its salt; `digests` may be NULL. Fails: ERROR_CRYPTO. */
MUST_USE int audit_tree_leaf(struct crypto_digest_context *digests,
                             const uint8_t salt[AUDIT_TREE_SALT_SIZE], struct bytes encoded,
                             struct merkle_hash *out);

/* Within a transaction, whose failure sticks. Before the first record, and in a store
 * of before there was a tree, the frontier is empty. */
void audit_tree_load(struct database_transaction *transaction, const struct store_keys *keys,
                     struct merkle_frontier *out);
void audit_tree_save(struct database_transaction *transaction, const struct store_keys *keys,
                     const struct merkle_frontier *frontier);

/* Appends the leaf of the next record, whose number is frontier->size + 1. */
void audit_tree_append(struct database_transaction *transaction, struct crypto_mac_context *salts,
                       struct bytes encoded, struct merkle_frontier *frontier);

/* Whether a node that is complete is stored, and is `hash`, where it should be stored. */
bool audit_tree_has(struct database_transaction *transaction, unsigned level, uint64_t index,
                    const struct merkle_hash *hash);

/* The leaf of a record as the tree has it. Fails: ERROR_CORRUPT (it is missing), ERROR_IO ... */
MUST_USE int audit_tree_leaf_at(struct database_transaction *transaction, uint64_t sequence,
                                struct merkle_hash *out);

/* Of the first `size` records. Fail: ERROR_CORRUPT (a node is missing), ERROR_CRYPTO, ERROR_IO ... */
MUST_USE int audit_tree_frontier_at(struct database_transaction *transaction, uint64_t size,
                                    struct merkle_frontier *out);
MUST_USE int audit_tree_prove(struct database_transaction *transaction, uint64_t sequence,
                              uint64_t size, struct merkle_path *out);

#endif
