#include "store/slice.h"

#include "store/record_codec.h"

/* A slice ends after the row that reaches this; the largest row fits on top. */
#define SLICE_SIZE_WANTED ((size_t)1024 * 1024)
#define SLICE_SIZE_LIMIT (SLICE_SIZE_WANTED + RECORD_SIZE_LIMIT + 4096)

void
slice_init(struct slice *slice)
{
	*slice = (struct slice){ .memory = buffer_make(SLICE_SIZE_LIMIT) };
}

void
slice_release(struct slice *slice)
{
	buffer_release(&slice->memory);
	slice->count = 0;
}

static bool
slice_has_room(const struct slice *slice)
{
	return slice->count < SLICE_ROW_LIMIT && slice->memory.length < SLICE_SIZE_WANTED;
}

/* Until all rows are there their views hold lengths only: the memory may still move. */
static void
slice_copy(struct slice *slice, struct database_cursor *cursor)
{
	int err = buffer_append(&slice->memory, cursor->key);
	if (err == 0)
		err = buffer_append(&slice->memory, cursor->value);
	database_fail(cursor->transaction, err);
	slice->rows[slice->count++] = (struct slice_row){
		.key = bytes_make(NULL, cursor->key.length),
		.value = bytes_make(NULL, cursor->value.length),
	};
}

static void
slice_set_views(struct slice *slice)
{
	const uint8_t *next = slice->memory.data;

	for (size_t i = 0; i < slice->count; i++) {
		struct slice_row *row = &slice->rows[i];
		row->key.data = next;
		row->value.data = next + row->key.length;
		next += row->key.length + row->value.length;
	}
}

/* Hands the rows with keys > `after` to `add` while there is room. */
static void
slice_fill(struct slice *slice, struct database_transaction *transaction,
           enum database_table table, struct bytes after,
           void (*add)(struct slice *slice, struct database_cursor *cursor))
{
	uint8_t memory[DATABASE_KEY_LIMIT];
	struct database_cursor cursor;

	after = bytes_slice(after, 0, sizeof(memory));
	if (after.length > 0)
		memcpy(memory, after.data, after.length);
	after.data = memory;
	buffer_clear(&slice->memory);
	slice->count = 0;

	bool more = database_seek(transaction, table, after, &cursor);
	if (more && after.length > 0 && bytes_equal(cursor.key, after))
		more = database_next(&cursor);
	for (; more && slice_has_room(slice); more = database_next(&cursor))
		add(slice, &cursor);
	database_cursor_close(&cursor);
	slice->last = !more;
	if (transaction->error != 0)
		slice->count = 0;
}

void
slice_read(struct slice *slice, struct database_transaction *transaction, enum database_table table,
           struct bytes after)
{
	slice_fill(slice, transaction, table, after, slice_copy);
	slice_set_views(slice);
}

static void
slice_refer(struct slice *slice, struct database_cursor *cursor)
{
	slice->rows[slice->count++] = (struct slice_row){ cursor->key, cursor->value };
}

void
slice_look(struct slice *slice, struct database_transaction *transaction, enum database_table table,
           struct bytes after)
{
	slice_fill(slice, transaction, table, after, slice_refer);
}

int
slice_each(struct database *database, enum database_table table, struct bytes after,
           int (*each)(const struct slice_row *row, void *context), void *context)
{
	struct database_transaction transaction;
	struct slice slice;
	int err = 0;

	slice_init(&slice);
	while (err == 0 && !slice.last) {
		database_begin(database, DATABASE_READ, &transaction);
		slice_read(&slice, &transaction, table, after);
		database_abort(&transaction);
		err = transaction.error;
		for (size_t i = 0; i < slice.count && err == 0; i++)
			err = each(&slice.rows[i], context);
		if (slice.count > 0)
			after = slice.rows[slice.count - 1].key;
	}
	slice_release(&slice);
	return err;
}
