/* Opening and closing a store. */
#include "store/store_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "core/log.h"
#include "store/audit_log.h"
#include "store/directory.h"
#include "store/restored.h"
#include "store/rotation.h"
#include "store/stage.h"
#include "store/store_complain.h"
#include "store/upgrade.h"

/* Younger escrow files may be on their way into the record. */
#define ORPHAN_AGE_SECONDS 60

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

/* A store of an earlier version of phimilter is brought to this one by the daemon alone. */
static int
store_upgrade(struct store *store, uint32_t schema, const struct configuration *configuration,
              struct diagnostics *why)
{
	uint64_t records;

	if (store->mode != STORE_WRITE && schema < STORE_SCHEMA)
		return configuration_complain(configuration, "store.directory", why,
		                              "the store in %s has layout %u of an earlier version; the "
		                              "daemon brings it to layout %u when it next starts",
		                              configuration->store.directory, schema, STORE_SCHEMA);
	if (schema == STORE_SCHEMA && !database_has_all_tables(store->database))
		return store_complain(configuration, why, ERROR_CORRUPT);
	if (store->mode != STORE_WRITE)
		return 0;
	int err = upgrade_store(store->database, &store->keys, schema, &records);
	if (err == ERROR_FULL)
		configuration_complain(configuration, "store.map_bytes", why,
		                       "the store in %s has no room for what layout %u adds; make this "
		                       "larger, or its disk, and start again: it goes on where it stopped, "
		                       "and nothing is lost", configuration->store.directory, STORE_SCHEMA);
	else if (err != 0)
		err = store_complain(configuration, why, err);
	if (err == 0 && records > 0)
		log_event(LOG_SEVERITY_NOTICE, "store-upgraded", log_number("layout", STORE_SCHEMA),
		          log_number("records", (int64_t)records));
	return err;
}

/* Else phictl would find a map full that was made larger, until the next mail came; which is
 * no reason not to start where the disk is full besides. */
static int
store_note_map(struct store *store)
{
	struct database_transaction transaction;

	if (store->mode != STORE_WRITE || !database_map_grew(store->database))
		return 0;
	database_begin(store->database, DATABASE_WRITE, &transaction);
	identity_set_schema(&transaction); /* as it is: any commit will do */
	int err = database_commit(&transaction);
	return err == ERROR_FULL ? 0 : err;
}

static int
store_set_names(struct store *store)
{
	int err = crypto_mac_create(store->keys.names.tree, &store->writing.salts);

	return err == 0 ? crypto_mac_create(store->keys.names.search, &store->writing.terms) : err;
}

static int
store_open_identity(struct store *store, const struct configuration *configuration,
                    struct diagnostics *why)
{
	uint32_t schema = STORE_SCHEMA;
	int err;

	if (database_has_tables(store->database))
		err = identity_load(store->database, &store->file, &schema, store->id, &store->keys);
	else if (store->mode != STORE_WRITE)
		err = ERROR_NOT_FOUND;
	else if (identity_directory_is_claimed(configuration->escrow.directory))
		return store_complain_claimed(configuration, why);
	else
		err = identity_make(store->database, &store->file, store->id, &store->keys);
	if (err == 0)
		err = store_set_names(store);
	if (err != 0)
		return store_complain_identity(configuration, why, err, schema);
	return store_upgrade(store, schema, configuration, why);
}

