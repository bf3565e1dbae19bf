#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "core/log.h"
#include "store/audit_log.h"
#include "store/database.h"
#include "store/directory.h"
#include "store/escrow_files.h"
#include "store/escrow_index.h"
#include "store/identity.h"
#include "store/keys.h"
#include "store/record_codec.h"
#include "store/writer.h"

/* Younger escrow files may be on their way into the record. */
#define ORPHAN_AGE_SECONDS 60

struct store {
	enum store_mode mode;
	struct store_keys keys;
	uint8_t id[STORE_ID_SIZE]; /* random; names this store, and begins its chain */
	int directory;                  /* descriptors, -1 when not open */
	int lock;
	struct escrow_files escrow;
	struct database *database;
	struct writer *writer;          /* STORE_WRITE only */
	struct database_transaction transaction; /* the writer thread's, or of STORE_APPEND */
	int64_t commit_seconds;
	atomic_bool troubled;           /* said in the log why no record can be committed */
};

/* ---- opening ------------------------------------------------------------- */

/* Says why the store cannot be used, so that the operator has one line; returns `err`. */
static int
store_complain(const struct configuration *configuration, struct diagnostics *why, int err)
{
	const char *directory = configuration->store.directory;

	switch (err) {
	case ERROR_KEY:
		configuration_complain(configuration, "store.key_file", why,
		                       "is not the key that the store in %s was made with", directory);
		return err;
	case ERROR_EXISTS:
		return configuration_complain(configuration, "store.directory", why,
		                              "another daemon is using %s", directory);
	case ERROR_NOT_FOUND:
		return configuration_complain(configuration, "store.directory", why,
		                              "there is no store in %s yet; the daemon makes it when it "
		                              "first starts", directory);
	case ERROR_CORRUPT:
		configuration_complain(configuration, "store.directory", why,
		                       "the store in %s is damaged or was tampered with; `phictl audit "
		                       "verify` says where", directory);
		return err;
	case ERROR_IO:
		configuration_complain(configuration, "store.directory", why, "%s: %s%s", directory,
		                       strerror(errno), errno == EACCES || errno == EPERM ?
		                       "; run as root or as the daemon's user" : "");
		return err;
	default:
		configuration_complain(configuration, "store.directory", why, "%s: %s", directory,
		                       error_text(err));
		return err;
	}
}

/* The originals in the escrow directory have an index, and it is not ours. */
static int
store_complain_claimed(const struct configuration *configuration, struct diagnostics *why)
{
	return configuration_complain(configuration, "escrow.directory", why,
	                              "%s holds the escrow of another store than the one in %s; give "
	                              "each store a directory of its own, or put the store's own "
	                              "files back", configuration->escrow.directory,
	                              configuration->store.directory);
}

/*
 * A file without a whole transaction in it is what a first start leaves that the
 * disk was too full for. Of a store that was in use, as its escrow tells, it is a
 * rest, which must not be taken for that.
 */
static bool
store_is_rest(const struct store *store, const struct configuration *configuration)
{
	return database_is_stub(store->directory) &&
	       identity_directory_is_claimed(configuration->escrow.directory);
}

static int
store_complain_rest(const struct configuration *configuration, struct diagnostics *why)
{
	configuration_complain(configuration, "store.directory", why,
	                       "%s/data.mdb was cut short and holds nothing any more; put the "
	                       "store's files back from a backup", configuration->store.directory);
	return ERROR_CORRUPT;
}

/*
 * A reader run by root may have been the one to make LMDB's lock file, as in a
 * store that was copied here without it; the daemon must be able to open it.
 */
