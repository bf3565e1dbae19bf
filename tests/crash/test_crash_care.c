/*
 * Bringing a store to a new layout, compacting it, putting a backup in its place, carrying
 * it to another machine: killed at each step, and with the disk full from each step on. The
 * store is then the old one or the new one, whole, and goes on; of an export or an import
 * nothing half is there, and it can be done again.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/durable_file.h"
#include "core/error.h"
#include "store/store_export.h"
#include "tests/crash/steps.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/unit_test.h"

#define RECORDS 30
#define RECORDS_BACKED_UP 20
#define LAYOUT_1_RECORDS 12
#define STEP_LIMIT 1000

/* How a child ended that was not killed. */
enum { CHILD_DONE = 0, CHILD_REFUSED = 1 };

/* One thing that is done to a store, and what may be seen of it. */
struct work {
	void (*prepare)(struct store_fixture *f);
	int (*run)(struct store_fixture *f);
	size_t before, after; /* records */
	/* Of what makes something new: it is run again before it is judged, and either was
	 * done (ERROR_EXISTS) or is then. */
	bool again;
	void (*judge_more)(const struct store_fixture *f);
};

/* ---- the three of them --------------------------------------------------------------- */

static void
prepare_records(struct store_fixture *f)
{
	struct store_fixture opened = *f;
	char path[FIXTURE_PATH_SIZE];

	store_fixture_open(&opened, STORE_WRITE);
	store_fixture_append(&opened, RECORDS_BACKED_UP);
	snprintf(path, sizeof(path), "%s/backup", f->directory);
	ck_assert_int_eq(store_backup(opened.store, path), 0);
	store_fixture_append(&opened, RECORDS - RECORDS_BACKED_UP);
	store_close(&opened.store);
}

static void
prepare_layout_1(struct store_fixture *f)
{
	store_fixture_unpack(f, 1);
}

static int
run_open(struct store_fixture *f)
{
	struct diagnostics why;

	diagnostics_init(&why);
	int err = store_open(f->configuration, &f->key, STORE_WRITE, &why, &f->store);
	store_close(&f->store);
	return err;
}

static int
run_compact(struct store_fixture *f)
{
	struct store_care_watch watch = { 0 };
	struct diagnostics why;

	diagnostics_init(&why);
	int err = store_open(f->configuration, &f->key, STORE_ALONE, &why, &f->store);
	if (err == 0)
		err = store_compact(f->store, &watch);
	store_close(&f->store);
	return err;
}

static int
run_restore(struct store_fixture *f)
{
	struct store_care_watch watch = { 0 };
	struct store_restore *restore;
	struct record record = { .kind = RECORD_ACCESS, .reason = bytes_of_string("restored") };
	struct diagnostics why;
	char path[FIXTURE_PATH_SIZE];
	const char *kept;

	diagnostics_init(&why);
	snprintf(path, sizeof(path), "%s/backup/data.mdb", f->directory);
	int err = store_restore_begin(f->configuration, &f->key, path, &watch, &why, &restore);
	if (err == 0)
		err = store_restore_note(restore);
	if (err == 0)
		err = store_append(store_restore_store(restore), &record);
	if (err == 0)
		err = store_restore_finish(restore, &kept);
	store_restore_end(&restore);
	return err;
}

/* ---- to another machine ------------------------------------------------------------------ */

static void
export_path(const struct store_fixture *f, char path[FIXTURE_PATH_SIZE])
{
	snprintf(path, FIXTURE_PATH_SIZE, "%s/export", f->directory);
}

/* Pieces are short: they are written some at a time, as phictl does. */
struct sink {
	struct durable_file file;
	struct buffer memory;
};

static int
sink_flush(struct sink *sink)
{
	int err = durable_file_write(sink->file.fd, buffer_bytes(&sink->memory));

	buffer_clear(&sink->memory);
	return err;
}

static int
put_piece(struct bytes piece, void *context)
{
	struct sink *sink = context;

	int err = sink->memory.length + piece.length > sink->memory.limit ? sink_flush(sink) : 0;
	return err == 0 ? buffer_append(&sink->memory, piece) : err;
}

static int
run_export(struct store_fixture *f)
{
	char path[FIXTURE_PATH_SIZE];
	struct sink sink = { .memory = buffer_make(2048) };
	struct diagnostics why;
	uint64_t rows;

	diagnostics_init(&why);
	export_path(f, path);
	int err = store_open(f->configuration, &f->key, STORE_READ, &why, &f->store);
	if (err == 0)
		err = durable_file_begin(path, &sink.file);
	if (err == 0) {
		err = store_export(f->store, put_piece, &sink, &rows);
		if (err == 0)
			err = sink_flush(&sink);
		if (err == 0)
			err = durable_file_finish(&sink.file);
		else
			durable_file_abandon(&sink.file);
	}
	buffer_release(&sink.memory);
	store_close(&f->store);
	return err;
}

