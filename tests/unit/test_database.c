#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "store/database.h"
#include "store/database_files.h"
#include "store/slice.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

#define MAP_BYTES ((uint64_t)1 << 20)

/* A database in the fixture's own directory, with its tables. */
static struct database *
database_make(struct store_fixture *f, uint64_t map_bytes)
{
	struct database_transaction t;
	struct database *database;

	store_fixture_create(f, NULL, FIXTURE_MAP_BYTES);
	ck_assert_int_eq(database_open(f->directory, map_bytes, DATABASE_WRITE, &database), 0);
	ck_assert(!database_has_tables(database));
	database_begin(database, DATABASE_WRITE, &t);
	database_make_tables(&t);
	ck_assert_int_eq(database_commit(&t), 0);
	ck_assert(database_has_tables(database));
	return database;
}

static void
database_unmake(struct store_fixture *f, struct database **database)
{
	database_close(database);
	store_fixture_destroy(f);
}

START_TEST(rows_and_cursors)
{
	static const char *const keys[] = { "b", "a", "d", "c" };
	struct database_transaction t;
	struct database_cursor cursor;
	struct bytes value;
	struct store_fixture f;
	struct database *database = database_make(&f, MAP_BYTES);

	database_begin(database, DATABASE_WRITE, &t);
	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++)
		database_put(&t, DATABASE_META, bytes_of_string(keys[i]), bytes_of_string(keys[i]));
	database_delete(&t, DATABASE_META, bytes_of_string("c"));
	database_delete(&t, DATABASE_META, bytes_of_string("not there"));
	ck_assert_int_eq(database_commit(&t), 0);

	database_begin(database, DATABASE_READ, &t);
	ck_assert(database_get(&t, DATABASE_META, bytes_of_string("a"), &value));
	ck_assert(bytes_equal(value, bytes_of_string("a")));
	ck_assert(!database_get(&t, DATABASE_META, bytes_of_string("c"), &value));
	ck_assert(!database_get(&t, DATABASE_AUDIT, bytes_of_string("a"), &value));
	ck_assert(database_seek(&t, DATABASE_META, bytes_of_string("aa"), &cursor));
	ck_assert(bytes_equal(cursor.key, bytes_of_string("b")));
	ck_assert(database_next(&cursor));
	ck_assert(bytes_equal(cursor.key, bytes_of_string("d")));
	ck_assert(!database_next(&cursor));
	database_cursor_close(&cursor);
	ck_assert(!database_seek(&t, DATABASE_META, bytes_of_string("e"), &cursor));
	database_cursor_close(&cursor);
	ck_assert(database_seek_last(&t, DATABASE_META, &cursor));
	ck_assert(bytes_equal(cursor.key, bytes_of_string("d")));
	database_cursor_close(&cursor);
	ck_assert_int_eq(t.error, 0);
	database_abort(&t);
	database_unmake(&f, &database);
}
END_TEST

START_TEST(first_failure_sticks)
{
	struct database_transaction t;
	struct database_cursor cursor;
	struct bytes value;
	struct store_fixture f;
	struct database *database = database_make(&f, MAP_BYTES);

	database_begin(database, DATABASE_WRITE, &t);
	database_put(&t, DATABASE_META, bytes_of_string("before"), bytes_of_string("1"));
	database_fail(&t, 0);
	database_fail(&t, ERROR_CRYPTO);
	database_fail(&t, ERROR_KEY);
	database_put(&t, DATABASE_META, bytes_of_string("after"), bytes_of_string("1"));
	ck_assert(!database_get(&t, DATABASE_META, bytes_of_string("before"), &value));
	ck_assert(!database_seek(&t, DATABASE_META, bytes_of_string(""), &cursor));
	database_cursor_close(&cursor);
	ck_assert_int_eq(database_commit(&t), ERROR_CRYPTO);
	database_abort(&t); /* harmless */

	database_begin(database, DATABASE_WRITE, &t);
	ck_assert(!database_get(&t, DATABASE_META, bytes_of_string("before"), &value));
	database_put_last(&t, DATABASE_AUDIT, bytes_of_string("2"), bytes_of_string("x"));
	database_put_last(&t, DATABASE_AUDIT, bytes_of_string("1"), bytes_of_string("x"));
	ck_assert_int_eq(database_commit(&t), ERROR_CORRUPT);
	database_unmake(&f, &database);
}
END_TEST