static void
store_give_lock_file(const struct store *store)
{
	struct stat data, lock;

	if (geteuid() != 0 || fstatat(store->directory, "data.mdb", &data, AT_SYMLINK_NOFOLLOW) != 0 ||
	    fstatat(store->directory, "lock.mdb", &lock, AT_SYMLINK_NOFOLLOW) != 0 ||
	    data.st_uid == lock.st_uid)
		return;
	if (fchownat(store->directory, "lock.mdb", data.st_uid, data.st_gid, AT_SYMLINK_NOFOLLOW) != 0)
		log_event(LOG_SEVERITY_WARNING, "store-lock-file-owner", log_number("errno", errno));
}

static int
store_open_database(struct store *store, const struct configuration *configuration)
{
	bool writes = store->mode == STORE_WRITE;
	uint64_t map_bytes = writes ? (uint64_t)configuration->store.map_bytes : 0;

	int err = database_open(configuration->store.directory, map_bytes,
	                        store->mode == STORE_READ ? DATABASE_READ : DATABASE_WRITE,
	                        &store->database);
	if (err != 0)
		return err;
	store_give_lock_file(store);
	database_clear_readers(store->database);
	return 0;
}

static int
store_open_identity(struct store *store, const struct configuration *configuration,
                    struct diagnostics *why)
{
	uint32_t schema = 0;
	int err;

	if (database_has_tables(store->database))
		err = identity_load(store->database, &store->keys, &schema, store->id);
	else if (store->mode != STORE_WRITE)
		err = ERROR_NOT_FOUND;
	else if (identity_directory_is_claimed(configuration->escrow.directory))
		return store_complain_claimed(configuration, why);
	else
		err = identity_make(store->database, &store->keys, store->id);
	if (err == ERROR_INVALID)
		return configuration_complain(configuration, "store.directory", why,
		                              "the store in %s has layout %u; this version of phimilter "
		                              "knows layout %u alone", configuration->store.directory,
		                              schema, STORE_SCHEMA);
	return err != 0 ? store_complain(configuration, why, err) : 0;
}

/* A daemon does not go on behind a tail that was cut off or an exchanged head. */
static int
store_check_head(struct store *store)
{
	struct database_transaction transaction;
	struct store_audit_head head;

	database_begin(store->database, DATABASE_READ, &transaction);
	audit_head_load(&transaction, &store->keys, &head);
	audit_head_check(&transaction, &head);
	database_abort(&transaction);
	return transaction.error;
}

static int
store_keeps_file(const char *id, void *context)
{
	struct store *store = context;
	struct database_transaction transaction;

	database_begin(store->database, DATABASE_READ, &transaction);
	bool kept = escrow_index_has(&transaction, id);
	database_abort(&transaction);
	return transaction.error != 0 ? transaction.error : kept;
}

/* That some orphan stays is no reason not to start; it is sealed all the same. */
static void
store_collect_orphans(struct store *store)
{
	size_t orphans;

	int err = escrow_files_collect(&store->escrow, (int64_t)time(NULL) - ORPHAN_AGE_SECONDS,
	                               store_keeps_file, store, &orphans);
	if (err != 0)
		log_event(LOG_SEVERITY_ERROR, "escrow-orphans-not-collected",
		          log_name("why", error_text(err)), log_number("removed", (int64_t)orphans));
	else if (orphans > 0)
		log_event(LOG_SEVERITY_NOTICE, "escrow-orphans-collected",
		          log_number("removed", (int64_t)orphans));
}

static int
store_open_escrow(struct store *store, const struct configuration *configuration,
                  struct diagnostics *why)
{
	bool writes = store->mode == STORE_WRITE;

	int err = directory_open(configuration, "escrow.directory", configuration->escrow.directory,
	                         writes, why, &store->escrow.directory);
	if (err != 0 || !writes)
		return err;
	err = identity_claim_directory(store->escrow.directory, store->id);
	if (err == ERROR_EXISTS)
		return store_complain_claimed(configuration, why);
	if (err != 0)
		configuration_complain(configuration, "escrow.directory", why, "%s: %s",
		                       configuration->escrow.directory, error_text(err));
	else
		store_collect_orphans(store);
	return err;
}

