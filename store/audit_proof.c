#include "store/audit_proof.h"

#include "core/error.h"
#include "store/audit_log.h"
#include "store/record_codec.h"
#include "store/tombstone.h"

void
audit_proof_init(struct audit_proof *proof)
{
	*proof = (struct audit_proof){ .encoded = buffer_make(RECORD_SIZE_LIMIT) };
}

void
audit_proof_release(struct audit_proof *proof)
{
	buffer_release(&proof->encoded);
}

/* The record and its path, as they are in one state of the store. */
static int
proof_read(struct database_transaction *transaction, const struct store_keys *keys,
           struct audit_proof *out)
{
	struct audit_any_key key;
	struct slice_row row;
	uint64_t sequence;

	if (!audit_row_find(transaction, out->sequence, &key, &row) ||
	    tombstone_sequence(row.key) != 0)
		return ERROR_NOT_FOUND;
	int err = audit_any_open(keys, NULL, &row, &sequence, &out->encoded);
	return err == 0 ? audit_tree_prove(transaction, out->sequence, out->size, &out->path) : err;
}

int
audit_proof_make(struct database *database, const struct store_keys *keys, uint64_t sequence,
                 uint64_t size, struct audit_proof *out)
{
	struct database_transaction transaction;
	struct crypto_mac_context *salts;
	struct merkle_frontier tree;

	out->sequence = sequence;
	out->size = size;
	database_begin(database, DATABASE_READ, &transaction);
	audit_tree_load(&transaction, keys, &tree);
	int err = sequence == 0 || sequence > size || size > tree.size ? ERROR_NOT_FOUND : 0;
	if (err == 0)
		err = proof_read(&transaction, keys, out);
	database_abort(&transaction);
	if (transaction.error != 0)
		return transaction.error;
	if (err == 0)
		err = crypto_mac_create(keys->names.tree, &salts);
	if (err != 0)
		return err;
	err = audit_tree_salt(salts, sequence, out->salt);
	crypto_mac_destroy(&salts);
	return err;
}

int
audit_proof_check(const struct audit_proof *proof, const struct merkle_hash *root,
                  struct arena *arena, struct record *record)
{
	struct merkle_hash leaf;

	if (proof->sequence == 0)
		return ERROR_CORRUPT;
	int err = audit_tree_leaf(NULL, proof->salt, buffer_bytes(&proof->encoded), &leaf);
	if (err == 0)
		err = merkle_check(&leaf, proof->sequence - 1, proof->size, &proof->path, root);
	if (err == 0)
		err = record_decode(buffer_bytes(&proof->encoded), arena, record);
	if (err == 0)
		record->sequence = proof->sequence;
	return err;
}
