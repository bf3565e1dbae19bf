/* Putting a backup in the place of the store; see store_care.h. */
#include "store/store_care.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/durable_file.h"
#include "core/error.h"
#include "store/audit_log.h"
#include "store/database_files.h"
#include "store/directory.h"
#include "store/hold_table.h"
#include "store/restored.h"
#include "store/rotation.h"
#include "store/stage.h"

#define COPY_SIZE ((size_t)1 << 20)

/* "replaced-20260131T120000Z.mdb" and a NUL */
#define KEPT_SIZE 32

struct store_restore {
	const char *path; /* of the store's directory; the configuration's */
	int directory, lock;
	struct store_file_key file; /* opens the backup */
	struct store_file_key now;  /* opens the store that is there */
	struct stage stage;
	uint8_t id[STORE_ID_SIZE];    /* of the backup's store */
	struct store_audit_head head; /* of the backup */
	char kept[KEPT_SIZE];
};

/* ---- the copy --------------------------------------------------------------- */

static int
copy_content(int from, int to)
{
	uint8_t *memory = malloc(COPY_SIZE);
	int err = memory != NULL ? 0 : ERROR_MEMORY;

	while (err == 0) {
		ssize_t got = read(from, memory, COPY_SIZE);
		if (got == 0)
			break;
		if (got < 0 && errno != EINTR)
			err = ERROR_IO;
		if (got > 0 && durable_file_write(to, bytes_make(memory, (size_t)got)) != 0)
			err = error_of_errno();
	}
	free(memory);
	return err;
}