static const struct writer_operations store_operations;

static int
store_open_parts(struct store *store, const struct configuration *configuration,
                 struct diagnostics *why)
{
	bool writes = store->mode == STORE_WRITE;

	int err = directory_open(configuration, "store.directory", configuration->store.directory,
	                         writes, why, &store->directory);
	if (err != 0)
		return err;
	if (writes)
		err = directory_lock(store->directory, &store->lock);
	if (err == 0 && writes && store_is_rest(store, configuration))
		return store_complain_rest(configuration, why);
	if (err == 0 && writes)
		err = database_remove_stub(store->directory);
	if (err == 0)
		err = store_open_database(store, configuration);
	if (err != 0)
		return store_complain(configuration, why, err);
	err = store_open_identity(store, configuration, why);
	if (err != 0)
		return err;
	if (writes)
		err = store_check_head(store);
	if (err == 0 && writes && fsync(store->directory) != 0)
		err = error_of_errno();
	if (err != 0)
		return store_complain(configuration, why, err);
	err = store_open_escrow(store, configuration, why);
	if (err == 0 && writes)
		err = writer_create(&store_operations, store, store->commit_seconds, &store->writer);
	return err;
}

int
store_open(const struct configuration *configuration, const struct secret_key *key,
           enum store_mode mode, struct diagnostics *why, struct store **out)
{
	struct store *store = calloc(1, sizeof(*store));

	*out = NULL;
	if (store == NULL)
		return ERROR_MEMORY;
	store->mode = mode;
	store->commit_seconds = configuration->store.commit_seconds;
	store->directory = store->lock = store->escrow.directory = -1;
	int err = store_keys_derive(key, &store->keys);
	if (err == 0)
		err = store_open_parts(store, configuration, why);
	if (err != 0)
		store_close(&store);
	*out = store;
	return err;
}

void
store_close(struct store **store)
{
	if (store == NULL || *store == NULL)
		return;
	writer_destroy(&(*store)->writer);
	database_close(&(*store)->database);
	int descriptors[] = { (*store)->escrow.directory, (*store)->lock, (*store)->directory };
	for (size_t i = 0; i < ARRAY_LENGTH(descriptors); i++)
		if (descriptors[i] >= 0)
			close(descriptors[i]);
	store_keys_wipe(&(*store)->keys);
	free(*store);
	*store = NULL;
}

/* ---- appending ----------------------------------------------------------- */

/* Waits for the write lock, which phictl holds for a moment and something stuck for ever. */
static void
store_begin(void *context)
{
	struct store *store = context;

	database_begin(store->database, DATABASE_WRITE, &store->transaction);
}

/* What store_begin() began. */
static int
store_commit_begun(struct store *store, struct writer_request *batch)
{
	struct database_transaction *transaction = &store->transaction;
	struct store_audit_head head;

	audit_head_load(transaction, &store->keys, &head);
	for (struct writer_request *r = batch; r != NULL && transaction->error == 0; r = r->next) {
		audit_log_append(transaction, &store->keys, r->encoded, &head);
		escrow_index_add(transaction, &store->keys, r->record, head.sequence);
		r->sequence = head.sequence;
	}
	audit_head_save(transaction, &store->keys, &head);
	return database_commit(transaction);
}

static int
store_commit(struct writer_request *batch, void *context)
{
	struct store *store = context;

	if (batch == NULL) {
		database_abort(&store->transaction);
		return 0;
	}
	int err = store_commit_begun(store, batch);
	/* A reader that was killed keeps old pages from being reused. */
	if (err == ERROR_FULL && database_clear_readers(store->database) > 0) {
		store_begin(store);
		err = store_commit_begun(store, batch);
	}
	return err;
}

static const struct writer_operations store_operations = { store_begin, store_commit };

