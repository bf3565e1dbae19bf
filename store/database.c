/*
 * Choices, and why:
 *
 * - Never MDB_WRITEMAP: with it a full disk is a SIGBUS instead of an error.
 * - Full synchronous commits (no MDB_NOSYNC, no MDB_NOMETASYNC): a commit that
 *   has returned is on the disk, and that is what an append promises.
 * - MDB_NOTLS: a read transaction belongs to its struct, not to its thread, so
 *   that a message thread of the daemon can look something up at any time.
 * - MDB_NORDAHEAD: rows are looked up at random places, where the kernel would read 128 KB
 *   for each page: sixty milliseconds to find a record in a store that is not in memory,
 *   instead of half a one. Who walks over many rows has what follows read ahead.
 * - The file is not preallocated. A full disk fails the commit cleanly, and the
 *   escrow files beside it need the same disk; reserving the whole map would
 *   take gigabytes from a site that needs a few, and made commits no faster.
 */
#include "store/database.h"

#include <errno.h>
#include <lmdb.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "core/error.h"
#include "store/database_files.h"

/* Who walked over so many rows will go on, and is looked after again every so many. */
#define READ_AHEAD_FIRST 32
#define READ_AHEAD_ROWS 256

struct database {
	MDB_env *env;
	struct database_files files; /* as they were when opened */
	MDB_dbi tables[DATABASE_TABLE_COUNT];
	bool has_tables, has_all_tables;
	bool map_grew;
	_Atomic(uintptr_t) ahead[DATABASE_TABLE_COUNT]; /* database_files_read_ahead() */
};

/* LMDB's results are its own negative codes or errno values. */
static int
error_of_lmdb(int result)
{
	switch (result) {
	case MDB_SUCCESS:
		return 0;
	case MDB_MAP_FULL:
	case MDB_TXN_FULL:
	case ENOSPC:
	case EDQUOT:
		return ERROR_FULL;
	case ENOMEM:
		return ERROR_MEMORY;
	case MDB_READERS_FULL:
		return ERROR_LIMIT;
	case MDB_MAP_RESIZED:
		/* A daemon restarted with a larger map while we were running. */
		return ERROR_STATE;
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_CURSOR_FULL:
	case MDB_INVALID:
	case MDB_VERSION_MISMATCH:
	case MDB_INCOMPATIBLE:
	case MDB_KEYEXIST:
	case MDB_BAD_VALSIZE:
		return ERROR_CORRUPT;
	case MDB_PANIC:
		/* An earlier meta page could not be written; only a restart helps. */
		errno = EIO;
		return ERROR_IO;
	default:
		errno = result > 0 ? result : EIO;
		return result > 0 ? ERROR_IO : ERROR_INTERNAL;
	}
}

static MDB_val
value_of_bytes(struct bytes bytes)
{
	return (MDB_val){ .mv_size = bytes.length, .mv_data = (void *)bytes.data };
}

static struct bytes
bytes_of_value(MDB_val value)
{
	return bytes_make(value.mv_data, value.mv_size);
}

/* Opens the tables where they exist. */
static int
database_find_tables(struct database *database)
{
	MDB_envinfo info;
	MDB_txn *txn;
	int result = mdb_txn_begin(database->env, NULL, MDB_RDONLY, &txn);
	if (result != MDB_SUCCESS)
		return error_of_lmdb(result);
	database->has_all_tables = true;
	for (int i = 0; i < DATABASE_TABLE_COUNT && result == MDB_SUCCESS; i++) {
		result = mdb_dbi_open(txn, database_table_name(i), 0, &database->tables[i]);
		database->has_tables |= result == MDB_SUCCESS;
		database->has_all_tables &= result == MDB_SUCCESS;
		result = result == MDB_NOTFOUND ? MDB_SUCCESS : result;
	}
	/* Only a commit keeps the handles. */
	if (result == MDB_SUCCESS)
		result = mdb_txn_commit(txn);
	else
		mdb_txn_abort(txn);
	if (result == MDB_SUCCESS)
		result = mdb_env_info(database->env, &info);
	/* Without a commit there may be none yet; later on they were lost. */
	bool lost = result == MDB_SUCCESS && !database->has_tables && info.me_last_txnid > 0;
	return lost ? ERROR_CORRUPT : error_of_lmdb(result);
}