int
store_head(struct store *store, struct store_audit_head *out)
{
	struct database_transaction transaction;

	database_begin(store->database, DATABASE_READ, &transaction);
	audit_head_load(&transaction, &store->keys, out);
	database_abort(&transaction);
	return transaction.error;
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

/* What was made before a backup was put back may be known to what that replaced alone. */
struct orphan_judge {
	struct store *store;
	uint64_t restored; /* milliseconds, as escrow ids have them */
};

static int
keeps_orphan(const char *id, void *context)
{
	const struct orphan_judge *judge = context;
	uint8_t bytes[ESCROW_ID_SIZE];

	int err = escrow_id_decode(bytes_of_string(id), bytes);
	if (err == 0 && escrow_id_time(bytes) <= judge->restored)
		return 1;
	return store_keeps_file(id, judge->store);
}

static int
store_find_orphans(struct store *store, size_t *orphans)
{
	struct orphan_judge judge = { .store = store };
	struct database_transaction transaction;

	database_begin(store->database, DATABASE_READ, &transaction);
	/* To the end of that second. */
	int64_t restored = restored_load(&transaction, &store->keys);
	judge.restored = restored > 0 ? (uint64_t)restored * 1000 + 999 : 0;
	database_abort(&transaction);
	if (transaction.error != 0)
		return transaction.error;
	return escrow_files_collect(&store->escrow, (int64_t)time(NULL) - ORPHAN_AGE_SECONDS,
	                            keeps_orphan, &judge, orphans);
}

/* That some orphan stays is no reason not to start; it is sealed all the same. */
static void
store_collect_orphans(struct store *store)
{
	size_t orphans = 0;

	/* No record names an orphan, so nobody can say which matter it is not about. */
	int err = store_ask_for_orphans(store);
	if (err == ERROR_HELD) {
		log_event(LOG_SEVERITY_NOTICE, "escrow-orphans-kept", log_name("why", "a legal hold stands"));
		return;
	}
	if (err == 0)
		err = store_find_orphans(store, &orphans);
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

int
store_open_directory(const struct configuration *configuration, enum store_mode mode,
                     struct diagnostics *why, int *directory, int *lock)
{
	*lock = -1;
	int err = directory_open(configuration, "store.directory", configuration->store.directory,
	                         mode == STORE_WRITE, why, directory);
	if (err != 0)
		return err;
	err = mode == STORE_ALONE ? directory_take(*directory, lock) : directory_share(*directory);
	if (err == 0 && mode == STORE_WRITE)
		err = directory_lock(*directory, lock);
	return err == 0 ? 0 : store_complain_use(mode, configuration, why, err);
}

static int
store_open_parts(struct store *store, const struct configuration *configuration,
                 struct diagnostics *why)
{
	bool writes = store->mode == STORE_WRITE;

	int err = store_open_directory(configuration, store->mode, why, &store->directory, &store->lock);
	if (err != 0)
		return err;
	if (writes && store_is_rest(store, configuration))
		return store_complain_rest(configuration, why);
	if (writes) {
		/* Nobody is at work on a staged store while we share the directory. */
		stage_clear(store->directory);
		err = database_remove_stub(store->directory);
	}
	if (err == 0)
		err = store_open_database(store, configuration);
	if (err != 0)
		return store_complain(configuration, why, err);
	err = store_open_identity(store, configuration, why);
	if (err != 0)
		return err;
	if (writes)
		err = store_check_head(store);
	if (err == 0 && writes)
		err = store_key_settle(store);
	if (err == 0)
		err = store_note_map(store);
	if (err == 0 && writes && fsync(store->directory) != 0)
		err = error_of_errno();
	if (err != 0)
		return store_complain(configuration, why, err);
	err = store_open_escrow(store, configuration, why);
	if (err == 0 && writes)
		err = writer_create(&store_operations, store, store->commit_seconds, &store->writer);
	return err;
}

/* A store without any of its files. */
static int
store_create(const struct store_file_key *file, enum store_mode mode, struct store **out)
{
	struct store *store = calloc(1, sizeof(*store));

	*out = store;
	if (store == NULL)
		return ERROR_MEMORY;
	store->mode = mode;
	store->file = *file;
	store->directory = store->lock = store->disposal_lock = store->escrow.directory = -1;
	return 0;
}

int
store_open(const struct configuration *configuration, const struct secret_key *key,
           enum store_mode mode, struct diagnostics *why, struct store **out)
{
	struct store_file_key file;

	*out = NULL;
	int err = store_file_key_derive(key, &file);
	if (err != 0)
		return err;
	err = store_create(&file, mode, out);
	store_file_key_wipe(&file);
	if (err == 0) {
		(*out)->commit_seconds = configuration->store.commit_seconds;
		err = store_open_parts(*out, configuration, why);
	}
	if (err != 0)
		store_close(out);
	return err;
}

/* Whether a store was made in the directory; what is left of a first start is none. */
static bool
store_is_there(const struct configuration *configuration)
{
	int directory = open(configuration->store.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat status;

	if (directory < 0)
		return false;
	bool there = fstatat(directory, "data.mdb", &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	             !database_is_stub(directory);
	close(directory);
	return there;
}

static int
store_open_names(struct store *store, const struct configuration *configuration,
                 struct diagnostics *why)
{
	uint32_t schema = STORE_SCHEMA;

	int err = store_open_directory(configuration, STORE_READ, why, &store->directory, &store->lock);
	if (err != 0)
		return err;
	err = store_open_database(store, configuration);
	if (err == 0)
		err = database_has_tables(store->database) ?
		      identity_load(store->database, &store->file, &schema, store->id, &store->keys) :
		      keyring_make(&store->file, 0, &store->keys);
	return err == 0 ? 0 : store_complain_identity(configuration, why, err, schema);
}

int
store_read_names(const struct configuration *configuration, const struct secret_key *key,
                 struct diagnostics *why, struct store_names *out)
{
	struct store_file_key file;
	struct store *store = NULL;

	int err = store_file_key_derive(key, &file);
	*out = file.names;
	if (err == 0 && store_is_there(configuration)) {
		err = store_create(&file, STORE_READ, &store);
		if (err == 0)
			err = store_open_names(store, configuration, why);
		if (err == 0)
			*out = store->keys.names;
		store_close(&store);
	}
	store_file_key_wipe(&file);
	return err;
}

int
store_open_staged(const char *path, const struct store_file_key *file, struct store **out)
{
	uint32_t schema = STORE_SCHEMA;
	uint64_t records;

	int err = store_create(file, STORE_APPEND, out);
	if (err == 0)
		err = database_open(path, 0, DATABASE_WRITE, &(*out)->database);
	if (err == 0)
		err = database_has_tables((*out)->database) ?
		      identity_load((*out)->database, file, &schema, (*out)->id, &(*out)->keys) :
		      ERROR_CORRUPT;
	if (err == 0)
		err = store_set_names(*out);
	if (err == 0 && schema == STORE_SCHEMA && !database_has_all_tables((*out)->database))
		err = ERROR_CORRUPT;
	if (err == 0)
		err = upgrade_store((*out)->database, &(*out)->keys, schema, &records);
	if (err == 0)
		err = store_check_head(*out);
	if (err != 0)
		store_close(out);
	return err;
}

void
store_close(struct store **store)
{
	if (store == NULL || *store == NULL)
		return;
	writer_destroy(&(*store)->writer);
	database_close(&(*store)->database);
	int descriptors[] = { (*store)->escrow.directory, (*store)->disposal_lock, (*store)->lock,
	                      (*store)->directory };
	for (size_t i = 0; i < ARRAY_LENGTH(descriptors); i++)
		if (descriptors[i] >= 0)
			close(descriptors[i]);
	crypto_mac_destroy(&(*store)->writing.salts);
	crypto_mac_destroy(&(*store)->writing.terms);
	keyring_release(&(*store)->keys);
	store_file_key_wipe(&(*store)->file);
	free(*store);
	*store = NULL;
}
