/*
 * What a store consists of, for the files that make up store.h alone: store.c
 * works with it, store_open.c opens and closes it.
 */
#ifndef PHIMILTER_STORE_STORE_STATE_H
#define PHIMILTER_STORE_STORE_STATE_H

#include <stdatomic.h>

#include "store/database.h"
#include "store/escrow_files.h"
#include "store/identity.h"
#include "store/keyring.h"
#include "store/room.h"
#include "store/store.h"
#include "store/writer.h"

struct store {
	enum store_mode mode;
	struct store_file_key file; /* that it was opened with */
	struct store_keys keys;
	struct {
		/* For use within a write transaction alone, of which there is one at a time: a
		 * context is one thread's, so who reads makes its own. */
		struct crypto_mac_context *salts; /* of the tree's leaves */
		struct crypto_mac_context *terms; /* of the search index */
	} writing;
	uint8_t id[STORE_ID_SIZE]; /* random; names this store, and begins its chain */
	int directory;                  /* descriptors, -1 when not open */
	int lock;
	int disposal_lock;
	struct escrow_files escrow;
	struct database *database;
	struct writer *writer;          /* STORE_WRITE only */
	struct database_transaction transaction; /* the writer thread's */
	int64_t commit_seconds;
	struct room_watch watch;        /* STORE_WRITE only */
	atomic_bool troubled;           /* said in the log why no record can be committed */
};

/* The commits of the writer thread; the context is the store. */
extern const struct writer_operations store_operations;

/*
 * Opens the store's directory with the locks of the mode. The descriptors are the
 * caller's to close, -1 where there is none. Fails as store_open(), said in `why`.
 */
MUST_USE int store_open_directory(const struct configuration *configuration, enum store_mode mode,
                                  struct diagnostics *why, int *directory, int *lock);

/*
 * Opens a database that is being made in the folder `path`, STORE_APPEND and without
 * escrow, and brings it to our layout. `file` is copied. Fails: ERROR_KEY, ERROR_INVALID (a
 * later layout), ERROR_CORRUPT, ERROR_FULL, ERROR_IO (errno tells), ERROR_MEMORY ...
 */
MUST_USE int store_open_staged(const char *path, const struct store_file_key *file, struct store **out);

/* The head of the chain now. Fails: ERROR_CORRUPT, ERROR_CRYPTO, ERROR_IO ... */
MUST_USE int store_head(struct store *store, struct store_audit_head *out);

/*
 * As store_append(), with a change to other tables in the same commit: both or neither.
 * `change` runs within the transaction, whose failure sticks, and again where the commit
 * is tried again; `sequence` is the record's.
 */
typedef void (*store_change)(struct database_transaction *transaction, uint64_t sequence,
                             void *context);
MUST_USE int store_append_with(struct store *store, struct record *record, store_change change,
                               void *context);

/* Begins a transaction that seals rows but appends no record: the keys must be those of now, as
 * for every write. A failure sticks. */
void store_begin_sealing(struct store *store, struct database_transaction *transaction);

/* Makes the request for a record, whose encoding `encoded` keeps. Fails as store_append(). */
MUST_USE int store_request_make(struct record *record, struct buffer *encoded,
                                struct writer_request *out);

/* What a commit of records consists of, within a transaction, whose failure sticks. */
void store_put_records(struct store *store, struct database_transaction *transaction,
                       struct writer_request *batch);

/* Whether originals that no record names may be removed: 0, ERROR_HELD, or why that cannot
 * be told. */
MUST_USE int store_ask_for_orphans(struct store *store);

/* Whether a record names the sealed original: 1, 0 or a negative error (escrow_files_keep). */
int store_keeps_file(const char *id, void *context);

#endif