static int
database_set_map(struct database *database, uint64_t map_bytes)
{
	MDB_envinfo info;

	int result = mdb_env_info(database->env, &info);
	database->map_grew = result == MDB_SUCCESS && map_bytes > info.me_mapsize;
	if (database->map_grew)
		result = mdb_env_set_mapsize(database->env, map_bytes);
	return error_of_lmdb(result);
}

int
database_open(const char *directory, uint64_t map_bytes, enum database_mode mode,
              struct database **out)
{
	unsigned flags = MDB_NOTLS | MDB_NORDAHEAD | (mode == DATABASE_READ ? MDB_RDONLY : 0);
	struct database *database = calloc(1, sizeof(*database));
	if (database == NULL)
		return ERROR_MEMORY;
	database_files_init(&database->files);

	int result = mdb_env_create(&database->env);
	if (result == MDB_SUCCESS)
		result = mdb_env_set_maxdbs(database->env, DATABASE_TABLE_COUNT);
	if (result == MDB_SUCCESS)
		result = mdb_env_set_maxreaders(database->env, DATABASE_READERS);
	if (result == MDB_SUCCESS && mode == DATABASE_WRITE)
		result = database_files_reserve_lock(directory);
	if (result == MDB_SUCCESS)
		result = mdb_env_open(database->env, directory, flags, DATABASE_FILE_MODE);
	if (result == MDB_SUCCESS && mode == DATABASE_WRITE)
		result = database_files_note(&database->files, directory);
	int err = result == ENOENT ? ERROR_NOT_FOUND : error_of_lmdb(result);
	if (err == 0 && map_bytes > 0)
		err = database_set_map(database, map_bytes);
	if (err == 0)
		err = database_find_tables(database);
	if (err != 0) {
		int saved_errno = errno;
		database_close(&database);
		errno = saved_errno;
	}
	*out = database;
	return err;
}

void
database_close(struct database **database)
{
	if (database == NULL || *database == NULL)
		return;
	if ((*database)->env != NULL)
		mdb_env_close((*database)->env);
	database_files_close(&(*database)->files);
	free(*database);
	*database = NULL;
}

bool
database_has_tables(const struct database *database)
{
	return database->has_tables;
}

bool
database_has_all_tables(const struct database *database)
{
	return database->has_all_tables;
}

bool
database_map_grew(const struct database *database)
{
	return database->map_grew;
}

const char *
database_path(const struct database *database)
{
	const char *path = "";

	/* Fails for want of an argument alone. */
	(void)mdb_env_get_path(database->env, &path);
	return path;
}

int
database_usage(struct database *database, struct database_usage *out)
{
	MDB_envinfo info;
	MDB_stat stat;

	int result = mdb_env_info(database->env, &info);
	if (result == MDB_SUCCESS)
		result = mdb_env_stat(database->env, &stat);
	if (result == MDB_SUCCESS)
		*out = (struct database_usage){
			.map_bytes = info.me_mapsize,
			.used_bytes = (uint64_t)(info.me_last_pgno + 1) * stat.ms_psize,
		};
	return error_of_lmdb(result);
}

/* The table of LMDB's own that lists free pages: by transaction, a count and the pages. */
#define FREE_PAGES_DBI 0

