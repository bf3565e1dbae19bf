#include <check.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "store/directory.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

#define THREADS 32
#define APPENDS 25

static void
open_store(struct store_fixture *f)
{
	store_fixture_create(f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(f, STORE_WRITE);
}

static void
reopen_store(struct store_fixture *f, enum store_mode mode)
{
	store_close(&f->store);
	store_fixture_open(f, mode);
}

static uint64_t
assert_intact(struct store_fixture *f)
{
	struct store_audit_result result;
	int err = store_audit_verify(f->store, NULL, NULL, &result);
	ck_assert_msg(err == 0, "record %llu: %s", (unsigned long long)result.bad_sequence,
	              result.problem);
	return result.head.sequence;
}

static void
assert_opening_fails(struct store_fixture *f, enum store_mode mode, int expected, const char *text)
{
	char *line;
	ck_assert_int_eq(store_fixture_open_fails(f, mode, &line), expected);
	ck_assert_msg(strstr(line, text) != NULL, "\"%s\" does not say \"%s\"", line, text);
	free(line);
}

/* ---- life ------------------------------------------------------------------- */

START_TEST(records_survive_closing)
{
	struct store_fixture f;

	open_store(&f);
	store_fixture_append(&f, 5);
	reopen_store(&f, STORE_WRITE);
	ck_assert_uint_eq(store_fixture_count(&f), 5);
	struct record record = fixture_record("Q6");
	record.time = 0;
	ck_assert_int_eq(store_append(f.store, &record), 0);
	ck_assert_uint_eq(record.sequence, 6);
	ck_assert_int_gt(record.time, 1600000000);
	reopen_store(&f, STORE_READ);
	ck_assert_uint_eq(assert_intact(&f), 6);
	ck_assert_int_eq(store_append(f.store, &record), ERROR_STATE);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(nothing_there_yet)
{
	struct store_fixture f;
	char path[FIXTURE_PATH_SIZE];

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	assert_opening_fails(&f, STORE_READ, ERROR_CONFIG, "store.directory");
	snprintf(path, sizeof(path), "%s/store", f.directory);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	assert_opening_fails(&f, STORE_READ, ERROR_CONFIG, "there is no store");
	assert_opening_fails(&f, STORE_APPEND, ERROR_CONFIG, "there is no store");
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(wrong_key)
{
	static const enum store_mode modes[] = { STORE_READ, STORE_APPEND, STORE_WRITE };
	struct buffer before = buffer_make(1 << 20), after = buffer_make(1 << 20);
	struct store_fixture f;

	open_store(&f);
	store_fixture_append(&f, 2);
	store_close(&f.store);
	int directory = open(f.configuration->store.directory, O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(directory_read_file(directory, "data.mdb", &before), 0);
	f.key.bytes[0] ^= 1;
	for (size_t i = 0; i < ARRAY_LENGTH(modes); i++)
		assert_opening_fails(&f, modes[i], ERROR_KEY, "store.key_file");
	ck_assert_int_eq(directory_read_file(directory, "data.mdb", &after), 0);
	ck_assert(bytes_equal(buffer_bytes(&before), buffer_bytes(&after)));
	f.key.bytes[0] ^= 1;
	store_fixture_open(&f, STORE_WRITE);
	ck_assert_uint_eq(assert_intact(&f), 2);
	buffer_release(&before);
	buffer_release(&after);
	close(directory);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(directories_are_checked)
{
	struct store_fixture f;
	struct stat status;

	umask(0);
	open_store(&f);
	ck_assert_int_eq(stat(f.configuration->store.directory, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0700);
	ck_assert_int_eq(stat(f.configuration->escrow.directory, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0700);
	store_close(&f.store);
	ck_assert_int_eq(chmod(f.configuration->store.directory, 0770), 0);
	assert_opening_fails(&f, STORE_WRITE, ERROR_CONFIG, "chmod 700");
	ck_assert_int_eq(chmod(f.configuration->store.directory, 0700), 0);
	ck_assert_int_eq(chmod(f.configuration->escrow.directory, 0702), 0);
	assert_opening_fails(&f, STORE_WRITE, ERROR_CONFIG, "escrow.directory");
	store_fixture_destroy(&f);
}
END_TEST

static int
open_second_daemon(struct store_fixture *f)
{
	struct diagnostics why;
	struct store *store;

	diagnostics_init(&why);
	int err = store_open(f->configuration, &f->key, STORE_WRITE, &why, &store);
	bool said = why.count == 1 && strstr(diagnostics_line(&why, 0), "another daemon") != NULL;
	diagnostics_release(&why);
	return err == ERROR_CONFIG && said ? 0 : 1;
}

START_TEST(second_daemon_is_refused)
{
	struct store_fixture f;
	struct store_other second;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_other_create(&second, open_second_daemon, &f);
	store_fixture_open(&f, STORE_WRITE);
	ck_assert_int_eq(store_other_ask(&second), 0);
	store_other_destroy(&second);
	store_fixture_append(&f, 1);
	ck_assert_uint_eq(assert_intact(&f), 1);
	store_fixture_destroy(&f);
}
END_TEST

START_TEST(escrow_of_another_store_is_refused)
{
	struct store_fixture f;
	char path[FIXTURE_PATH_SIZE], moved[FIXTURE_PATH_SIZE];

	open_store(&f);
	store_close(&f.store);
	snprintf(path, sizeof(path), "%s/store", f.directory);
	snprintf(moved, sizeof(moved), "%s/lost", f.directory);
	ck_assert_int_eq(rename(path, moved), 0);
	assert_opening_fails(&f, STORE_WRITE, ERROR_CONFIG, "escrow of another store");
	store_fixture_destroy(&f);
}
END_TEST

/* ---- more than one at once ---------------------------------------------------- */

static int
append_beside(struct store_fixture *f)
{
	struct diagnostics why;
	struct store *store;

	diagnostics_init(&why);
	if (store_open(f->configuration, &f->key, STORE_APPEND, &why, &store) != 0)
		return 1;
	for (int i = 0; i < APPENDS; i++) {
		struct record record = fixture_record("beside");
		record.kind = RECORD_ACCESS;
		if (store_append(store, &record) != 0)
			return 2;
	}
	store_close(&store);
	return 0;
}

/* The tool appends while the daemon does; one chain comes of it. */
START_TEST(tool_appends_beside_daemon)
{
	struct store_fixture f;
	int status;

	store_fixture_create(&f, NULL, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 1);
	store_close(&f.store);
	/* The child is forked before the store is opened here: LMDB environments
	 * and threads do not survive a fork. */
	int go[2];
	ck_assert_int_eq(pipe(go), 0);
	pid_t child = fork();
	if (child == 0) {
		char byte;
		_exit(read(go[0], &byte, 1) == 1 ? append_beside(&f) : 3);
	}
	store_fixture_open(&f, STORE_WRITE);
	ck_assert_int_eq(write(go[1], "x", 1), 1);
	store_fixture_append(&f, APPENDS);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	store_fixture_append(&f, 1);
	ck_assert_uint_eq(assert_intact(&f), 2 * APPENDS + 2);
	store_fixture_destroy(&f);
}
END_TEST

/* ---- full -------------------------------------------------------------------- */

static int
count_other_than_notice(const struct record *record, void *context)
{
	*(unsigned *)context += record->kind != RECORD_STORE_NOTICE;
	return 0;
}

/* Checks the whole, and counts what was appended here: that there is hardly any room left
 * is recorded in between. */
static unsigned
assert_intact_but_notices(struct store_fixture *f)
{
	unsigned count = 0;

	assert_intact(f);
	ck_assert_int_eq(store_audit_list(f->store, 1, count_other_than_notice, &count), 0);
	return count;
}

/* Appends until that fails, and checks that what was acknowledged is there. */
static unsigned
append_until_full(struct store_fixture *f)
{
	static uint8_t padding[60000];
	unsigned count = 0;
	int err;

	for (;;) {
		struct record record = fixture_record("full");
		record.reason = bytes_make(padding, sizeof(padding));
		err = store_append(f->store, &record);
		if (err != 0)
			break;
		ck_assert_uint_lt(++count, 10000);
	}
	ck_assert_int_eq(err, ERROR_FULL);
	return count;
}

START_TEST(files_exchanged_while_open)
{
	static const char *const names[] = { "data.mdb", "lock.mdb" };
	struct store_fixture fixture;
	char path[FIXTURE_PATH_SIZE], aside[FIXTURE_PATH_SIZE];

	store_fixture_create(&fixture, NULL, FIXTURE_MAP_BYTES);
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		struct record record = fixture_record("Q");
		store_fixture_open(&fixture, STORE_WRITE);
		snprintf(path, sizeof(path), "%s/store/%s", fixture.directory, names[i]);
		snprintf(aside, sizeof(aside), "%s/aside", fixture.directory);
		ck_assert_int_eq(rename(path, aside), 0);
		ck_assert_int_eq(store_append(fixture.store, &record), ERROR_NOT_FOUND);
		ck_assert_int_eq(symlink("aside", path), 0);
		ck_assert_int_eq(store_append(fixture.store, &record), ERROR_NOT_FOUND);
		/* Back in its place it is as good as ever. */
		ck_assert_int_eq(rename(aside, path), 0);
		ck_assert_int_eq(store_append(fixture.store, &record), 0);
		store_close(&fixture.store);
	}
	store_fixture_open(&fixture, STORE_READ);
	ck_assert_uint_eq(store_fixture_count(&fixture), ARRAY_LENGTH(names));
	store_fixture_destroy(&fixture);
}
END_TEST

START_TEST(full_map_then_grown)
{
	struct store_fixture f;

	store_fixture_create(&f, NULL, 1 << 20);
	store_fixture_open(&f, STORE_WRITE);
	unsigned count = append_until_full(&f);
	ck_assert_uint_gt(count, 3);
	ck_assert_uint_eq(assert_intact_but_notices(&f), count);
	store_close(&f.store);
	store_fixture_configure(&f, 4 << 20);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 20);
	ck_assert_uint_eq(assert_intact_but_notices(&f), count + 20);
	store_fixture_destroy(&f);
}
END_TEST

struct full_crowd {
	struct store_fixture *fixture;
	atomic_uint good;
	atomic_uint failed;
	atomic_uint other;
};

static void *
append_into_full(void *argument)
{
	static const uint8_t padding[60000];
	struct full_crowd *crowd = argument;

	for (int i = 0; i < APPENDS; i++) {
		struct record record = fixture_record("full");
		record.reason = bytes_make(padding, sizeof(padding));
		int err = store_append(crowd->fixture->store, &record);
		atomic_fetch_add(err == 0 ? &crowd->good : err == ERROR_FULL ? &crowd->failed :
		                                           &crowd->other, 1);
	}
	return NULL;
}

/* Exactly the acknowledged ones are there, whatever failed in between. */
START_TEST(full_map_with_many_threads)
{
	pthread_t threads[THREADS];
	struct full_crowd crowd = { 0 };
	struct store_fixture f;

	store_fixture_create(&f, NULL, 8 << 20);
	store_fixture_open(&f, STORE_WRITE);
	crowd.fixture = &f;
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, append_into_full, &crowd), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	ck_assert_uint_gt(crowd.failed, 0);
	ck_assert_uint_eq(crowd.other, 0);
	ck_assert_uint_eq(crowd.good + crowd.failed, THREADS * APPENDS);
	ck_assert_uint_eq(assert_intact_but_notices(&f), crowd.good);
	store_fixture_destroy(&f);
}
END_TEST

/* A disk that is really full: a small tmpfs, which only root can mount. */
struct small_disk {
	char parent[64];
	char path[80];
};

#define SMALL_DISK_FLAGS (MS_NOSUID | MS_NODEV)

static bool
small_disk_mount(struct small_disk *disk, const char *size)
{
	snprintf(disk->parent, sizeof(disk->parent), "/tmp/phimilter-full-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(disk->parent));
	snprintf(disk->path, sizeof(disk->path), "%s/disk", disk->parent);
	ck_assert_int_eq(mkdir(disk->path, 0700), 0);
	if (geteuid() == 0 && mount("tmpfs", disk->path, "tmpfs", SMALL_DISK_FLAGS, size) == 0)
		return true;
	rmdir(disk->path);
	rmdir(disk->parent);
	fprintf(stderr, "full disk: SKIPPED: mounting a small tmpfs needs root\n");
	return false;
}

static void
small_disk_resize(struct small_disk *disk, const char *size)
{
	ck_assert_int_eq(mount("tmpfs", disk->path, "tmpfs", MS_REMOUNT | SMALL_DISK_FLAGS, size), 0);
}

static void
small_disk_unmount(struct small_disk *disk)
{
	ck_assert_int_eq(umount(disk->path), 0);
	rmdir(disk->path);
	rmdir(disk->parent);
}

/* Takes the last free byte. */
static void
small_disk_fill(struct small_disk *disk)
{
	char path[FIXTURE_PATH_SIZE];
	static uint8_t block[4096];

	snprintf(path, sizeof(path), "%s/filler", disk->path);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	ck_assert_int_ge(fd, 0);
	while (write(fd, block, sizeof(block)) > 0)
		continue;
	close(fd);
}

START_TEST(full_disk_while_open)
{
	char id[MESSAGE_ESCROW_ID_SIZE];
	struct small_disk disk;
	struct store_fixture f;
	unsigned failed = 0;
	uint64_t count = 3;

	if (!small_disk_mount(&disk, "size=2m"))
		return;
	store_fixture_create(&f, disk.path, FIXTURE_MAP_BYTES);
	store_fixture_open(&f, STORE_WRITE);
	store_fixture_append(&f, 3);
	small_disk_fill(&disk);
	ck_assert_int_eq(store_escrow_put(f.store, bytes_make("", 1), id), ERROR_FULL);
	for (int i = 0; i < 2000 && failed < 5; i++) {
		struct record record = fixture_record("disk");
		int err = store_append(f.store, &record);
		ck_assert_msg(err == 0 || err == ERROR_FULL, "%s: %m", error_text(err));
		failed += err != 0;
		count += err == 0;
	}
	ck_assert_uint_eq(failed, 5);
	ck_assert_uint_eq(assert_intact_but_notices(&f), count);
	/* Closing and opening needs no room. */
	reopen_store(&f, STORE_READ);
	reopen_store(&f, STORE_WRITE);
	ck_assert_uint_eq(assert_intact_but_notices(&f), count);
	/* Room again: it goes on where it stopped, without a restart. */
	small_disk_resize(&disk, "size=8m");
	store_fixture_append(&f, 10);
	ck_assert_uint_eq(assert_intact_but_notices(&f), count + 10);
	store_fixture_destroy(&f);
	small_disk_unmount(&disk);
}
END_TEST

/* A store that cannot be made is an error, not a signal, however much room there is. */
START_TEST(full_disk_at_first_open)
{
	struct small_disk disk;
	struct store_fixture f;
	char size[32];
	int err;

	if (!small_disk_mount(&disk, "size=4k"))
		return;
	store_fixture_create(&f, disk.path, FIXTURE_MAP_BYTES);
	small_disk_fill(&disk);
	unsigned kilobytes = 4;
	do {
		struct diagnostics why;
		diagnostics_init(&why);
		err = store_open(f.configuration, &f.key, STORE_WRITE, &why, &f.store);
		ck_assert_msg(err == 0 || (err == ERROR_FULL && why.count > 0), "%u KB: %s", kilobytes,
		              error_text(err));
		diagnostics_release(&why);
		snprintf(size, sizeof(size), "size=%uk", kilobytes += 4);
		small_disk_resize(&disk, size);
	} while (err != 0 && kilobytes < 1024);
	ck_assert_int_eq(err, 0);
	store_fixture_destroy(&f);
	small_disk_unmount(&disk);
}
END_TEST

/* ---- escrow -------------------------------------------------------------------- */

static const struct record_recipient portal_recipient[] = {
	{ .address = { (const uint8_t *)"c@example.net", 13 }, .outcome = OUTCOME_PORTAL },
};

START_TEST(discard_spares_what_a_record_names)
{
	char named[MESSAGE_ESCROW_ID_SIZE], orphan[MESSAGE_ESCROW_ID_SIZE];
	struct buffer back = buffer_make(4096);
	struct store_fixture f;

	open_store(&f);
	ck_assert_int_eq(store_escrow_put(f.store, bytes_of_string("named"), named), 0);
	ck_assert_int_eq(store_escrow_put(f.store, bytes_of_string("orphan"), orphan), 0);
	struct record record = fixture_record("Q1");
	record.recipients = portal_recipient;
	record.escrow_id = bytes_of_string(named);
	ck_assert_int_eq(store_append(f.store, &record), 0);
	store_escrow_discard(f.store, named);
	store_escrow_discard(f.store, orphan);
	ck_assert_int_eq(store_escrow_get(f.store, orphan, &back), ERROR_NOT_FOUND);
	ck_assert_int_eq(store_escrow_get(f.store, named, &back), 0);
	ck_assert(bytes_equal(buffer_bytes(&back), bytes_of_string("named")));
	buffer_release(&back);
	store_fixture_destroy(&f);
}
END_TEST

/* Makes the file two minutes old. */
static void
age_file(struct store_fixture *f, const char *id)
{
	char path[FIXTURE_PATH_SIZE];
	struct timespec times[2];

	clock_gettime(CLOCK_REALTIME, &times[0]);
	times[0].tv_sec -= 120;
	times[1] = times[0];
	snprintf(path, sizeof(path), "%s/%.4s/%.2s/%s", f->configuration->escrow.directory, id, id + 4,
	         id);
	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

START_TEST(orphans_are_collected_at_open)
{
	char named[MESSAGE_ESCROW_ID_SIZE], old[MESSAGE_ESCROW_ID_SIZE], young[MESSAGE_ESCROW_ID_SIZE];
	struct buffer back = buffer_make(4096);
	struct store_fixture f;

	open_store(&f);
	ck_assert_int_eq(store_escrow_put(f.store, bytes_of_string("x"), named), 0);
	ck_assert_int_eq(store_escrow_put(f.store, bytes_of_string("x"), old), 0);
	ck_assert_int_eq(store_escrow_put(f.store, bytes_of_string("x"), young), 0);
	struct record record = fixture_record("Q1");
	record.recipients = portal_recipient;
	record.escrow_id = bytes_of_string(named);
	ck_assert_int_eq(store_append(f.store, &record), 0);
	age_file(&f, named);
	age_file(&f, old);
	reopen_store(&f, STORE_READ);
	ck_assert_int_eq(store_escrow_get(f.store, old, &back), 0);
	reopen_store(&f, STORE_WRITE);
	ck_assert_int_eq(store_escrow_get(f.store, old, &back), ERROR_NOT_FOUND);
	ck_assert_int_eq(store_escrow_get(f.store, young, &back), 0);
	ck_assert_int_eq(store_escrow_get(f.store, named, &back), 0);
	buffer_release(&back);
	store_fixture_destroy(&f);
}
END_TEST

Suite *
store_suite(void)
{
	return UNIT_SUITE("store", records_survive_closing, nothing_there_yet, wrong_key,
	                  directories_are_checked, second_daemon_is_refused,
	                  escrow_of_another_store_is_refused, files_exchanged_while_open,
	                  tool_appends_beside_daemon,
	                  full_map_then_grown, full_map_with_many_threads,
	                  full_disk_while_open, full_disk_at_first_open, discard_spares_what_a_record_names,
	                  orphans_are_collected_at_open);
}
