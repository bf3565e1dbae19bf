/* What the store says and does when something from outside stands in its way. */
#include <check.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "store/database.h"
#include "store/directory.h"
#include "store/room.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

#define LOG_LIMIT 65536

/* The log of what follows goes to a file in the fixture's directory. */
static void
log_to_file(const struct store_fixture *f)
{
	char path[FIXTURE_PATH_SIZE];

	snprintf(path, sizeof(path), "%s/log", f->directory);
	ck_assert_ptr_nonnull(freopen(path, "w", stderr));
}

static unsigned
log_count(const struct store_fixture *f, const char *words)
{
	char path[FIXTURE_PATH_SIZE], line[1024];
	unsigned count = 0;

	fflush(stderr);
	snprintf(path, sizeof(path), "%s/log", f->directory);
	FILE *log = fopen(path, "r");
	ck_assert_ptr_nonnull(log);
	while (fgets(line, sizeof(line), log) != NULL)
		count += strstr(line, words) != NULL;
	fclose(log);
	return count;
}

/* ---- a write lock that another process keeps --------------------------------- */

/* In a child: takes the write lock, says so, and keeps it until it is killed. */
static pid_t
hold_write_lock(const struct store_fixture *f, const int go[2])
{
	struct database_transaction transaction;
	struct database *database;
	char byte;

	pid_t child = fork();
	if (child != 0)
		return child;
	if (read(go[0], &byte, 1) != 1 ||
	    database_open(f->configuration->store.directory, 0, DATABASE_WRITE, &database) != 0)
		_exit(1);
	database_begin(database, DATABASE_WRITE, &transaction);
	if (transaction.error != 0 || write(go[0], "x", 1) != 1)
		_exit(1);
	pause();
	_exit(0);
}

static void *
append_one(void *context)
{
	struct store_fixture *f = context;
	struct record record = fixture_record("waits");

	return (void *)(intptr_t)store_append(f->store, &record);
}

START_TEST(a_held_write_lock_is_waited_for_only_so_long)
{
	struct store_fixture f = { 0 };
	pthread_t threads[3];
	void *result;
	char byte;
	int go[2];

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	f.impatient = true;
	store_fixture_configure(&f, FIXTURE_MAP_BYTES);
	log_to_file(&f);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, go), 0);
	/* Forked before the store is opened: LMDB does not survive a fork. */
	pid_t child = hold_write_lock(&f, go);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 1);
	ck_assert_int_eq(write(go[1], "x", 1), 1);
	ck_assert_int_eq(read(go[1], &byte, 1), 1);
	for (size_t i = 0; i < ARRAY_LENGTH(threads); i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, append_one, &f), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(threads); i++) {
		pthread_join(threads[i], &result);
		ck_assert_int_eq((int)(intptr_t)result, ERROR_TIMEOUT);
	}
	ck_assert_uint_eq(log_count(&f, "store-stands-still why=another process holds the store's write lock"), 1);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	store_fixture_append(&f, 1);
	ck_assert_uint_eq(store_fixture_count(&f), 2);
	ck_assert_uint_eq(log_count(&f, "store-goes-on record=2"), 1);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- a file cut short --------------------------------------------------------- */

static void
cut_file(const struct store_fixture *f, off_t size)
{
	char path[FIXTURE_PATH_SIZE];

	snprintf(path, sizeof(path), "%s/store/data.mdb", f->directory);
	ck_assert_int_eq(truncate(path, size), 0);
}

START_TEST(a_file_cut_while_open_is_said)
{
	struct store_fixture f;
	struct record record = fixture_record("Q");
	struct store_audit_result result;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	log_to_file(&f);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 20);
	cut_file(&f, 8192);
	ck_assert_int_eq(store_append(f.store, &record), ERROR_CORRUPT);
	ck_assert_int_eq(store_append(f.store, &record), ERROR_CORRUPT);
	ck_assert_int_eq(store_audit_verify(f.store, NULL, NULL, &result), ERROR_CORRUPT);
	ck_assert_uint_eq(log_count(&f, "store-stands-still why=data.mdb was cut short"), 1);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(a_stub_of_a_used_store_is_no_new_store)
{
	static const off_t sizes[] = { 0, 100, 4096 };
	struct store_fixture f;
	char *line;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 1);
	store_close(&f.store);
	for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
		cut_file(&f, sizes[i]);
		ck_assert_int_eq(store_fixture_open_fails(&f, STORE_WRITE, &line), ERROR_CORRUPT);
		ck_assert_msg(strstr(line, "data.mdb was cut short") != NULL, "says: %s", line);
		free(line);
	}
	store_fixture_destroy(&f);
}
END_TEST

/* ---- room running out --------------------------------------------------------- */