/* A full map fails the transaction whole; a larger one takes it. */
START_TEST(map_full_then_grown)
{
	static uint8_t large[65536];
	struct database_transaction t;
	struct bytes value;
	struct store_fixture f;
	struct database *database = database_make(&f, MAP_BYTES);

	for (uint8_t round = 0; round < 2; round++) {
		database_begin(database, DATABASE_WRITE, &t);
		for (uint8_t i = 0; i < 2 * MAP_BYTES / sizeof(large); i++)
			database_put(&t, DATABASE_META, bytes_make(&i, 1), bytes_make(large, sizeof(large)));
		ck_assert_int_eq(database_commit(&t), round == 0 ? ERROR_FULL : 0);
		if (round > 0)
			break;
		database_begin(database, DATABASE_READ, &t);
		ck_assert(!database_get(&t, DATABASE_META, bytes_make("", 1), &value));
		database_abort(&t);
		database_close(&database);
		ck_assert_int_eq(database_open(f.directory, 8 * MAP_BYTES, DATABASE_WRITE, &database), 0);
	}
	/* A smaller map afterwards is not taken. */
	database_close(&database);
	ck_assert_int_eq(database_open(f.directory, MAP_BYTES, DATABASE_WRITE, &database), 0);
	database_begin(database, DATABASE_WRITE, &t);
	database_put(&t, DATABASE_META, bytes_of_string("more"), bytes_make(large, sizeof(large)));
	ck_assert_int_eq(database_commit(&t), 0);
	database_unmake(&f, &database);
}
END_TEST

START_TEST(files_are_private)
{
	static const char *const names[] = { "data.mdb", "lock.mdb" };
	char path[FIXTURE_PATH_SIZE];
	struct stat status;
	struct store_fixture f;

	umask(0);
	struct database *database = database_make(&f, MAP_BYTES);
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", f.directory, names[i]);
		ck_assert_int_eq(stat(path, &status), 0);
		ck_assert_uint_eq(status.st_mode & 07777, 0600);
	}
	database_unmake(&f, &database);
}
END_TEST

START_TEST(reading_makes_nothing)
{
	struct database *database;
	struct store_fixture f;
	char path[FIXTURE_PATH_SIZE];

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	ck_assert_int_eq(database_open(f.directory, 0, DATABASE_READ, &database), ERROR_NOT_FOUND);
	ck_assert_ptr_null(database);
	snprintf(path, sizeof(path), "%s/data.mdb", f.directory);
	ck_assert_int_ne(access(path, F_OK), 0);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(file_that_is_no_database)
{
	struct database *database;
	struct store_fixture f;
	char path[FIXTURE_PATH_SIZE];

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	snprintf(path, sizeof(path), "%s/data.mdb", f.directory);
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	for (int i = 0; i < 8192; i++)
		fputc('x', file);
	fclose(file);
	ck_assert_int_eq(database_open(f.directory, 0, DATABASE_WRITE, &database), ERROR_CORRUPT);
	store_fixture_destroy(&f);
}
END_TEST

/* A reader killed within a transaction leaves a slot that the next one clears. */
START_TEST(stale_reader_is_cleared)
{
	struct store_fixture f;
	struct database *database = database_make(&f, MAP_BYTES);

	database_close(&database);
	pid_t child = fork();
	if (child == 0) {
		struct database_transaction t;
		if (database_open(f.directory, 0, DATABASE_READ, &database) == 0)
			database_begin(database, DATABASE_READ, &t);
		_exit(0);
	}
	/* While the file is open in nobody else, closing it would clear all slots. */
	ck_assert_int_eq(database_open(f.directory, 0, DATABASE_WRITE, &database), 0);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	database_clear_readers(database);
	ck_assert_int_eq(database_clear_readers(database), 0);
	database_unmake(&f, &database);
}
END_TEST

#define READERS 1000 /* at once; LMDB by itself has room for 126 */

/* In a child: begins to read that often, and dies of it. */
static void
read_and_die(const struct store_fixture *f, unsigned times)
{
	struct database_transaction t;
	struct database *database;

	pid_t child = fork();
	if (child == 0) {
		int err = database_open(f->directory, 0, DATABASE_READ, &database);
		for (unsigned i = 0; i < times && err == 0; i++) {
			database_begin(database, DATABASE_READ, &t);
			err = t.error;
		}
		_exit(err != 0);
	}
	int status;
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}

START_TEST(many_read_at_once)
{
	static struct database_transaction readers[READERS];
	struct store_fixture f;
	struct database *database = database_make(&f, MAP_BYTES);

	/* The dead have their places till somebody needs them. */
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < READERS; i++) {
			database_begin(database, DATABASE_READ, &readers[i]);
			ck_assert_msg(readers[i].error == 0, "reader %zu: %s", i, error_text(readers[i].error));
		}
		for (size_t i = 0; i < READERS; i++)
			database_abort(&readers[i]);
		if (round == 0)
			read_and_die(&f, READERS);
	}
	database_unmake(&f, &database);
}
END_TEST

