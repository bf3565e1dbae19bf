/* Care beside a working daemon: many readers, backups, readers that died, growth. */
#include <check.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "store/store_care.h"
#include "store/store_state.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

#define READERS 4
#define READER_ROUNDS 5
#define APPENDERS 4
#define DAY 86400

/* ---- beside a daemon under load -------------------------------------------------- */

static void
wait_for_go(int pipe)
{
	char byte;

	if (read(pipe, &byte, 1) != 1)
		_exit(10);
}

/* Opens, verifies and closes as phictl does; each time the record is a little longer. */
static void
read_beside(struct store_fixture *f, int go)
{
	struct store_audit_result result;
	struct diagnostics why;

	wait_for_go(go);
	for (int i = 0; i < READER_ROUNDS; i++) {
		diagnostics_init(&why);
		if (store_open(f->configuration, &f->key, STORE_READ, &why, &f->store) != 0)
			_exit(11);
		if (store_audit_verify(f->store, NULL, NULL, &result) != 0)
			_exit(12);
		store_close(&f->store);
	}
	_exit(0);
}

/* Copies the store while it grows; the copy must be one state of it. */
static void
back_up_beside(struct store_fixture *f, int go)
{
	char path[FIXTURE_PATH_SIZE];
	struct store_audit_result result;
	struct diagnostics why;
	struct store_file_key file;
	struct store *copy;

	wait_for_go(go);
	if (store_file_key_derive(&f->key, &file) != 0)
		_exit(20);
	for (int i = 0; i < READER_ROUNDS; i++) {
		diagnostics_init(&why);
		if (store_open(f->configuration, &f->key, STORE_APPEND, &why, &f->store) != 0)
			_exit(21);
		snprintf(path, sizeof(path), "%s/backup%d", f->directory, i);
		if (store_backup(f->store, path) != 0)
			_exit(22);
		store_close(&f->store);
		if (store_open_staged(path, &file, &copy) != 0)
			_exit(23);
		if (store_audit_verify(copy, NULL, NULL, &result) != 0 || result.records == 0)
			_exit(24);
		store_close(&copy);
	}
	_exit(0);
}

struct appenders {
	struct store_fixture *fixture;
	atomic_bool stop;
	atomic_uint failed;
};

static void *
append_until_stopped(void *argument)
{
	struct appenders *appenders = argument;

	while (!atomic_load(&appenders->stop)) {
		struct record record = fixture_record("beside");
		if (store_append(appenders->fixture->store, &record) != 0)
			atomic_fetch_add(&appenders->failed, 1);
	}
	return NULL;
}

START_TEST(readers_and_backups_beside_a_busy_daemon)
{
	pthread_t threads[APPENDERS];
	pid_t children[READERS + 1];
	struct store_fixture f;
	struct appenders appenders = { .fixture = &f };
	struct store_audit_result result;
	int go[2], status;

	store_fixture_create(&f, NULL, 8 * FIXTURE_MAP_BYTES);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, go), 0);
	/* Forked before the store is opened: LMDB does not survive a fork. */
	for (int i = 0; i <= READERS; i++) {
		children[i] = fork();
		if (children[i] == 0 && i < READERS)
			read_beside(&f, go[0]);
		else if (children[i] == 0)
			back_up_beside(&f, go[0]);
	}
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 50);
	ck_assert_int_eq(write(go[1], "xxxxx", READERS + 1), READERS + 1);
	for (int i = 0; i < APPENDERS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, append_until_stopped, &appenders), 0);
	for (int i = 0; i <= READERS; i++) {
		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "child %d: status %x", i, status);
	}
	atomic_store(&appenders.stop, true);
	for (int i = 0; i < APPENDERS; i++)
		pthread_join(threads[i], NULL);
	ck_assert_uint_eq(appenders.failed, 0);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), 0);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- a reader that died ------------------------------------------------------------ */

static void
die_reading(const struct store_fixture *f, int go)
{
	struct database_transaction transaction;
	struct database *database;

	wait_for_go(go);
	if (database_open(f->configuration->store.directory, 0, DATABASE_READ, &database) != 0)
		_exit(30);
	database_begin(database, DATABASE_READ, &transaction);
	raise(SIGKILL);
}

/* What it saw must not be kept for ever: pages that are never free again fill the map. */
START_TEST(a_dead_reader_is_cleared_in_passing)
{
	struct store_fixture f;
	int go[2], status;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, go), 0);
	pid_t child = fork();
	if (child == 0)
		die_reading(&f, go[0]);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 1);
	ck_assert_int_eq(write(go[1], "x", 1), 1);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	/* As if half a minute had passed. */
	atomic_store(&f.store->watch.next, 1);
	store_fixture_append(&f, 1);
	ck_assert_int_gt(atomic_load(&f.store->watch.next), 1);
	ck_assert_int_eq(database_clear_readers(f.store->database), 0);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- growth ------------------------------------------------------------------------- */

START_TEST(growth_is_counted_from_a_time_on)
{
	const int64_t start = 1700000000;
	struct store_fixture f;
	uint64_t records;
	int64_t first;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	ck_assert_int_eq(store_growth(f.store, start, &records, &first), 0);
	ck_assert_uint_eq(records, 0);
	ck_assert_int_eq(first, 0);
	for (int i = 0; i < 37; i++) {
		struct record record = fixture_record("growth");
		record.time = start + i * DAY;
		ck_assert_int_eq(store_append(f.store, &record), 0);
	}
	for (int since = -1; since <= 38; since++) {
		int wanted = since < 0 ? 37 : since > 36 ? 0 : 37 - since;
		ck_assert_int_eq(store_growth(f.store, start + since * DAY, &records, &first), 0);
		ck_assert_msg(records == (uint64_t)wanted, "since day %d: %llu records", since,
		              (unsigned long long)records);
		ck_assert_int_eq(first, wanted == 0 ? 0 : start + (since < 0 ? 0 : since) * DAY);
	}
	store_fixture_destroy(&f);
}
END_TEST

Suite *
store_care_suite(void)
{
	return UNIT_SUITE("store care", readers_and_backups_beside_a_busy_daemon,
	                  a_dead_reader_is_cleared_in_passing, growth_is_counted_from_a_time_on);
}
