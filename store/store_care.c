#include "store/store_care.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "store/audit_log.h"
#include "store/directory.h"
#include "store/escrow_index.h"
#include "store/stage.h"

#define BACKUP_DIRECTORY_MODE 0700

int
store_usage(struct store *store, struct store_usage *out)
{
	struct database_transaction transaction;
	struct store_audit_head head;
	struct database_usage usage = { 0 };

	database_begin(store->database, DATABASE_READ, &transaction);
	audit_head_load(&transaction, &store->keys, &head);
	uint64_t free_bytes = database_free_bytes(&transaction);
	database_abort(&transaction);
	int err = transaction.error != 0 ? transaction.error : database_usage(store->database, &usage);
	*out = (struct store_usage){ head.sequence, usage.map_bytes, usage.used_bytes, free_bytes };
	return err;
}

int
store_room(struct store *store, struct store_room *out)
{
	struct room rooms[ROOM_PLACE_COUNT];
	struct stat database, escrow;
	int err = 0;

	for (int place = 0; place < ROOM_PLACE_COUNT && err == 0; place++)
		err = room_measure(store, place, &rooms[place]);
	if (err == 0 && (fstat(store->directory, &database) != 0 ||
	                 fstat(store->escrow.directory, &escrow) != 0))
		err = ERROR_IO;
	if (err != 0)
		return err;
	*out = (struct store_room){
		.map_left = rooms[ROOM_MAP].size - rooms[ROOM_MAP].used,
		.store_disk_left = rooms[ROOM_STORE_DISK].size - rooms[ROOM_STORE_DISK].used,
		.escrow_disk_left = rooms[ROOM_ESCROW_DISK].size - rooms[ROOM_ESCROW_DISK].used,
		.same_disk = database.st_dev == escrow.st_dev,
	};
	return 0;
}

static int
take_time(const struct record *record, void *context)
{
	*(int64_t *)context = record->time;
	return 0;
}

int
store_growth(struct store *store, int64_t since, uint64_t *records, int64_t *first)
{
	struct store_audit_head head;
	int64_t time = 0;

	int err = store_head(store, &head);
	uint64_t before = 0, behind = head.sequence + 1;
	/* Record `before` is older, `behind` is not. */
	for (*first = 0; err == 0 && behind - before > 1;) {
		uint64_t middle = before + (behind - before) / 2;
		err = store_audit_get(store, middle, take_time, &time);
		if (time < since) {
			before = middle;
		} else {
			behind = middle;
			*first = time;
		}
	}
	*records = head.sequence + 1 - behind;
	return err;
}

int
store_escrow_growth(struct store *store, int64_t since, uint64_t *bytes, int64_t *from)
{
	struct database_transaction transaction;

	database_begin(store->database, DATABASE_READ, &transaction);
	escrow_index_growth(&transaction, &store->keys, STORE_ESCROW_LOOKED, since, bytes, from);
	database_abort(&transaction);
	return transaction.error;
}

int
store_search_check(struct store *store, const struct record *record)
{
	struct database_transaction transaction;
	struct crypto_mac_context *terms;

	int err = crypto_mac_create(store->keys.names.search, &terms);
	if (err != 0)
		return err;
	database_begin(store->database, DATABASE_READ, &transaction);
	bool there = search_index_has(&transaction, terms, record, record->sequence);
	database_abort(&transaction);
	crypto_mac_destroy(&terms);
	return transaction.error != 0 ? transaction.error : there ? 0 : ERROR_NOT_FOUND;
}

int
store_escrow_items_check(struct store *store, const struct record *record)
{
	struct database_transaction transaction;

	database_begin(store->database, DATABASE_READ, &transaction);
	bool there = escrow_index_has_all(&transaction, record);
	database_abort(&transaction);
	return transaction.error != 0 ? transaction.error : there ? 0 : ERROR_NOT_FOUND;
}

int
store_backup(struct store *store, const char *path)
{
	if (mkdir(path, BACKUP_DIRECTORY_MODE) != 0)
		return errno == EEXIST ? ERROR_EXISTS : error_of_errno();
	int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err = directory >= 0 ? database_copy(store->database, path) : ERROR_IO;
	if (err == 0 && fsync(directory) != 0)
		err = error_of_errno();
	int saved_errno = errno;
	if (err != 0 && directory >= 0)
		unlinkat(directory, "data.mdb", 0);
	if (directory >= 0)
		close(directory);
	if (err != 0)
		rmdir(path);
	errno = saved_errno;
	return err;
}

/* ---- compacting ------------------------------------------------------------- */

static int
count_rows(struct database *database, uint64_t out[DATABASE_TABLE_COUNT])
{
	struct database_transaction transaction;

	database_begin(database, DATABASE_READ, &transaction);
	for (int i = 0; i < DATABASE_TABLE_COUNT; i++)
		out[i] = database_count(&transaction, i);
	database_abort(&transaction);
	return transaction.error;
}

/* The copy must be in order by itself, end where the store does, and have as many rows. */
static int
compare_copy(struct store *store, struct store *copy, struct store_care_watch *watch)
{
	uint64_t rows[DATABASE_TABLE_COUNT], copied[DATABASE_TABLE_COUNT];
	struct store_audit_head head;

	int err = store_head(store, &head);
	if (err == 0)
		err = store_audit_verify_since(copy, &head, watch->progress, watch->context,
		                               &watch->result);
	if (err == 0)
		err = count_rows(store->database, rows);
	if (err == 0)
		err = count_rows(copy->database, copied);
	return err == 0 && memcmp(rows, copied, sizeof(rows)) != 0 ? ERROR_CORRUPT : err;
}

int
store_compact(struct store *store, struct store_care_watch *watch)
{
	struct stage stage;

	watch->result = (struct store_audit_result){ 0 };
	if (store->mode != STORE_ALONE)
		return ERROR_STATE;
	int err = stage_begin(store->directory, database_path(store->database), &stage);
	if (err == 0)
		err = database_copy(store->database, stage.path);
	if (err == 0)
		err = stage_open(&stage, &store->file);
	if (err == 0)
		err = compare_copy(store, stage.store, watch);
	if (err == 0)
		err = stage_install(&stage, NULL);
	stage_release(&stage);
	return err;
}
