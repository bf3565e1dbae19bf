#include <check.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "store/escrow_files.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

static struct escrow_files
files_create(struct store_fixture *f)
{
	store_fixture_create(f, NULL, FIXTURE_MAP_BYTES);
	int fd = open(f->directory, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(fd, 0);
	return (struct escrow_files){ .directory = fd };
}

static void
files_destroy(struct store_fixture *f, struct escrow_files *files)
{
	close(files->directory);
	store_fixture_destroy(f);
}

static void
path_of(const char *id, char path[64])
{
	snprintf(path, 64, "%.4s/%.2s/%s", id, id + 4, id);
}

START_TEST(put_get_remove)
{
	static const size_t sizes[] = { 0, 1, 255, 256, 100000 };
	char id[MESSAGE_ESCROW_ID_SIZE], path[64];
	static uint8_t content[100000];
	struct stat status;
	struct store_fixture f;
	struct escrow_files files = files_create(&f);

	umask(0);
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 7);
	for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
		struct bytes sealed = bytes_make(content, sizes[i]);
		struct buffer back = buffer_make(sizeof(content) + 1);
		ck_assert_int_eq(escrow_files_put(&files, sealed, id), 0);
		path_of(id, path);
		ck_assert_int_eq(fstatat(files.directory, path, &status, 0), 0);
		ck_assert_uint_eq(status.st_mode & 07777, 0600);
		path[7] = '\0';
		ck_assert_int_eq(fstatat(files.directory, path, &status, 0), 0);
		ck_assert_uint_eq(status.st_mode & 07777, 0700);
		ck_assert_int_eq(escrow_files_get(&files, id, &back), 0);
		ck_assert(bytes_equal(buffer_bytes(&back), sealed));
		buffer_release(&back);
		back = buffer_make(sizes[i] > 0 ? sizes[i] - 1 : 0);
		ck_assert_int_eq(escrow_files_get(&files, id, &back), ERROR_LIMIT);
		buffer_release(&back);
		ck_assert_int_eq(escrow_files_remove(&files, id), 0);
		ck_assert_int_eq(escrow_files_remove(&files, id), 0);
		back = buffer_make(sizeof(content) + 1);
		ck_assert_int_eq(escrow_files_get(&files, id, &back), ERROR_NOT_FOUND);
		buffer_release(&back);
	}
	files_destroy(&f, &files);
}
END_TEST

START_TEST(ids_that_are_none)
{
	static const char *const ids[] = {
		"", "0", "../../../../../../../../etc/passwd", "0123456789abcdef0123456789abcde",
		"0123456789abcdef0123456789abcdef0", "0123456789ABCDEF0123456789abcdef",
		"0123456789abcdeg0123456789abcdef", "0123/56789abcdef0123456789abcdef",
	};
	uint8_t bytes[ESCROW_ID_SIZE];
	struct store_fixture f;
	struct escrow_files files = files_create(&f);

	for (size_t i = 0; i < ARRAY_LENGTH(ids); i++) {
		struct buffer back = buffer_make(4096);
		ck_assert_int_eq(escrow_id_decode(bytes_of_string(ids[i]), bytes), ERROR_INVALID);
		ck_assert_int_eq(escrow_files_get(&files, ids[i], &back), ERROR_NOT_FOUND);
		ck_assert_int_eq(escrow_files_remove(&files, ids[i]), ERROR_INVALID);
		buffer_release(&back);
	}
	files_destroy(&f, &files);
}
END_TEST

START_TEST(ids_sort_by_age)
{
	char first[MESSAGE_ESCROW_ID_SIZE], second[MESSAGE_ESCROW_ID_SIZE];
	struct store_fixture f;
	struct escrow_files files = files_create(&f);

	ck_assert_int_eq(escrow_files_put(&files, bytes_of_string("x"), first), 0);
	usleep(2000);
	ck_assert_int_eq(escrow_files_put(&files, bytes_of_string("x"), second), 0);
	ck_assert_int_lt(strcmp(first, second), 0);
	files_destroy(&f, &files);
}
END_TEST

static int
keep_one(const char *id, void *context)
{
	const char *kept = context;
	return strcmp(id, kept) == 0;
}

static int
keep_fails(const char *id, void *context)
{
	(void)id, (void)context;
	return ERROR_IO;
}

static void
make_file(struct escrow_files *files, const char *path)
{
	int fd = openat(files->directory, path, O_WRONLY | O_CREAT, 0600);
	ck_assert_int_ge(fd, 0);
	close(fd);
}

