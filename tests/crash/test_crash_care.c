/*
 * Bringing a store to a new layout, compacting it, putting a backup in its place: killed
 * at each step, and with the disk full from each step on. The store is then the old one or
 * the new one, whole, and goes on.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "store/store_care.h"
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

static const struct work migration = { prepare_layout_1, run_open, LAYOUT_1_RECORDS, LAYOUT_1_RECORDS };
static const struct work compaction = { prepare_records, run_compact, RECORDS, RECORDS };
static const struct work restoring = { prepare_records, run_restore, RECORDS, RECORDS_BACKED_UP + 1 };

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
		judge(&f, work, step, ended);
		/* Who was stopped is let finish, in what the first one left. */
		if (ended != CHILD_DONE && work->before == work->after)
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

static Suite *
crash_care_suite(void)
{
	return UNIT_SUITE("crash in care", migration_killed_at_each_step, migration_with_a_full_disk,
	                  compaction_killed_at_each_step, compaction_with_a_full_disk,
	                  restore_killed_at_each_step, restore_with_a_full_disk);
}

UNIT_TEST_MAIN(crash_care_suite)
