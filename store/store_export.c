#include "store/store_export.h"

#include <endian.h>

#include "core/error.h"
#include "store/store_state.h"

struct export {
	store_export_put put;
	void *context;
	struct crypto_digest_context *digest;
	uint64_t rows;
};

static int
export_write(struct export *export, struct bytes piece)
{
	int err = crypto_digest_add(export->digest, piece);

	return err == 0 ? export->put(piece, export->context) : err;
}

static int
export_row(struct export *export, struct bytes key, struct bytes value)
{
	uint16_t key_length = htobe16((uint16_t)key.length);
	uint32_t value_length = htobe32((uint32_t)value.length);
	uint8_t head[1 + sizeof(key_length) + sizeof(value_length)] = { 'R' };

	if (key.length > UINT16_MAX || value.length > UINT32_MAX)
		return ERROR_CORRUPT;
	memcpy(head + 1, &key_length, sizeof(key_length));
	memcpy(head + 1 + sizeof(key_length), &value_length, sizeof(value_length));
	int err = export_write(export, bytes_make(head, sizeof(head)));
	if (err == 0)
		err = export_write(export, key);
	if (err == 0)
		err = export_write(export, value);
	export->rows++;
	return err;
}

static int
export_table(struct export *export, struct database_transaction *transaction,
             enum database_table table)
{
	struct bytes name = bytes_of_string(database_table_name(table));
	uint8_t head[2] = { 'T', (uint8_t)name.length };
	struct database_cursor cursor;

	int err = export_write(export, bytes_make(head, sizeof(head)));
	if (err == 0)
		err = export_write(export, name);
	bool more = database_seek(transaction, table, bytes_make(NULL, 0), &cursor);
	for (; err == 0 && more; more = database_next(&cursor))
		err = export_row(export, cursor.key, cursor.value);
	database_cursor_close(&cursor);
	return err == 0 ? transaction->error : err;
}

static int
export_end(struct export *export)
{
	uint64_t rows = htobe64(export->rows);
	uint8_t end[1 + sizeof(rows)] = { 'E' }, digest[CRYPTO_DIGEST_SIZE];

	memcpy(end + 1, &rows, sizeof(rows));
	int err = export_write(export, bytes_make(end, sizeof(end)));
	if (err == 0)
		err = crypto_digest_finish(export->digest, digest);
	return err == 0 ? export->put(bytes_make(digest, sizeof(digest)), export->context) : err;
}

int
store_export(struct store *store, store_export_put put, void *context, uint64_t *rows)
{
	struct export export = { .put = put, .context = context };
	struct database_transaction transaction;

	int err = crypto_digest_create(&export.digest);
	if (err != 0)
		return err;
	/* One transaction: rows of different tables must belong together. */
	database_begin(store->database, DATABASE_READ, &transaction);
	err = transaction.error;
	if (err == 0)
		err = export_write(&export, bytes_of_string(STORE_EXPORT_HEADER));
	for (int table = 0; table < DATABASE_TABLE_COUNT && err == 0; table++)
		err = export_table(&export, &transaction, table);
	if (err == 0)
		err = export_end(&export);
	database_abort(&transaction);
	crypto_digest_destroy(&export.digest);
	*rows = export.rows;
	return err;
}