START_TEST(levels_of_room)
{
	const uint64_t gib = (uint64_t)1 << 30, tib = gib << 10;
	const struct {
		enum room_place place;
		uint64_t used, size;
		unsigned level;
	} cases[] = {
		{ ROOM_MAP, 0, 1000, 0 },       { ROOM_MAP, 799, 1000, 0 },   { ROOM_MAP, 800, 1000, 1 },
		{ ROOM_MAP, 900, 1000, 2 },     { ROOM_MAP, 950, 1000, 3 },   { ROOM_MAP, 989, 1000, 3 },
		{ ROOM_MAP, 990, 1000, 4 },     { ROOM_MAP, 1001, 1000, 4 },  { ROOM_MAP, 0, 0, 4 },
		/* Of a large disk a small part is much, and of a small one few bytes are enough. */
		{ ROOM_STORE_DISK, tib - 9 * gib, tib, 0 },  { ROOM_STORE_DISK, tib - 7 * gib, tib, 1 },
		{ ROOM_STORE_DISK, tib - 3 * gib, tib, 2 },  { ROOM_STORE_DISK, tib - gib / 2, tib, 3 },
		{ ROOM_ESCROW_DISK, tib - gib / 8, tib, 4 }, { ROOM_ESCROW_DISK, 790, 1000, 0 },
		{ ROOM_ESCROW_DISK, 801, 1000, 1 },          { ROOM_ESCROW_DISK, 1000, 1000, 4 },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		ck_assert_msg(room_level(cases[i].place, cases[i].used, cases[i].size) == cases[i].level,
		              "case %zu: level %u", i,
		              room_level(cases[i].place, cases[i].used, cases[i].size));
}
END_TEST

static int
count_notice(const struct record *record, void *context)
{
	struct bytes words = bytes_of_string("nearly full: store.map_bytes: ");

	*(unsigned *)context += record->kind == RECORD_STORE_NOTICE &&
	                        bytes_equal(bytes_slice(record->reason, 0, words.length), words);
	return 0;
}

/* Said in the log and in the record, at each level once, before nothing is accepted any more. */
START_TEST(a_nearly_full_map_is_said_early)
{
	struct store_fixture f;
	unsigned notices = 0;
	int err = 0;

	store_fixture_create(&f, NULL, 4 << 20);
	log_to_file(&f);
	store_fixture_open(&f, STORE_WRITE);
	while (err == 0) {
		struct record record = fixture_record("full");
		err = store_append(f.store, &record);
	}
	ck_assert_int_eq(err, ERROR_FULL);
	for (int level = 1; level <= 3; level++) {
		char words[100];
		snprintf(words, sizeof(words), "store-nearly-full what=store.map_bytes level=%d percent=", level);
		ck_assert_uint_eq(log_count(&f, words), 1);
	}
	ck_assert_int_eq(store_audit_list(f.store, 1, count_notice, &notices), 0);
	ck_assert_uint_ge(notices, 3);
	ck_assert_uint_eq(notices, log_count(&f, "store-nearly-full") -
	                           log_count(&f, "store-notice-not-recorded"));
	store_fixture_destroy(&f);
}
END_TEST

/* A child that, told to, appends as phictl does until the map is nearly full. */
static pid_t
fill_beside(struct store_fixture *f, int go)
{
	struct room room = { 0 };
	char byte;

	pid_t child = fork();
	if (child != 0)
		return child;
	if (read(go, &byte, 1) != 1)
		_exit(1);
	store_fixture_open(f, STORE_APPEND);
	while (room_measure(f->store, ROOM_MAP, &room) == 0 && room.level < 2)
		store_fixture_append(f, 10);
	store_close(&f->store);
	_exit(room.level == 2 ? 0 : 1);
}

/* Who appends nothing hears of it too: the daemon asks again and again. */
START_TEST(a_map_that_others_fill_is_said)
{
	struct store_fixture f;
	unsigned notices = 0;
	int go[2], status;

	store_fixture_create(&f, NULL, 4 << 20);
	log_to_file(&f);
	store_fixture_open(&f, STORE_WRITE);
	store_close(&f.store);
	ck_assert_int_eq(pipe(go), 0);
	pid_t child = fill_beside(&f, go[0]);
	store_fixture_open(&f, STORE_WRITE);
	room_watch(f.store);
	ck_assert_uint_eq(log_count(&f, "store-nearly-full"), 0);
	ck_assert_int_eq(write(go[1], "x", 1), 1);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	room_watch(f.store);
	room_watch(f.store);
	ck_assert_uint_eq(log_count(&f, "store-nearly-full what=store.map_bytes level=2"), 1);
	ck_assert_int_eq(store_audit_list(f.store, 1, count_notice, &notices), 0);
	ck_assert_uint_eq(notices, 1);
	store_fixture_destroy(&f);
}
END_TEST

Suite *
store_trouble_suite(void)
{
	return UNIT_SUITE("store trouble", levels_of_room, a_nearly_full_map_is_said_early,
	                  a_map_that_others_fill_is_said, a_held_write_lock_is_waited_for_only_so_long,
	                  a_file_cut_while_open_is_said, a_stub_of_a_used_store_is_no_new_store);
}