/* What has the name is whole, as its end says, and nothing else lies about. */
static void
judge_export(const struct store_fixture *f)
{
	uint8_t bytes[1 << 16], digest[CRYPTO_DIGEST_SIZE];
	char path[FIXTURE_PATH_SIZE + 16];

	export_path(f, path);
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	size_t length = fread(bytes, 1, sizeof(bytes), file);
	ck_assert_uint_gt(length, sizeof(digest));
	ck_assert_uint_lt(length, sizeof(bytes));
	fclose(file);
	struct bytes content = bytes_make(bytes, length - sizeof(digest));
	ck_assert_int_eq(crypto_digest(&content, 1, digest), 0);
	ck_assert_mem_eq(digest, bytes + content.length, sizeof(digest));
	strcat(path, ".unfinished");
	ck_assert_int_ne(access(path, F_OK), 0);
}

/* The stream is there, and the store is not any more. */
static void
prepare_stream(struct store_fixture *f)
{
	char path[FIXTURE_PATH_SIZE];

	prepare_records(f);
	ck_assert_int_eq(run_export(f), 0);
	snprintf(path, sizeof(path), "%s/store/data.mdb", f->directory);
	ck_assert_int_eq(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/store/lock.mdb", f->directory);
	ck_assert_int_eq(unlink(path), 0);
}

static int
get_piece(uint8_t *out, size_t length, void *context)
{
	return fread(out, 1, length, context) == length ? 0 : ERROR_CORRUPT;
}

static int
run_import(struct store_fixture *f)
{
	struct store_care_watch watch = { 0 };
	struct record record = { .kind = RECORD_ACCESS, .reason = bytes_of_string("imported") };
	struct store_restore *restore;
	struct diagnostics why;
	char path[FIXTURE_PATH_SIZE];
	const char *kept;

	diagnostics_init(&why);
	export_path(f, path);
	FILE *file = fopen(path, "r");
	if (file == NULL)
		return ERROR_IO;
	int err = store_import_begin(f->configuration, &f->key, get_piece, file, &watch, &why, &restore);
	if (err == 0)
		err = store_restore_note(restore);
	if (err == 0)
		err = store_append(store_restore_store(restore), &record);
	if (err == 0)
		err = store_restore_finish(restore, &kept);
	store_restore_end(&restore);
	fclose(file);
	return err;
}

static const struct work migration = { prepare_layout_1, run_open, LAYOUT_1_RECORDS, LAYOUT_1_RECORDS,
                                       false, NULL };
static const struct work compaction = { prepare_records, run_compact, RECORDS, RECORDS, false, NULL };
static const struct work restoring = { prepare_records, run_restore, RECORDS, RECORDS_BACKED_UP + 1,
                                       false, NULL };
static const struct work exporting = { prepare_records, run_export, RECORDS, RECORDS, true,
                                       judge_export };
static const struct work importing = { prepare_stream, run_import, 0, RECORDS + 1, true, NULL };

/* ---- the judge ------------------------------------------------------------------------ */

static int
judge_indexed(const struct record *record, void *context)
{
	ck_assert_int_eq(store_search_check(context, record), 0);
	return 0;
}

static bool
is_known(const char *name)
{
	static const char *const known[] = { ".", "..", "data.mdb", "lock.mdb", "daemon.lock" };

	for (size_t i = 0; i < ARRAY_LENGTH(known); i++)
		if (strcmp(name, known[i]) == 0)
			return true;
	return strncmp(name, "replaced-", strlen("replaced-")) == 0;
}

/* Once a daemon has started nothing half made lies about. */
static void
judge_directory(const struct store_fixture *f)
{
	char path[FIXTURE_PATH_SIZE];
	struct dirent *entry;

	snprintf(path, sizeof(path), "%s/store", f->directory);
	DIR *directory = opendir(path);
	ck_assert_ptr_nonnull(directory);
	while ((entry = readdir(directory)) != NULL)
		ck_assert_msg(is_known(entry->d_name), "left behind: %s", entry->d_name);
	closedir(directory);
}

/* A daemon starts, all records are there and in order, and more can be appended. */
static void
judge(struct store_fixture *f, const struct work *work, unsigned step, int ended)
{
	struct store_audit_result result;

	store_fixture_open(f, STORE_WRITE);
	int err = store_audit_verify(f->store, NULL, NULL, &result);
	ck_assert_msg(err == 0, "step %u: record %llu: %s", step,
	              (unsigned long long)result.bad_sequence, result.problem);
	ck_assert_msg(result.records == work->after ||
	              (result.records == work->before && ended != CHILD_DONE),
	              "step %u: %llu records, ended %d", step, (unsigned long long)result.records, ended);
	ck_assert_int_eq(store_audit_list(f->store, 1, judge_indexed, f->store), 0);
	judge_directory(f);
	if (work->judge_more != NULL)
		work->judge_more(f);
	store_fixture_append(f, 1);
	ck_assert_int_eq(store_audit_verify(f->store, NULL, NULL, &result), 0);
	store_close(&f->store);
}

/* ---- at each step ---------------------------------------------------------------------- */

/* Runs it in a child up to a step; what became of the child, negative when it was killed. */
static int
run_child(struct store_fixture *f, const struct work *work, unsigned step, enum steps_end end)
{
	int status;

	pid_t child = fork();
	if (child == 0) {
		steps_end_at(step, end);
		_exit(work->run(f) == 0 ? CHILD_DONE : CHILD_REFUSED);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status))
		ck_assert_msg(WTERMSIG(status) == SIGKILL, "step %u: signal %d", step, WTERMSIG(status));
	return WIFSIGNALED(status) ? -1 : WEXITSTATUS(status);
}

