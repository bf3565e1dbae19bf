#include "store/rotation_rows.h"

#include "core/error.h"
#include "store/audit_log.h"
#include "store/disposal_table.h"
#include "store/escrow_state.h"
#include "store/hold_table.h"
#include "store/record_codec.h"
#include "store/slice.h"
#include "store/store_state.h"
#include "store/tombstone.h"

/* No place is longer than a table's name and key. */
#define PLACE_LIMIT 96

/* The tables whose rows are sealed one by one: what seals them, and what is before the key
 * in the place that the seal is bound to. */
static const struct sealed_table {
	enum database_table table;
	enum store_seal seal;
	const char *place;
} sealed_tables[] = {
	{ DATABASE_ESCROW, STORE_SEAL_ESCROW, "" },
	{ DATABASE_ESCROW_ITEM, STORE_SEAL_ESCROW, "" },
	{ DATABASE_ESCROW_STATE, STORE_SEAL_ESCROW, ESCROW_STATE_PLACE },
	{ DATABASE_HOLD, STORE_SEAL_AUDIT, HOLD_PLACE },
	{ DATABASE_DISPOSAL, STORE_SEAL_AUDIT, DISPOSAL_PLACE },
	{ DATABASE_DISPOSAL_ITEM, STORE_SEAL_AUDIT, DISPOSAL_PLACE },
};

struct resealing {
	struct store *store;
	struct slice slice;
	struct buffer plain, sealed;
	uint64_t rows;
	bool changed; /* in the slice at hand */
};

static int
row_reseal(struct resealing *r, const struct sealed_table *table,
           struct database_transaction *transaction, const struct slice_row *row)
{
	const struct store_keys *keys = &r->store->keys;
	uint8_t memory[PLACE_LIMIT];
	size_t length = strlen(table->place);

	if (length + row->key.length > sizeof(memory))
		return ERROR_CORRUPT;
	memcpy(memory, table->place, length);
	memcpy(memory + length, row->key.data, row->key.length);
	struct bytes place = bytes_make(memory, length + row->key.length);
	buffer_clear(&r->plain);
	buffer_clear(&r->sealed);
	int err = keyring_open_newest(keys, table->seal, place, row->value, &r->plain);
	if (err != ERROR_CORRUPT)
		return err;
	err = keyring_open(keys, table->seal, place, row->value, &r->plain);
	if (err == 0)
		err = keyring_seal(keys, table->seal, place, buffer_bytes(&r->plain), &r->sealed);
	if (err != 0)
		return err;
	database_put(transaction, table->table, row->key, buffer_bytes(&r->sealed));
	r->changed = true;
	r->rows++;
	return transaction->error;
}

/* One slice behind `after`, which may be a key of the slice before. */
static int
slice_reseal(struct resealing *r, const struct sealed_table *table, struct bytes after)
{
	struct database_transaction transaction;

	store_begin_sealing(r->store, &transaction);
	slice_read(&r->slice, &transaction, table->table, after);
	r->changed = false;
	for (size_t i = 0; i < r->slice.count && transaction.error == 0; i++)
		database_fail(&transaction, row_reseal(r, table, &transaction, &r->slice.rows[i]));
	if (r->changed || transaction.error != 0)
		return database_commit(&transaction);
	database_abort(&transaction);
	return 0;
}

static int
table_reseal(struct resealing *r, const struct sealed_table *table)
{
	struct bytes after = bytes_make(NULL, 0);
	int err;

	do {
		err = slice_reseal(r, table, after);
		if (r->slice.count > 0)
			after = r->slice.rows[r->slice.count - 1].key;
	} while (err == 0 && !r->slice.last);
	return err;
}

int
rotation_reseal_tables(struct store *store, uint64_t *rows)
{
	struct resealing r = { .store = store, .plain = buffer_make(RECORD_SIZE_LIMIT),
	                       .sealed = buffer_make(RECORD_SIZE_LIMIT) };
	int err = 0;

	slice_init(&r.slice);
	for (size_t i = 0; i < ARRAY_LENGTH(sealed_tables) && err == 0; i++)
		err = table_reseal(&r, &sealed_tables[i]);
	*rows = r.rows;
	slice_release(&r.slice);
	buffer_release(&r.plain);
	buffer_release(&r.sealed);
	return err;
}

/* ---- records ---------------------------------------------------------------------- */

/* One slice of them behind `*reached`, which it moves on. */
static int
records_reseal(struct resealing *r, uint64_t first, uint64_t last, uint64_t *reached)
{
	struct database_transaction transaction;
	struct audit_key memory;

	store_begin_sealing(r->store, &transaction);
	slice_read(&r->slice, &transaction, DATABASE_AUDIT, audit_key_behind(*reached, &memory));
	r->changed = false;
	for (size_t i = 0; i < r->slice.count && transaction.error == 0 && *reached < last; i++) {
		const struct slice_row *row = &r->slice.rows[i];
		bool changed = false;
		*reached = audit_any_sequence(row->key);
		if (*reached > last)
			break;
		if (audit_row_sequence(row->key) == 0 || *reached >= first)
			database_fail(&transaction,
			              stand_in_reseal(&transaction, &r->store->keys, row, &changed));
		r->changed |= changed;
		r->rows += changed;
	}
	if (r->slice.count == 0)
		*reached = last;
	if (r->changed || transaction.error != 0)
		return database_commit(&transaction);
	database_abort(&transaction);
	return 0;
}

int
rotation_reseal_records(struct store *store, uint64_t first, uint64_t last,
                        void (*progress)(uint64_t done, uint64_t total, void *context),
                        void *context, uint64_t *rows)
{
	struct resealing r = { .store = store };
	uint64_t reached = 0;
	int err = 0;

	slice_init(&r.slice);
	while (err == 0 && reached < last) {
		err = records_reseal(&r, first, last, &reached);
		if (progress != NULL)
			progress(reached < last ? reached : last, last, context);
	}
	*rows = r.rows;
	slice_release(&r.slice);
	return err;
}
