#include "store/upgrade.h"

#include "core/error.h"
#include "store/audit_log.h"
#include "store/audit_tree.h"
#include "store/identity.h"
#include "store/record_codec.h"
#include "store/search_index.h"

/* What is needed to add earlier records to what came with a later layout. */
struct catch_up {
	struct database *database;
	const struct store_keys *keys;
	struct crypto_mac_context *salts;
	struct crypto_mac_context *terms;
	struct slice slice;
	struct buffer encoded;
	struct merkle_frontier tree; /* as the transaction at hand has it */
	uint64_t indexed;
	uint64_t records;
};

static int
upgrade_tables(struct database *database, const struct store_keys *keys)
{
	struct database_transaction transaction;

	database_begin(database, DATABASE_WRITE, &transaction);
	database_make_tables(&transaction);
	identity_set_schema(&transaction);
	identity_set_keys(&transaction, keys);
	return database_commit(&transaction);
}

static void
index_add_encoded(struct catch_up *c, struct database_transaction *transaction, uint64_t sequence)
{
	struct arena *arena = NULL;
	struct record record;

	int err = arena_create(RECORD_ARENA_LIMIT, &arena);
	if (err == 0)
		err = record_decode(buffer_bytes(&c->encoded), arena, &record);
	database_fail(transaction, err);
	if (err == 0)
		search_index_add(transaction, c->terms, &record, sequence);
	arena_destroy(&arena);
	c->indexed = sequence;
}

/* Adds the record of a row to what does not have it yet. */
static void
catch_up_row(struct catch_up *c, struct database_transaction *transaction,
             const struct slice_row *row)
{
	uint64_t sequence = audit_row_sequence(row->key);
	const uint8_t *previous = audit_row_previous(row->value);
	int err = ERROR_CORRUPT;

	buffer_clear(&c->encoded);
	if (previous != NULL && sequence > 0)
		err = audit_row_open(c->keys, sequence, previous, row->value, &c->encoded);
	database_fail(transaction, err);
	if (transaction->error == 0 && sequence == c->tree.size + 1)
		audit_tree_append(transaction, c->salts, buffer_bytes(&c->encoded), &c->tree);
	if (transaction->error == 0 && sequence == c->indexed + 1)
		index_add_encoded(c, transaction, sequence);
	c->records++;
}

static uint64_t
catch_up_reached(const struct catch_up *c)
{
	return c->tree.size < c->indexed ? c->tree.size : c->indexed;
}

/* One slice of records more, in the transaction it is read in; `*done` when all are there. */
static int
catch_up_once(struct catch_up *c, bool *done)
{
	struct database_transaction transaction;
	struct store_audit_head head;
	struct audit_key after;

	database_begin(c->database, DATABASE_WRITE, &transaction);
	audit_head_load_newest(&transaction, c->keys, &head);
	audit_tree_load(&transaction, c->keys, &c->tree);
	c->indexed = search_index_load(&transaction, c->keys);
	uint64_t before = catch_up_reached(c);
	*done = c->tree.size == head.sequence && c->indexed == head.sequence;
	if (c->tree.size > head.sequence || c->indexed > head.sequence)
		database_fail(&transaction, ERROR_CORRUPT);
	if (*done || transaction.error != 0) {
		database_abort(&transaction);
		return transaction.error;
	}
	slice_read(&c->slice, &transaction, DATABASE_AUDIT, audit_key_behind(before, &after));
	for (size_t i = 0; i < c->slice.count && transaction.error == 0; i++)
		catch_up_row(c, &transaction, &c->slice.rows[i]);
	if (catch_up_reached(c) == before)
		database_fail(&transaction, ERROR_CORRUPT); /* fewer rows than the head says */
	audit_tree_save(&transaction, c->keys, &c->tree);
	search_index_save(&transaction, c->keys, c->indexed);
	return database_commit(&transaction);
}

static int
catch_up(struct database *database, const struct store_keys *keys, uint64_t *records)
{
	struct catch_up c = { .database = database, .keys = keys,
	                      .encoded = buffer_make(RECORD_SIZE_LIMIT) };
	bool done = false;

	slice_init(&c.slice);
	int err = crypto_mac_create(keys->names.tree, &c.salts);
	if (err == 0)
		err = crypto_mac_create(keys->names.search, &c.terms);
	while (err == 0 && !done)
		err = catch_up_once(&c, &done);
	*records = c.records;
	crypto_mac_destroy(&c.salts);
	crypto_mac_destroy(&c.terms);
	slice_release(&c.slice);
	buffer_release(&c.encoded);
	return err;
}

int
upgrade_store(struct database *database, const struct store_keys *keys, uint32_t schema,
              uint64_t *records)
{
	int err = 0;

	*records = 0;
	if (schema < STORE_SCHEMA)
		err = upgrade_tables(database, keys);
	return err == 0 ? catch_up(database, keys, records) : err;
}