static int
stage_copy(struct stage *stage, void *context)
{
	const char *backup = context;
	int from = open(backup, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return errno == ENOENT || errno == ENOTDIR ? ERROR_NOT_FOUND : ERROR_IO;
	int to = openat(stage->folder, "data.mdb", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
	                DATABASE_FILE_MODE);
	int err = to >= 0 ? copy_content(from, to) : error_of_errno();
	int saved_errno = errno;
	if (to >= 0)
		close(to);
	close(from);
	errno = saved_errno;
	return err;
}

/* ---- comparing -------------------------------------------------------------- */

/* Whether the store whose row is looked up has the record that `head` ends with. */
static bool
has_head(struct database_transaction *transaction, const struct store_audit_head *head)
{
	uint8_t hash[CRYPTO_DIGEST_SIZE];
	struct audit_any_key key;
	struct slice_row row;

	if (head->sequence == 0)
		return true;
	return audit_row_find(transaction, head->sequence, &key, &row) &&
	       audit_any_hash(&row, hash) == 0 &&
	       memcmp(hash, head->hash, sizeof(hash)) == 0;
}

static void
relate(const struct store_restore *restore, const struct store_keys *keys,
       struct database *database, struct database *copy, struct database_transaction *now,
       struct store_comparison *out)
{
	struct database_transaction backup;
	struct store_audit_head head;
	bool joined;

	database_begin(database, DATABASE_READ, now);
	database_begin(copy, DATABASE_READ, &backup);
	audit_head_load(now, keys, &head);
	if (head.sequence >= restore->head.sequence)
		joined = has_head(now, &restore->head);
	else
		joined = has_head(&backup, &head);
	out->records = head.sequence;
	out->relation = !joined ? STORE_RELATION_FORKED :
	                head.sequence < restore->head.sequence ? STORE_RELATION_BEHIND :
	                                                         STORE_RELATION_SAME;
	database_abort(&backup);
	database_abort(now);
	database_fail(now, backup.error);
}

struct holds_compare {
	const struct store_restore_watch *watch;
	struct database_transaction backup;
	struct store_keys keys; /* the backup's */
	struct crypto_mac_context *terms;
};

static int
note_standing(const struct hold *hold, void *context)
{
	*(bool *)context = hold->released == 0;
	return 0;
}

static int
hold_compare(const struct hold *now, void *context)
{
	struct holds_compare *holds = context;
	bool stands = false;

	int err = hold_table_get(&holds->backup, &holds->keys, holds->terms, now->name, note_standing,
	                         &stands);
	if (err != 0 && err != ERROR_NOT_FOUND)
		return err;
	if (stands != (now->released == 0))
		holds->watch->hold(now, holds->watch->context);
	return 0;
}

static int
holds_compare(const struct store_restore *restore, const struct store_restore_watch *watch,
              const struct store_keys *keys, struct database *database, struct database *copy)
{
	struct holds_compare holds = { .watch = watch };
	struct database_transaction now;
	uint8_t id[STORE_ID_SIZE];
	uint32_t schema;

	int err = identity_load(copy, &restore->file, &schema, id, &holds.keys);
	if (err == 0)
		err = crypto_mac_create(holds.keys.names.search, &holds.terms);
	database_begin(database, DATABASE_READ, &now);
	database_begin(copy, DATABASE_READ, &holds.backup);
	if (err == 0)
		err = hold_table_each(&now, keys, hold_compare, &holds);
	database_abort(&holds.backup);
	database_abort(&now);
	crypto_mac_destroy(&holds.terms);
	keyring_release(&holds.keys);
	return err;
}

static int
compare_with(const struct store_restore *restore, const struct store_restore_watch *watch,
             struct database *database, struct store_comparison *out)
{
	struct database_transaction transaction;
	struct database *copy;
	struct store_keys keys = { .ring = NULL };
	uint8_t id[STORE_ID_SIZE];
	uint32_t schema;

	int err = database_has_tables(database) ?
	          identity_load(database, &restore->now, &schema, id, &keys) : ERROR_CORRUPT;
	if (err != 0 || memcmp(id, restore->id, sizeof(id)) != 0) {
		keyring_release(&keys);
		return err == ERROR_KEY ? 0 : err;
	}
	/* Opened anew: this may be another process than the one that staged it. */
	err = database_open(restore->stage.path, 0, DATABASE_READ, &copy);
	if (err == 0) {
		relate(restore, &keys, database, copy, &transaction, out);
		err = transaction.error;
		if (err == 0 && database_has_all_tables(database)) /* earlier layouts have no holds */
			out->holds_unread = holds_compare(restore, watch, &keys, database, copy) != 0;
		database_close(&copy);
	}
	keyring_release(&keys);
	return err;
}

int
store_restore_compare(const struct store_restore *restore, const struct store_restore_watch *watch,
                      struct store_comparison *out)
{
	struct database *database;

	*out = (struct store_comparison){ .relation = STORE_RELATION_OTHER,
	                                  .backup_records = restore->head.sequence };
	int err = database_open(restore->path, 0, DATABASE_READ, &database);
	if (err == ERROR_NOT_FOUND) {
		out->relation = STORE_RELATION_NONE;
		return 0;
	}
	if (err == 0)
		err = compare_with(restore, watch, database, out);
	database_close(&database);
	return err;
}

/* ---- from beginning to end -------------------------------------------------- */

static int
restore_verify(struct store_restore *restore, struct store_care_watch *watch)
{
	int err = stage_open(&restore->stage, &restore->file);
	if (err == 0)
		err = store_audit_verify(restore->stage.store, watch->progress, watch->context,
		                         &watch->result);
	if (err == 0)
		err = store_head(restore->stage.store, &restore->head);
	if (err == 0)
		memcpy(restore->id, restore->stage.store->id, sizeof(restore->id));
	return err;
}

int
stage_begin_restore(const struct configuration *configuration, const struct secret_key *key,
                    stage_fill fill, void *context, struct store_care_watch *watch,
                    struct diagnostics *why, struct store_restore **out)
{
	struct store_restore *restore = calloc(1, sizeof(*restore));

	watch->result = (struct store_audit_result){ 0 };
	*out = restore;
	if (restore == NULL)
		return ERROR_MEMORY;
	restore->path = configuration->store.directory;
	restore->directory = restore->lock = restore->stage.folder = restore->stage.directory = -1;
	int err = store_file_key_derive(key, &restore->file);
	restore->now = restore->file;
	if (err == 0)
		err = store_open_directory(configuration, STORE_ALONE, why, &restore->directory,
		                           &restore->lock);
	if (err == 0)
		err = stage_begin(restore->directory, restore->path, &restore->stage);
	if (err == 0)
		err = fill(&restore->stage, context);
	if (err == 0)
		err = restore_verify(restore, watch);
	if (err != 0)
		store_restore_end(out);
	return err;
}

int
store_restore_begin(const struct configuration *configuration, const struct secret_key *key,
                    const char *backup, struct store_care_watch *watch, struct diagnostics *why,
                    struct store_restore **out)
{
	return stage_begin_restore(configuration, key, stage_copy, (void *)backup, watch, why, out);
}

int
store_restore_set_key(struct store_restore *restore, const struct secret_key *now)
{
	return store_file_key_derive(now, &restore->now);
}

int
store_restore_change_key(struct store_restore *restore, const struct secret_key *now,
                         struct record *act)
{
	return store_key_give(restore->stage.store, now, act);
}

int
store_restore_note(struct store_restore *restore)
{
	struct store *store = restore->stage.store;
	struct database_transaction transaction;

	database_begin(store->database, DATABASE_WRITE, &transaction);
	restored_save(&transaction, &store->keys, (int64_t)time(NULL));
	return database_commit(&transaction);
}

struct store *
store_restore_store(struct store_restore *restore)
{
	return restore->stage.store;
}

int
store_restore_finish(struct store_restore *restore, const char **kept)
{
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(restore->kept, sizeof(restore->kept), "replaced-%Y%m%dT%H%M%SZ.mdb", &utc);
	*kept = restore->kept;
	return stage_install(&restore->stage, restore->kept);
}

void
store_restore_end(struct store_restore **restore)
{
	if (restore == NULL || *restore == NULL)
		return;
	int saved_errno = errno;
	int descriptors[] = { (*restore)->lock, (*restore)->directory };
	if ((*restore)->stage.directory >= 0)
		stage_release(&(*restore)->stage);
	for (size_t i = 0; i < ARRAY_LENGTH(descriptors); i++)
		if (descriptors[i] >= 0)
			close(descriptors[i]);
	store_file_key_wipe(&(*restore)->file);
	store_file_key_wipe(&(*restore)->now);
	free(*restore);
	*restore = NULL;
	errno = saved_errno;
}
