#include "store/upgrade.h"

#include "core/error.h"
#include "store/audit_log.h"
#include "store/audit_tree.h"
#include "store/identity.h"
#include "store/record_codec.h"

static int
upgrade_tables(struct database *database)
{
	struct database_transaction transaction;

	database_begin(database, DATABASE_WRITE, &transaction);
	database_make_tables(&transaction);
	identity_set_schema(&transaction);
	return database_commit(&transaction);
}

/* Adds the records of the slice to the tree, in the transaction they were read in. */
static void
tree_add_slice(struct database_transaction *transaction, const struct store_keys *keys,
               struct crypto_mac_context *salts, const struct slice *slice,
               struct merkle_frontier *frontier)
{
	struct buffer encoded = buffer_make(RECORD_SIZE_LIMIT);

	for (size_t i = 0; i < slice->count && transaction->error == 0; i++) {
		const struct slice_row *row = &slice->rows[i];
		uint64_t sequence = audit_row_sequence(row->key);
		const uint8_t *previous = audit_row_previous(row->value);
		int err = ERROR_CORRUPT;
		buffer_clear(&encoded);
		if (previous != NULL && sequence == frontier->size + 1)
			err = audit_row_open(keys, sequence, previous, row->value, &encoded);
		database_fail(transaction, err);
		audit_tree_append(transaction, salts, buffer_bytes(&encoded), frontier);
	}
	buffer_release(&encoded);
}

/* One slice of records more; `*done` when the tree has them all. */
static int
tree_catch_up_once(struct database *database, const struct store_keys *keys,
                   struct crypto_mac_context *salts, struct slice *slice, bool *done,
                   uint64_t *records)
{
	struct database_transaction transaction;
	struct store_audit_head head;
	struct merkle_frontier frontier;
	struct audit_key after;

	database_begin(database, DATABASE_WRITE, &transaction);
	audit_head_load(&transaction, keys, &head);
	audit_tree_load(&transaction, keys, &frontier);
	*done = frontier.size == head.sequence;
	if (frontier.size > head.sequence)
		database_fail(&transaction, ERROR_CORRUPT);
	if (*done || transaction.error != 0) {
		database_abort(&transaction);
		return transaction.error;
	}
	slice_read(slice, &transaction, DATABASE_AUDIT, audit_key_make(frontier.size, &after));
	uint64_t before = frontier.size;
	tree_add_slice(&transaction, keys, salts, slice, &frontier);
	if (frontier.size == before)
		database_fail(&transaction, ERROR_CORRUPT); /* fewer rows than the head says */
	audit_tree_save(&transaction, keys, &frontier);
	*records += frontier.size - before;
	return database_commit(&transaction);
}

static int
tree_catch_up(struct database *database, const struct store_keys *keys, uint64_t *records)
{
	struct crypto_mac_context *salts;
	struct slice slice;
	bool done = false;

	slice_init(&slice);
	int err = crypto_mac_create(keys->tree, &salts);
	while (err == 0 && !done)
		err = tree_catch_up_once(database, keys, salts, &slice, &done, records);
	crypto_mac_destroy(&salts);
	slice_release(&slice);
	return err;
}

int
upgrade_store(struct database *database, const struct store_keys *keys, uint32_t schema,
              uint64_t *records)
{
	int err = 0;

	*records = 0;
	if (schema < STORE_SCHEMA)
		err = upgrade_tables(database);
	return err == 0 ? tree_catch_up(database, keys, records) : err;
}