static bool
exists(struct escrow_files *files, const char *path)
{
	return faccessat(files->directory, path, F_OK, 0) == 0;
}

START_TEST(orphans_are_collected)
{
	char kept[MESSAGE_ESCROW_ID_SIZE], orphan[MESSAGE_ESCROW_ID_SIZE];
	char kept_path[64], orphan_path[64], temporary[64], stranger[64];
	int64_t now = (int64_t)time(NULL);
	size_t orphans;
	struct store_fixture f;
	struct escrow_files files = files_create(&f);

	ck_assert_int_eq(escrow_files_put(&files, bytes_of_string("x"), kept), 0);
	ck_assert_int_eq(escrow_files_put(&files, bytes_of_string("x"), orphan), 0);
	path_of(kept, kept_path);
	path_of(orphan, orphan_path);
	snprintf(temporary, sizeof(temporary), "%.7s/.new-%.20s", orphan_path, orphan);
	snprintf(stranger, sizeof(stranger), "%.7s/README", orphan_path);
	make_file(&files, temporary);
	make_file(&files, stranger);
	make_file(&files, "store-id");

	/* Too young. */
	ck_assert_int_eq(escrow_files_collect(&files, now - 60, keep_one, kept, &orphans), 0);
	ck_assert_uint_eq(orphans, 0);
	ck_assert(exists(&files, orphan_path) && exists(&files, temporary));
	/* A failing look-up ends it with nothing removed but what was never whole. */
	ck_assert_int_eq(escrow_files_collect(&files, now + 60, keep_fails, NULL, &orphans), ERROR_IO);
	ck_assert(exists(&files, orphan_path) && exists(&files, kept_path));
	/* Old enough. */
	ck_assert_int_eq(escrow_files_collect(&files, now + 60, keep_one, kept, &orphans), 0);
	ck_assert_uint_eq(orphans, 1);
	ck_assert(!exists(&files, orphan_path) && !exists(&files, temporary));
	ck_assert(exists(&files, kept_path) && exists(&files, stranger) && exists(&files, "store-id"));
	files_destroy(&f, &files);
}
END_TEST

/* An index that knows none of very many files is the wrong index. */
START_TEST(too_many_orphans_are_left)
{
	char path[64];
	size_t orphans;
	struct store_fixture f;
	struct escrow_files files = files_create(&f);

	ck_assert_int_eq(mkdirat(files.directory, "0000", 0700), 0);
	ck_assert_int_eq(mkdirat(files.directory, "0000/00", 0700), 0);
	for (int i = 0; i <= ESCROW_ORPHAN_LIMIT; i++) {
		snprintf(path, sizeof(path), "0000/00/%032x", i);
		make_file(&files, path);
	}
	ck_assert_int_eq(escrow_files_collect(&files, INT64_MAX, keep_one, "", &orphans),
	                 ERROR_LIMIT);
	ck_assert_uint_eq(orphans, 0);
	for (int i = 0; i <= ESCROW_ORPHAN_LIMIT; i++) {
		snprintf(path, sizeof(path), "0000/00/%032x", i);
		ck_assert(exists(&files, path));
	}
	files_destroy(&f, &files);
}
END_TEST

#define THREADS 8
#define PUTS 20

static void *
put_many(void *argument)
{
	const struct escrow_files *files = argument;
	char id[MESSAGE_ESCROW_ID_SIZE];

	for (int i = 0; i < PUTS; i++) {
		struct buffer back = buffer_make(64);
		if (escrow_files_put(files, bytes_of_string("sealed"), id) != 0 ||
		    escrow_files_get(files, id, &back) != 0)
			return argument;
		buffer_release(&back);
	}
	return NULL;
}

START_TEST(many_threads_put)
{
	pthread_t threads[THREADS];
	void *failed;
	struct store_fixture f;
	struct escrow_files files = files_create(&f);

	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, put_many, &files), 0);
	for (int i = 0; i < THREADS; i++) {
		ck_assert_int_eq(pthread_join(threads[i], &failed), 0);
		ck_assert_ptr_null(failed);
	}
	files_destroy(&f, &files);
}
END_TEST

Suite *
escrow_files_suite(void)
{
	return UNIT_SUITE("escrow-files", put_get_remove, ids_that_are_none, ids_sort_by_age,
	                  orphans_are_collected, too_many_orphans_are_left, many_threads_put);
}
