/*
 * The one place that knows LMDB: an environment with a fixed set of tables,
 * transactions whose first failure sticks, and cursors.
 *
 * A transaction is begun, worked with, and ended by commit or abort. Once one
 * call has failed the later ones do nothing, so the caller looks at one result:
 * that of database_commit(), or `error` before an abort.
 *
 * What is read (struct bytes) lives in the map and is gone with the end of the
 * transaction, or with its next write.
 *
 * Ownership: the caller's. Threads: a transaction and its cursors belong to
 * one thread; a database serves many. Read transactions are kept short, as the
 * pages one sees are not reused while it lasts.
 */
#ifndef PHIMILTER_STORE_DATABASE_H
#define PHIMILTER_STORE_DATABASE_H

#include "core/attributes.h"
#include "core/bytes.h"

struct MDB_txn;
struct MDB_cursor;

enum database_table {
	DATABASE_META,        /* schema, key check, head of the chain */
	DATABASE_AUDIT,       /* records by sequence */
	DATABASE_ESCROW,      /* escrow items by escrow id and recipient */
	DATABASE_ESCROW_ITEM, /* where an item was seen first */
	DATABASE_TREE_LEAF,   /* hash of each record, by sequence */
	DATABASE_TREE_NODE,   /* the tree over them, by level and index */
	DATABASE_SEARCH,      /* terms of records (search_index.h) */
	DATABASE_HOLD,        /* legal holds (hold_table.h) */
	DATABASE_ESCROW_STATE,/* what became of sealed originals and their links */
	DATABASE_DISPOSAL,    /* disposals proposed and done */
	DATABASE_DISPOSAL_ITEM,/* the records that each is about */
	DATABASE_TABLE_COUNT
};

/* What a table is called; and the table called so, DATABASE_TABLE_COUNT when there is none. */
const char *database_table_name(enum database_table table);
enum database_table database_table_find(struct bytes name);

/* LMDB's own limit on keys in its default build. */
#define DATABASE_KEY_LIMIT 511

enum database_mode { DATABASE_READ, DATABASE_WRITE };

struct database;

struct database_transaction {
	struct database *database;
	struct MDB_txn *handle;
	int error; /* the first failure, or 0 */
};

struct database_cursor {
	struct database_transaction *transaction;
	enum database_table table;
	struct MDB_cursor *handle;
	struct bytes key;
	struct bytes value;
	unsigned walked; /* rows, by database_next() */
};

/*
 * Opens the database in `directory`. DATABASE_READ never makes the file.
 * `map_bytes` is the size it may grow to; 0 takes what it was last opened with,
 * and so does any smaller number: the map never shrinks, as another process
 * may rely on it.
 * Fails: ERROR_NOT_FOUND (DATABASE_READ: none there), ERROR_FULL, ERROR_CORRUPT
 * (no database, of another LMDB, or one that has lost its tables), ERROR_IO (errno tells), ERROR_MEMORY.
 */
MUST_USE int database_open(const char *directory, uint64_t map_bytes, enum database_mode mode,
                           struct database **out);
void database_close(struct database **database);

/*
 * Whether the file in `directory` is too short to hold a transaction, as a full
 * disk leaves it when it is made; LMDB would refuse it for good.
 */
bool database_is_stub(int directory);

/* Removes such a file, and no other. Only for who holds the daemon's lock, before
 * database_open(). Fails: ERROR_IO. */
MUST_USE int database_remove_stub(int directory);

/* Whether any table has been made: false for a database that was never set up. */
bool database_has_tables(const struct database *database);

/* Whether all have been made: false besides for one of an earlier layout, of which
 * only DATABASE_META may then be used until database_make_tables(). */
bool database_has_all_tables(const struct database *database);

/* Whether the map is larger than the file says: other processes learn of that with the next
 * commit of this one. */
bool database_map_grew(const struct database *database);

/* The directory it was opened in. */
const char *database_path(const struct database *database);

struct database_usage {
	uint64_t map_bytes;  /* the most it may grow to */
	uint64_t used_bytes; /* of it, free pages in between included */
};
MUST_USE int database_usage(struct database *database, struct database_usage *out);

/* Of the bytes in use those in free pages, which later rows fill; they are counted,
 * which takes a while where there are very many. Within a transaction, whose failure sticks. */
uint64_t database_free_bytes(struct database_transaction *transaction);

/* How many rows a table has; a failure sticks. */
uint64_t database_count(struct database_transaction *transaction, enum database_table table);

/*
 * Writes a compact copy, in one state of the database, into `directory`, which must be
 * empty; writers go on meanwhile. The file is durable, its entry in the directory is not
 * yet. Fails: ERROR_FULL, ERROR_CORRUPT (pages are lost), ERROR_IO (errno tells), ERROR_MEMORY.
 */
MUST_USE int database_copy(struct database *database, const char *directory);

/* Frees what readers left behind that died within a transaction; returns how many. */
int database_clear_readers(struct database *database);

/*
 * Whether the file has become shorter than it was, which LMDB never does. What is
 * gone of it cannot be read: the attempt ends the process with SIGBUS.
 */
bool database_is_cut(struct database *database);

/*
 * Failing to begin sticks as any other failure; database_abort() is then still
 * right. Fails: ERROR_CORRUPT (the file was cut short), ERROR_LIMIT (too many read at once), and for DATABASE_WRITE
 * besides ERROR_NOT_FOUND (the files were removed or exchanged since they were
 * opened, so that a commit would not last).
 */
void database_begin(struct database *database, enum database_mode mode,
                    struct database_transaction *out);

/* Makes those of the tables that are not there; part of the transaction. */
void database_make_tables(struct database_transaction *transaction);

/* Ends the transaction for good. Returns 0 when it is durable, else the first
 * failure: ERROR_FULL, ERROR_IO (errno tells), ERROR_CORRUPT, ERROR_MEMORY,
 * ERROR_STATE, or what database_fail() was given; nothing is then kept. */
MUST_USE int database_commit(struct database_transaction *transaction);
void database_abort(struct database_transaction *transaction);

/* Makes the transaction fail with `error`, when it has not failed before. */
void database_fail(struct database_transaction *transaction, int error);

/* Whether the row is there; false also after a failure. */
bool database_get(struct database_transaction *transaction, enum database_table table,
                  struct bytes key, struct bytes *value);
void database_put(struct database_transaction *transaction, enum database_table table,
                  struct bytes key, struct bytes value);
/* As database_put(), for a key greater than all there; any other is ERROR_CORRUPT. */
void database_put_last(struct database_transaction *transaction, enum database_table table,
                       struct bytes key, struct bytes value);
/* A row that is not there is no failure. */
void database_delete(struct database_transaction *transaction, enum database_table table,
                     struct bytes key);

/*
 * Sets `cursor` on the first row with a key >= `from`, or on the table's last
 * row. False when there is none, and after a failure. Close it in any case.
 */
bool database_seek(struct database_transaction *transaction, enum database_table table,
                   struct bytes from, struct database_cursor *cursor);
bool database_seek_last(struct database_transaction *transaction, enum database_table table,
                        struct database_cursor *cursor);
/* On the last row with a key < `before`, in the same way. */
bool database_seek_before(struct database_transaction *transaction, enum database_table table,
                          struct bytes before, struct database_cursor *cursor);
bool database_next(struct database_cursor *cursor);
bool database_previous(struct database_cursor *cursor);
void database_cursor_close(struct database_cursor *cursor);

#endif
