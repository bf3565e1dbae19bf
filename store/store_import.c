#include "store/store_export.h"

#include <endian.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "core/error.h"
#include "store/stage.h"

/* More than any row has (RECORD_SIZE_LIMIT); what claims more was changed. */
#define VALUE_LIMIT ((size_t)32 << 20)

/* Rows of one transaction: enough that the commits cost little, and few enough that the
 * pages they dirty fit into memory. */
#define ROWS_AT_ONCE 20000

struct import {
	store_import_get get;
	void *context;
	uint64_t map_bytes;
	struct crypto_digest_context *digest;
	struct database *database;
	struct database_transaction transaction;
	enum database_table table; /* of the rows that come */
	uint8_t key[DATABASE_KEY_LIMIT];
	struct buffer value;
	uint64_t rows;
};

/* The next bytes of the stream, which its digest is over. */
static int
import_read(struct import *import, void *out, size_t length)
{
	int err = import->get(out, length, import->context);

	return err == 0 ? crypto_digest_add(import->digest, bytes_make(out, length)) : err;
}

static int
import_header(struct import *import)
{
	char header[sizeof(STORE_EXPORT_HEADER) - 1];

	int err = import_read(import, header, sizeof(header));
	if (err == 0 && memcmp(header, STORE_EXPORT_HEADER, sizeof(header)) != 0)
		err = ERROR_INVALID;
	return err == ERROR_CORRUPT ? ERROR_INVALID : err;
}

static int
import_table(struct import *import)
{
	uint8_t length, name[UINT8_MAX];

	int err = import_read(import, &length, sizeof(length));
	if (err == 0)
		err = import_read(import, name, length);
	if (err != 0)
		return err;
	import->table = database_table_find(bytes_make(name, length));
	return import->table < DATABASE_TABLE_COUNT ? 0 : ERROR_INVALID;
}

static int
import_next_transaction(struct import *import)
{
	int err = database_commit(&import->transaction);

	database_begin(import->database, DATABASE_WRITE, &import->transaction);
	return err == 0 ? import->transaction.error : err;
}

static int
import_row(struct import *import)
{
	uint16_t key_length;
	uint32_t value_length;

	int err = import_read(import, &key_length, sizeof(key_length));
	if (err == 0)
		err = import_read(import, &value_length, sizeof(value_length));
	if (err != 0)
		return err;
	size_t key_size = be16toh(key_length), value_size = be32toh(value_length);
	if (import->table == DATABASE_TABLE_COUNT || key_size > sizeof(import->key) ||
	    value_size > VALUE_LIMIT)
		return ERROR_CORRUPT;
	buffer_clear(&import->value);
	err = buffer_reserve(&import->value, value_size);
	if (err == 0)
		err = import_read(import, import->key, key_size);
	if (err == 0)
		err = import_read(import, import->value.data, value_size);
	if (err != 0)
		return err;
	database_put_last(&import->transaction, import->table, bytes_make(import->key, key_size),
	                  bytes_make(import->value.data, value_size));
	return ++import->rows % ROWS_AT_ONCE == 0 ? import_next_transaction(import) :
	                                             import->transaction.error;
}

static int
import_end(struct import *import)
{
	uint8_t digest[CRYPTO_DIGEST_SIZE], said[CRYPTO_DIGEST_SIZE];
	uint64_t rows;

	int err = import_read(import, &rows, sizeof(rows));
	if (err == 0)
		err = crypto_digest_finish(import->digest, digest);
	if (err == 0)
		err = import->get(said, sizeof(said), import->context);
	if (err == 0 && (be64toh(rows) != import->rows || memcmp(digest, said, sizeof(said)) != 0))
		err = ERROR_CORRUPT;
	return err == 0 ? database_commit(&import->transaction) : err;
}

static int
import_rows(struct import *import)
{
	for (;;) {
		uint8_t tag;
		int err = import_read(import, &tag, sizeof(tag));
		if (err == 0 && tag == 'E')
			return import_end(import);
		if (err == 0)
			err = tag == 'T' ? import_table(import) : tag == 'R' ? import_row(import) : ERROR_CORRUPT;
		if (err != 0)
			return err;
	}
}

/* Whether the directory has a store; the rest of a first start on a full disk is none. */
static bool
has_store(int directory)
{
	struct stat status;

	return fstatat(directory, "data.mdb", &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       !database_is_stub(directory);
}

static int
import_fill(struct stage *stage, void *context)
{
	struct import *import = context;

	if (has_store(stage->directory))
		return ERROR_EXISTS;
	int err = import_header(import);
	if (err == 0)
		err = database_open(stage->path, import->map_bytes, DATABASE_WRITE, &import->database);
	if (err != 0)
		return err;
	database_begin(import->database, DATABASE_WRITE, &import->transaction);
	database_make_tables(&import->transaction);
	err = import->transaction.error;
	if (err == 0)
		err = import_rows(import);
	database_abort(&import->transaction);
	database_close(&import->database);
	return err;
}

int
store_import_begin(const struct configuration *configuration, const struct secret_key *key,
                   store_import_get get, void *context, struct store_care_watch *watch,
                   struct diagnostics *why, struct store_restore **out)
{
	struct import import = {
		.get = get,
		.context = context,
		.map_bytes = (uint64_t)configuration->store.map_bytes,
		.table = DATABASE_TABLE_COUNT,
		.value = buffer_make(VALUE_LIMIT),
	};

	*out = NULL;
	int err = crypto_digest_create(&import.digest);
	if (err == 0)
		err = stage_begin_restore(configuration, key, import_fill, &import, watch, why, out);
	crypto_digest_destroy(&import.digest);
	buffer_release(&import.value);
	return err;
}