/* What keeps every record from being written; NULL where the error says all there is. */
static const char *
store_trouble(struct store *store, const struct writer_request *request, int err)
{
	if (err == ERROR_TIMEOUT)
		return request->waited_to_begin ? "another process holds the store's write lock" :
		                                  "the disk does not finish a commit";
	if (err == ERROR_CORRUPT && database_is_cut(store->database))
		return "data.mdb was cut short: stop the daemon and put the store back from a backup";
	if (err == ERROR_NOT_FOUND)
		return "the store's files were removed or exchanged: restart the daemon";
	return NULL;
}

/* Every message that fails meanwhile is logged by itself; why they all do is said once. */
static void
store_note_trouble(struct store *store, const struct writer_request *request, int err)
{
	const char *trouble = store_trouble(store, request, err);

	if (trouble != NULL && !atomic_exchange(&store->troubled, true))
		log_event(LOG_SEVERITY_ERROR, "store-stands-still", log_name("why", trouble));
	else if (err == 0 && atomic_load(&store->troubled) && atomic_exchange(&store->troubled, false))
		log_event(LOG_SEVERITY_NOTICE, "store-goes-on",
		          log_number("record", (int64_t)request->sequence));
}

static int
store_submit(struct store *store, struct writer_request *request)
{
	if (store->mode == STORE_APPEND) {
		store_begin(store);
		return store_commit(request, store);
	}
	int err = writer_submit(store->writer, request);
	store_note_trouble(store, request, err);
	return err;
}

int
store_append(struct store *store, struct record *record)
{
	struct buffer encoded = buffer_make(RECORD_SIZE_LIMIT);
	struct writer_request request = { .record = record };

	if (store->mode == STORE_READ)
		return ERROR_STATE;
	if (record->time == 0)
		record->time = (int64_t)time(NULL);
	int err = escrow_index_check(record);
	if (err == 0)
		err = record_encode(record, &encoded);
	request.encoded = buffer_bytes(&encoded);
	if (err == 0)
		err = store_submit(store, &request);
	if (err == 0)
		record->sequence = request.sequence;
	buffer_release(&encoded);
	return err;
}

/* ---- escrow and audit ---------------------------------------------------- */

int
store_escrow_put(struct store *store, struct bytes sealed, char id[MESSAGE_ESCROW_ID_SIZE])
{
	return store->mode == STORE_WRITE ? escrow_files_put(&store->escrow, sealed, id) : ERROR_STATE;
}

void
store_escrow_discard(struct store *store, const char *id)
{
	/* What cannot be looked up or removed now is collected at the next start. */
	if (store->mode != STORE_WRITE || store_keeps_file(id, store) != 0)
		return;
	int err = escrow_files_remove(&store->escrow, id);
	if (err != 0)
		log_event(LOG_SEVERITY_WARNING, "escrow-not-discarded", log_id("escrow-id", id),
		          log_name("why", error_text(err)));
}

int
store_escrow_get(struct store *store, const char *id, struct buffer *out)
{
	return escrow_files_get(&store->escrow, id, out);
}

int
store_escrow_list(struct store *store,
                  int (*each)(const struct escrow_item *item, void *context), void *context)
{
	return escrow_index_list(store->database, &store->keys, each, context);
}

int
store_audit_list(struct store *store, uint64_t from,
                 int (*each)(const struct record *record, void *context), void *context)
{
	return audit_log_list(store->database, &store->keys, from, each, context);
}

int
store_audit_verify(struct store *store,
                   void (*progress)(uint64_t done, uint64_t total, void *context), void *context,
                   struct store_audit_result *out)
{
	return store_audit_verify_since(store, NULL, progress, context, out);
}

int
store_audit_verify_since(struct store *store, const struct store_audit_head *noted,
                         void (*progress)(uint64_t done, uint64_t total, void *context),
                         void *context, struct store_audit_result *out)
{
	return audit_log_verify(store->database, &store->keys, store->id, noted, progress, context, out);
}