uint64_t
database_free_bytes(struct database_transaction *transaction)
{
	MDB_val key, value;
	MDB_cursor *cursor;
	MDB_stat stat;
	uint64_t pages = 0;

	if (transaction->error != 0)
		return 0;
	int result = mdb_stat(transaction->handle, FREE_PAGES_DBI, &stat);
	if (result == MDB_SUCCESS)
		result = mdb_cursor_open(transaction->handle, FREE_PAGES_DBI, &cursor);
	if (result != MDB_SUCCESS) {
		database_fail(transaction, error_of_lmdb(result));
		return 0;
	}
	while ((result = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == MDB_SUCCESS) {
		size_t count = 0;
		if (value.mv_size >= sizeof(count))
			memcpy(&count, value.mv_data, sizeof(count));
		pages += count;
	}
	mdb_cursor_close(cursor);
	if (result != MDB_NOTFOUND)
		database_fail(transaction, error_of_lmdb(result));
	return pages * stat.ms_psize;
}

uint64_t
database_count(struct database_transaction *transaction, enum database_table table)
{
	MDB_stat stat = { 0 };

	if (transaction->error == 0)
		database_fail(transaction, error_of_lmdb(mdb_stat(transaction->handle,
		                                                  transaction->database->tables[table],
		                                                  &stat)));
	return stat.ms_entries;
}

int
database_copy(struct database *database, const char *directory)
{
	int result = mdb_env_copy2(database->env, directory, MDB_CP_COMPACT);

	/* LMDB writes past the cache where it can, which is not yet on the disk. */
	return result == MDB_SUCCESS ? database_files_sync(directory) : error_of_lmdb(result);
}

int
database_clear_readers(struct database *database)
{
	int dead = 0;

	return mdb_reader_check(database->env, &dead) == MDB_SUCCESS ? dead : 0;
}

bool
database_is_cut(struct database *database)
{
	int file;

	return mdb_env_get_fd(database->env, &file) != MDB_SUCCESS ||
	       database_files_is_cut(&database->files, file);
}

void
database_begin(struct database *database, enum database_mode mode, struct database_transaction *out)
{
	unsigned flags = mode == DATABASE_READ ? MDB_RDONLY : 0;

	*out = (struct database_transaction){ .database = database };
	if (database_is_cut(database))
		out->error = ERROR_CORRUPT;
	else if (mode == DATABASE_WRITE)
		out->error = database_files_check(&database->files);
	if (out->error != 0)
		return;
	int result = mdb_txn_begin(database->env, NULL, flags, &out->handle);
	/* Those who were killed while they read have kept their places. */
	if (result == MDB_READERS_FULL && database_clear_readers(database) > 0)
		result = mdb_txn_begin(database->env, NULL, flags, &out->handle);
	if (result != MDB_SUCCESS)
		out->handle = NULL;
	out->error = error_of_lmdb(result);
}

void
database_make_tables(struct database_transaction *transaction)
{
	struct database *database = transaction->database;

	for (int i = 0; i < DATABASE_TABLE_COUNT && transaction->error == 0; i++)
		database_fail(transaction, error_of_lmdb(mdb_dbi_open(transaction->handle, database_table_name(i),
		                                                      MDB_CREATE, &database->tables[i])));
	database->has_tables = database->has_all_tables = transaction->error == 0;
}

/* When the disk fills up within a write, LMDB calls the short write EIO. */
static int
error_of_commit(struct database *database, int result)
{
	int file;

	if (result == EIO && mdb_env_get_fd(database->env, &file) == MDB_SUCCESS &&
	    database_files_disk_is_full(file))
		return ERROR_FULL;
	return error_of_lmdb(result);
}

int
database_commit(struct database_transaction *transaction)
{
	if (transaction->error == 0) {
		/* The handle is gone after a commit, whatever came of it. */
		int result = mdb_txn_commit(transaction->handle);
		transaction->handle = NULL;
		transaction->error = error_of_commit(transaction->database, result);
		/* Notes how far the file reaches now. */
		(void)database_is_cut(transaction->database);
	}
	int saved_errno = errno;
	database_abort(transaction);
	errno = saved_errno;
	return transaction->error;
}

void
database_abort(struct database_transaction *transaction)
{
	if (transaction->handle != NULL)
		mdb_txn_abort(transaction->handle);
	transaction->handle = NULL;
}

void
database_fail(struct database_transaction *transaction, int error)
{
	if (transaction->error == 0)
		transaction->error = error;
}

bool
database_get(struct database_transaction *transaction, enum database_table table, struct bytes key,
             struct bytes *value)
{
	MDB_val mdb_key = value_of_bytes(key), mdb_value;

	if (transaction->error != 0)
		return false;
	int result = mdb_get(transaction->handle, transaction->database->tables[table], &mdb_key,
	                     &mdb_value);
	if (result == MDB_NOTFOUND)
		return false;
	database_fail(transaction, error_of_lmdb(result));
	if (result == MDB_SUCCESS)
		*value = bytes_of_value(mdb_value);
	return result == MDB_SUCCESS;
}

static void
database_put_flagged(struct database_transaction *transaction, enum database_table table,
                     struct bytes key, struct bytes value, unsigned flags)
{
	MDB_val mdb_key = value_of_bytes(key), mdb_value = value_of_bytes(value);

	if (transaction->error == 0)
		database_fail(transaction,
		              error_of_lmdb(mdb_put(transaction->handle,
		                                    transaction->database->tables[table], &mdb_key,
		                                    &mdb_value, flags)));
}

void
database_put(struct database_transaction *transaction, enum database_table table, struct bytes key,
             struct bytes value)
{
	database_put_flagged(transaction, table, key, value, 0);
}

void
database_put_last(struct database_transaction *transaction, enum database_table table,
                  struct bytes key, struct bytes value)
{
	database_put_flagged(transaction, table, key, value, MDB_APPEND);
}

void
database_delete(struct database_transaction *transaction, enum database_table table, struct bytes key)
{
	MDB_val mdb_key = value_of_bytes(key);

	if (transaction->error != 0)
		return;
	int result = mdb_del(transaction->handle, transaction->database->tables[table], &mdb_key, NULL);
	if (result != MDB_NOTFOUND)
		database_fail(transaction, error_of_lmdb(result));
}

static bool
cursor_move(struct database_cursor *cursor, MDB_cursor_op operation, MDB_val key)
{
	MDB_val value;

	int result = mdb_cursor_get(cursor->handle, &key, &value, operation);
	if (result != MDB_SUCCESS && result != MDB_NOTFOUND)
		database_fail(cursor->transaction, error_of_lmdb(result));
	if (result != MDB_SUCCESS)
		return false;
	cursor->key = bytes_of_value(key);
	cursor->value = bytes_of_value(value);
	return true;
}

static bool
cursor_open(struct database_transaction *transaction, enum database_table table,
            struct database_cursor *cursor)
{
	*cursor = (struct database_cursor){ .transaction = transaction, .table = table };
	if (transaction->error == 0)
		database_fail(transaction,
		              error_of_lmdb(mdb_cursor_open(transaction->handle,
		                                            transaction->database->tables[table],
		                                            &cursor->handle)));
	return transaction->error == 0;
}

bool
database_seek(struct database_transaction *transaction, enum database_table table, struct bytes from,
              struct database_cursor *cursor)
{
	MDB_cursor_op operation = from.length > 0 ? MDB_SET_RANGE : MDB_FIRST;

	return cursor_open(transaction, table, cursor) &&
	       cursor_move(cursor, operation, value_of_bytes(from));
}

bool
database_seek_last(struct database_transaction *transaction, enum database_table table,
                   struct database_cursor *cursor)
{
	return cursor_open(transaction, table, cursor) && cursor_move(cursor, MDB_LAST, (MDB_val){ 0 });
}

bool
database_seek_before(struct database_transaction *transaction, enum database_table table,
                     struct bytes before, struct database_cursor *cursor)
{
	bool behind = database_seek(transaction, table, before, cursor);

	return transaction->error == 0 &&
	       cursor_move(cursor, behind ? MDB_PREV : MDB_LAST, (MDB_val){ 0 });
}

bool
database_next(struct database_cursor *cursor)
{
	bool more = cursor_move(cursor, MDB_NEXT, (MDB_val){ 0 });

	if (more && cursor->walked++ % READ_AHEAD_ROWS == READ_AHEAD_FIRST)
		database_files_read_ahead(&cursor->transaction->database->ahead[cursor->table],
		                          cursor->value.data);
	return more;
}

bool
database_previous(struct database_cursor *cursor)
{
	return cursor_move(cursor, MDB_PREV, (MDB_val){ 0 });
}

void
database_cursor_close(struct database_cursor *cursor)
{
	if (cursor->handle != NULL)
		mdb_cursor_close(cursor->handle);
	cursor->handle = NULL;
}