START_TEST(a_lock_file_in_use_does_not_grow)
{
	struct database *database, *other;
	struct store_fixture f;
	struct stat status;
	char path[FIXTURE_PATH_SIZE];

	database = database_make(&f, MAP_BYTES);
	database_close(&database);
	snprintf(path, sizeof(path), "%s/lock.mdb", f.directory);
	/* As an earlier version made it; who has it open has mapped no more than that. */
	for (int used = 1; used >= 0; used--) {
		ck_assert_int_eq(truncate(path, 8192), 0);
		int fd = open(path, O_RDWR);
		pid_t child = used ? fork() : -1;
		if (child == 0) {
			struct flock shared = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = 1 };
			_exit(fcntl(fd, F_SETLK, &shared) != 0 || pause());
		}
		usleep(100000);
		ck_assert_int_eq(database_files_reserve_lock(f.directory), 0);
		ck_assert_int_eq(stat(path, &status), 0);
		ck_assert_int_eq(status.st_size, used ? 8192 : 65536);
		if (used) {
			kill(child, SIGKILL);
			waitpid(child, NULL, 0);
		}
		close(fd);
	}
	ck_assert_int_eq(database_open(f.directory, MAP_BYTES, DATABASE_WRITE, &other), 0);
	database_unmake(&f, &other);
}
END_TEST

struct counting {
	uint32_t rows, end;
};

/* Ends with 7 at the row `end`. */
static int
count_in_order(const struct slice_row *row, void *context)
{
	struct counting *counting = context;
	uint32_t key = __builtin_bswap32(counting->rows);

	ck_assert(bytes_equal(row->key, bytes_make(&key, sizeof(key))));
	return counting->rows++ == counting->end ? 7 : 0;
}

static void
each_row_is_handed_out(struct database *database, uint32_t rows)
{
	const uint32_t behind = __builtin_bswap32(299);
	struct counting all = { .end = rows }, some = { .end = 300 }, rest = { .rows = 300, .end = rows };
	struct bytes none = bytes_make(NULL, 0), after = bytes_make(&behind, sizeof(behind));

	ck_assert_int_eq(slice_each(database, DATABASE_META, none, count_in_order, &all), 0);
	ck_assert_uint_eq(all.rows, rows);
	ck_assert_int_eq(slice_each(database, DATABASE_META, none, count_in_order, &some), 7);
	ck_assert_uint_eq(some.rows, 301);
	ck_assert_int_eq(slice_each(database, DATABASE_META, after, count_in_order, &rest), 0);
	ck_assert_uint_eq(rest.rows, rows);
}

START_TEST(slices_cover_all_rows)
{
	enum { ROWS = 2 * SLICE_ROW_LIMIT + 5 };
	static uint8_t value[16384];
	struct database_transaction t;
	struct slice slice;
	struct store_fixture f;
	struct database *database = database_make(&f, 64 * MAP_BYTES);
	struct bytes after = bytes_make(NULL, 0);
	uint32_t seen = 0, slices = 0;

	database_begin(database, DATABASE_WRITE, &t);
	for (uint32_t i = 0; i < ROWS; i++) {
		uint32_t key = __builtin_bswap32(i);
		/* Some rows large, so that the slice's size and not its count ends it. */
		size_t length = i < SLICE_ROW_LIMIT ? i : sizeof(value);
		memset(value, (int)i, length);
		database_put(&t, DATABASE_META, bytes_make(&key, sizeof(key)), bytes_make(value, length));
	}
	ck_assert_int_eq(database_commit(&t), 0);
	slice_init(&slice);
	do {
		database_begin(database, DATABASE_READ, &t);
		slice_read(&slice, &t, DATABASE_META, after);
		database_abort(&t);
		ck_assert_int_eq(t.error, 0);
		for (size_t i = 0; i < slice.count; i++, seen++) {
			uint32_t key = __builtin_bswap32(seen);
			ck_assert(bytes_equal(slice.rows[i].key, bytes_make(&key, sizeof(key))));
			struct bytes row = slice.rows[i].value;
			ck_assert_uint_eq(row.length, seen < SLICE_ROW_LIMIT ? seen : sizeof(value));
			ck_assert(row.length == 0 || row.data[row.length - 1] == (uint8_t)seen);
		}
		slices++;
		if (slice.count > 0)
			after = slice.rows[slice.count - 1].key;
	} while (!slice.last);
	ck_assert_uint_eq(seen, ROWS);
	ck_assert_uint_ge(slices, 4);
	slice_release(&slice);
	each_row_is_handed_out(database, ROWS);
	database_unmake(&f, &database);
}
END_TEST

Suite *
database_suite(void)
{
	return UNIT_SUITE("database", rows_and_cursors, first_failure_sticks, map_full_then_grown,
	                  files_are_private, reading_makes_nothing, file_that_is_no_database,
	                  stale_reader_is_cleared, many_read_at_once,
	                  a_lock_file_in_use_does_not_grow, slices_cover_all_rows);
}