static void
run_again(struct store_fixture *f, const struct work *work, unsigned step, int ended)
{
	int err = work->run(f);

	ck_assert_msg(err == ERROR_EXISTS || (err == 0 && ended != CHILD_DONE), "step %u: %s", step,
	              error_text(err));
}

/* Until a child comes to its end by itself: how many steps there are. */
static unsigned
run_at_each_step(const struct work *work, enum steps_end end)
{
	unsigned step = 0, refused = 0;
	int ended;

	do {
		struct store_fixture f;
		store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
		work->prepare(&f);
		ended = run_child(&f, work, ++step, end);
		refused += ended == CHILD_REFUSED;
		if (work->again)
			run_again(&f, work, step, ended);
		judge(&f, work, step, work->again ? CHILD_DONE : ended);
		/* Who was stopped is let finish, in what the first one left. */
		if (ended != CHILD_DONE && work->before == work->after && !work->again)
			ck_assert_int_eq(work->run(&f), 0);
		store_fixture_destroy(&f);
		ck_assert_uint_lt(step, STEP_LIMIT);
	} while (ended != CHILD_DONE);
	ck_assert_uint_eq(refused, end == STEPS_FULL ? step - 1 : 0);
	return step;
}

START_TEST(migration_killed_at_each_step)
{
	ck_assert_uint_gt(run_at_each_step(&migration, STEPS_KILL), 10);
}
END_TEST

START_TEST(migration_with_a_full_disk)
{
	ck_assert_uint_gt(run_at_each_step(&migration, STEPS_FULL), 5);
}
END_TEST

START_TEST(compaction_killed_at_each_step)
{
	ck_assert_uint_gt(run_at_each_step(&compaction, STEPS_KILL), 8);
}
END_TEST

START_TEST(compaction_with_a_full_disk)
{
	ck_assert_uint_gt(run_at_each_step(&compaction, STEPS_FULL), 5);
}
END_TEST

START_TEST(restore_killed_at_each_step)
{
	ck_assert_uint_gt(run_at_each_step(&restoring, STEPS_KILL), 15);
}
END_TEST

START_TEST(restore_with_a_full_disk)
{
	ck_assert_uint_gt(run_at_each_step(&restoring, STEPS_FULL), 10);
}
END_TEST

START_TEST(export_killed_at_each_step)
{
	ck_assert_uint_gt(run_at_each_step(&exporting, STEPS_KILL), 10);
}
END_TEST

START_TEST(export_with_a_full_disk)
{
	ck_assert_uint_gt(run_at_each_step(&exporting, STEPS_FULL), 5);
}
END_TEST

START_TEST(import_killed_at_each_step)
{
	ck_assert_uint_gt(run_at_each_step(&importing, STEPS_KILL), 10);
}
END_TEST

START_TEST(import_with_a_full_disk)
{
	ck_assert_uint_gt(run_at_each_step(&importing, STEPS_FULL), 5);
}
END_TEST

static Suite *
crash_care_suite(void)
{
	return UNIT_SUITE("crash in care", migration_killed_at_each_step, migration_with_a_full_disk,
	                  compaction_killed_at_each_step, compaction_with_a_full_disk,
	                  restore_killed_at_each_step, restore_with_a_full_disk,
	                  export_killed_at_each_step, export_with_a_full_disk,
	                  import_killed_at_each_step, import_with_a_full_disk);
}

UNIT_TEST_MAIN(crash_care_suite)
