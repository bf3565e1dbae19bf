/* `phictl store check`, `stats` and `backup`. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/database.h"
#include "tests/unit/phictl_site.h"
#include "tests/unit/unit_test.h"

#define FLIPS 60
#define SOME_ID "0123456789abcdef0123456789abcdef"

/* Removes the first row of a table, as somebody with the disk and without the key can. */
static void
remove_row(struct site *site, enum database_table table)
{
	struct database_transaction t;
	struct database_cursor cursor;
	struct database *database;
	char path[FIXTURE_PATH_SIZE];
	uint8_t key[64];

	store_close(&site->fixture.store);
	snprintf(path, sizeof(path), "%s/store", site->fixture.directory);
	ck_assert_int_eq(database_open(path, 0, DATABASE_WRITE, &database), 0);
	database_begin(database, DATABASE_WRITE, &t);
	ck_assert(database_seek(&t, table, bytes_make(NULL, 0), &cursor));
	size_t length = cursor.key.length;
	memcpy(key, cursor.key.data, length);
	database_cursor_close(&cursor);
	database_delete(&t, table, bytes_make(key, length));
	ck_assert_int_eq(database_commit(&t), 0);
	database_close(&database);
}

START_TEST(a_check_looks_at_everything)
{
	struct site *site = site_create();

	site_expect(site, "store", "check", 0, "audit: in order\nsearch: 5 records, 0 not in the index\n"
	                                       "escrow: 0 originals: 0 not as sealed\n");
	remove_row(site, DATABASE_SEARCH);
	site_expect(site, "store", "check", 1, " not in the index\n");
	ck_assert_ptr_nonnull(strstr(site->output, "search: record "));
	remove_row(site, DATABASE_AUDIT);
	site_expect(site, "store", "check", 1, "audit: record 1: the record is missing\n");
	ck_assert_ptr_nonnull(strstr(site->output, "NOT IN ORDER"));
	site_destroy(site);
}
END_TEST

static uint64_t
file_size(const struct site *site, const char *name)
{
	char path[2 * FIXTURE_PATH_SIZE];
	struct stat status;

	snprintf(path, sizeof(path), "%s/%s", site->fixture.directory, name);
	ck_assert_int_eq(stat(path, &status), 0);
	return (uint64_t)status.st_size;
}

/* Changes a byte of the file; false beyond its end. */
static bool
flip_byte(const struct site *site, off_t place)
{
	char path[2 * FIXTURE_PATH_SIZE];
	uint8_t byte;

	snprintf(path, sizeof(path), "%s/store/data.mdb", site->fixture.directory);
	int fd = open(path, O_RDWR);
	ck_assert_int_ge(fd, 0);
	bool there = pread(fd, &byte, 1, place) == 1;
	byte ^= 0x40;
	if (there)
		ck_assert_int_eq(pwrite(fd, &byte, 1, place), 1);
	close(fd);
	return there;
}

/*
 * Wherever a byte is changed, check finds it, or it was in no row: then all that the
 * store says is what it said before. LMDB trusts its pages, so that the attempt to read may
 * end in a signal, which phictl must take for damage.
 */
START_TEST(a_changed_byte_is_found_or_nothing_changed)
{
	struct site *site = site_create();
	unsigned seed = 5, found = 0;

	ck_assert_int_eq(setenv("ASAN_OPTIONS", "handle_sigbus=0:handle_segv=0:handle_abort=0", 1), 0);
	site_expect(site, "hold", "place --authority court Matter sender:a@example.com", 0, "");
	store_close(&site->fixture.store);
	site_expect(site, "store", "check", 0, "holds: 1\ndisposals: 0\n");
	site_expect(site, "audit", "list --json", 0, "");
	char *before = strdup(site->output);
	uint64_t size = file_size(site, "store/data.mdb");
	for (int i = 0; i < FLIPS; i++) {
		off_t place = (off_t)((uint64_t)rand_r(&seed) % size);
		ck_assert(flip_byte(site, place));
		int code = site_run(site, "store", "check");
		found += code != 0;
		ck_assert_msg(code == 0 || site->output[0] != '\0', "byte %ld: nothing is said", (long)place);
		if (code == 0) {
			site_expect(site, "audit", "list --json", 0, "");
			ck_assert_msg(strcmp(site->output, before) == 0, "byte %ld: not found", (long)place);
		}
		ck_assert(flip_byte(site, place));
	}
	ck_assert_uint_gt(found, 0);
	free(before);
	site_destroy(site);
}
END_TEST

#define PAGE 4096

static void
read_page(const struct site *site, const char *name, uint64_t page, uint8_t out[PAGE])
{
	char path[2 * FIXTURE_PATH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", site->fixture.directory, name);
	int fd = open(path, O_RDONLY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pread(fd, out, PAGE, (off_t)(page * PAGE)), PAGE);
	close(fd);
}

static void
write_page(const struct site *site, uint64_t page, const uint8_t in[PAGE])
{
	char path[2 * FIXTURE_PATH_SIZE];

	snprintf(path, sizeof(path), "%s/store/data.mdb", site->fixture.directory);
	int fd = open(path, O_RDWR);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pwrite(fd, in, PAGE, (off_t)(page * PAGE)), PAGE);
	close(fd);
}

/*
 * Whether check finds what was done to the store; else all must be as it was. Where one of
 * the two pages that LMDB begins with is lost it goes by the other, which is of the commit
 * before: a whole older state, which nothing but a noted head or a checkpoint tells.
 */
static bool
is_found(struct site *site, const char *before, uint64_t page)
{
	int code = site_run(site, "store", "check");

	ck_assert_msg(code == 0 || site->output[0] != '\0', "page %lu: nothing is said", (unsigned long)page);
	if (code != 0)
		return true;
	site_expect(site, "audit", "list --json", 0, "");
	size_t length = page < 2 ? strlen(site->output) : SIZE_MAX;
	ck_assert_msg(strncmp(site->output, before, length) == 0, "page %lu: not found", (unsigned long)page);
	return false;
}

/*
 * Pages change places, and pages of an older copy of the store are put back among the
 * newer ones; the first two, which say what belongs together, among them.
 */
START_TEST(a_swapped_or_older_page_is_found_or_nothing_changed)
{
	struct site *site = site_create();
	uint8_t one[PAGE], other[PAGE];
	char command[2 * FIXTURE_PATH_SIZE];
	unsigned found = 0;

	ck_assert_int_eq(setenv("ASAN_OPTIONS", "handle_sigbus=0:handle_segv=0:handle_abort=0", 1), 0);
	snprintf(command, sizeof(command), "cp %s/store/data.mdb %s/old.mdb", site->fixture.directory,
	         site->fixture.directory);
	ck_assert_int_eq(system(command), 0);
	uint64_t old_pages = file_size(site, "old.mdb") / PAGE;
	store_fixture_append(&site->fixture, 5);
	site_expect(site, "hold", "place --authority court Matter sender:a@example.com", 0, "");
	store_close(&site->fixture.store);
	uint64_t pages = file_size(site, "store/data.mdb") / PAGE;
	site_expect(site, "audit", "list --json", 0, "");
	char *before = strdup(site->output);
	for (uint64_t page = 0; page < pages; page++) {
		uint64_t with = (page * 7 + 3) % pages;
		read_page(site, "store/data.mdb", page, one);
		read_page(site, "store/data.mdb", with, other);
		write_page(site, page, other);
		write_page(site, with, one);
		found += is_found(site, before, page);
		write_page(site, page, one);
		write_page(site, with, other);
		if (page >= old_pages)
			continue;
		read_page(site, "old.mdb", page, other);
		write_page(site, page, other);
		found += is_found(site, before, page);
		write_page(site, page, one);
	}
	ck_assert_uint_gt(found, 5);
	free(before);
	site_destroy(site);
}
END_TEST

START_TEST(a_missing_original_is_found)
{
	static const struct record_recipient one[] = {
		{ .address = { (const uint8_t *)"d@example.net", 13 }, .outcome = OUTCOME_PORTAL },
	};
	struct site *site = site_create();
	struct record record = fixture_record("E");

	record.recipients = one;
	record.escrow_id = bytes_of_string("0123456789abcdef0123456789abcdef");
	ck_assert_int_eq(store_append(site->fixture.store, &record), 0);
	site_expect(site, "store", "check", 1, "the file is missing\n1 originals: 1 not as sealed");
	/* Without its row an original would be collected as an orphan. */
	remove_row(site, DATABASE_ESCROW);
	site_expect(site, "store", "check", 1, "escrow: what record 6 sealed is not in the index");
	site_destroy(site);
}
END_TEST

/* The copy is a whole store: put in the place of the old one it goes on. */
START_TEST(a_backup_is_a_store)
{
	char path[2 * FIXTURE_PATH_SIZE], moved[2 * FIXTURE_PATH_SIZE];
	struct site *site = site_create();
	struct stat status;

	site_expect(site, "store", "backup copy", 0, "");
	store_fixture_append(&site->fixture, 4);
	snprintf(path, sizeof(path), "%s/copy/data.mdb", site->fixture.directory);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	site_expect(site, "store", "backup copy", 2, "copy is there already");
	site_expect(site, "store", "backup nowhere/copy", 2, "No such file or directory");
	site_expect(site, "audit", "verify", 0, "in order: 12 records");
	store_close(&site->fixture.store);
	snprintf(moved, sizeof(moved), "%s/store/data.mdb", site->fixture.directory);
	ck_assert_int_eq(rename(path, moved), 0);
	site_expect(site, "audit", "verify", 0, "in order: 6 records");
	store_fixture_open(&site->fixture, STORE_WRITE);
	store_fixture_append(&site->fixture, 1);
	site_expect(site, "store", "check", 0, "search: 7 records, 0 not in the index");
	site_destroy(site);
}
END_TEST

/* Rehearsed, then done: what was recorded since is gone from the store, and stays beside it. */
START_TEST(a_restore_says_what_is_lost)
{
	struct site *site = site_create();

	site_expect(site, "store", "backup copy", 0, "");
	store_fixture_append(&site->fixture, 4);
	site_expect(site, "audit", "verify", 0, "head: 10:");
	char *head = strdup(strstr(site->output, "head: ") + strlen("head: "));
	head[strcspn(head, "\n")] = '\0';
	store_close(&site->fixture.store);
	site_expect(site, "store", "restore copy", 0,
	            "backup: in order: 6 records\n"
	            "store: has 10 records: 7 to 10 are not in the backup and will be MISSING\n"
	            "nothing was changed");
	site_expect(site, "audit", "verify", 0, "in order: 10 records");
	site_expect(site, "store", "restore --replace --reason 'disk died' copy", 0, "restored; the file that was there is");
	ck_assert_ptr_nonnull(strstr(site->output, "/store/replaced-"));
	site_expect(site, "audit", "verify", 0, "in order: 7 records");
	site_expect(site, "audit", "show 7", 0, "restored the store from a backup: disk died");

	/* A head that was noted since shows it, then and later. */
	char arguments[256];
	snprintf(arguments, sizeof(arguments), "verify --head %s", head);
	site_expect(site, "audit", arguments, 1, "an old copy of the store was put back");
	store_fixture_open(&site->fixture, STORE_WRITE);
	store_fixture_append(&site->fixture, 3);
	site_expect(site, "audit", arguments, 1, "written anew");
	store_close(&site->fixture.store);

	/* The backup is a beginning of what is there now, but not of the file that was replaced. */
	site_expect(site, "store", "restore copy", 0, "store: has 10 records: 7 to 10 are not in the backup");
	site_expect(site, "store", "restore store/replaced-*", 0, "it went on differently");
	free(head);
	site_destroy(site);
}
END_TEST

/* No hold goes unsaid with the records since a backup. */
START_TEST(a_restore_names_holds_that_it_changes)
{
	struct site *site = site_create();

	site_expect(site, "hold", "place --authority a stays sender:a@example.com", 0, "");
	site_expect(site, "hold", "place --authority a ended phi:yes", 0, "");
	site_expect(site, "store", "backup copy", 0, "");
	store_close(&site->fixture.store);
	site_expect(site, "store", "restore copy", 0, "none is lost");
	ck_assert_ptr_null(strstr(site->output, "hold "));
	site_expect(site, "hold", "release --reason x ended", 0, "");
	site_expect(site, "hold", "place --authority a later phi:yes", 0, "");
	site_expect(site, "hold", "place --authority a brief phi:yes", 0, "");
	site_expect(site, "hold", "release --reason x brief", 0, "");
	for (unsigned i = 0; i < 2; i++) {
		site_expect(site, "store", i == 0 ? "restore copy" : "restore --replace --reason x copy", 0,
		            "hold \"later\": stands now and not in the backup; PLACE IT AGAIN");
		ck_assert_ptr_nonnull(strstr(site->output, "hold \"ended\": was released since, and will stand again"));
		ck_assert_ptr_null(strstr(site->output, "\"stays\""));
		ck_assert_ptr_null(strstr(site->output, "\"brief\""));
	}
	site_expect(site, "store", "check", 0, "acts: in order");
	site_destroy(site);
}
END_TEST

START_TEST(a_restore_verifies_before_it_replaces)
{
	struct site *site = site_create();
	char path[2 * FIXTURE_PATH_SIZE];

	site_expect(site, "store", "backup copy", 0, "");
	site_expect(site, "store", "backup other", 0, "");
	site_expect(site, "store", "restore copy", 2, "the daemon is using the store in");
	store_close(&site->fixture.store);
	site_expect(site, "store", "restore nowhere", 2, "nowhere: not found");
	site_expect(site, "store", "restore phimilter.conf", 2, "is no store, or a damaged one");

	/* A store that is there no more, or is no store any more, can be restored. What is
	 * cut off cannot be read; a sanitizer must leave that signal to phictl. */
	ck_assert_int_eq(setenv("ASAN_OPTIONS", "handle_sigbus=0", 1), 0);
	snprintf(path, sizeof(path), "%s/store/data.mdb", site->fixture.directory);
	ck_assert_int_eq(truncate(path, 10000), 0);
	site_expect(site, "store", "restore copy", 0, "store: cannot be read");
	ck_assert_int_eq(unlink(path), 0);
	site_expect(site, "store", "restore --replace --reason gone copy", 0, "store: there is none");
	site_expect(site, "audit", "verify", 0, "in order: 7 records");

	/* A backup that is not in order is not put anywhere. */
	snprintf(path, sizeof(path), "%s/store/data.mdb", site->fixture.directory);
	remove_row(site, DATABASE_AUDIT);
	site_expect(site, "store", "restore --replace --reason x store", 1,
	            "backup: NOT IN ORDER: record 1: the record is missing\nnothing was changed");
	ck_assert_int_eq(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/copy/data.mdb", site->fixture.directory);
	ck_assert_int_eq(truncate(path, 16384), 0);
	ck_assert_int_ne(site_run(site, "store", "restore --replace --reason x copy"), 0);
	ck_assert_int_eq(access(path, F_OK), 0);
	snprintf(path, sizeof(path), "%s/store/staged", site->fixture.directory);
	site_expect(site, "store", "restore other", 0, "store: there is none");
	ck_assert_int_ne(access(path, F_OK), 0);
	site_destroy(site);
}
END_TEST

/* An original that only the replaced file knows is no orphan: its notice went out. */
START_TEST(a_restore_keeps_originals_it_does_not_know)
{
	struct site *site = site_create();
	struct store_fixture *f = &site->fixture;
	char id[MESSAGE_ESCROW_ID_SIZE], path[2 * FIXTURE_PATH_SIZE];
	struct timespec old[2] = { { .tv_sec = 1700000000 }, { .tv_sec = 1700000000 } };
	struct buffer back = buffer_make(64);

	site_expect(site, "store", "backup copy", 0, "");
	ck_assert_int_eq(store_escrow_put(f->store, bytes_of_string("sealed"), id), 0);
	store_close(&f->store);
	site_expect(site, "store", "restore --replace --reason x copy", 0, "restored");
	snprintf(path, sizeof(path), "%s/escrow/%.4s/%.2s/%s", f->directory, id, id + 4, id);
	ck_assert_int_eq(utimensat(AT_FDCWD, path, old, 0), 0);
	store_fixture_open(f, STORE_WRITE);
	ck_assert_int_eq(store_escrow_get(f->store, id, &back), 0);
	buffer_release(&back);
	site_destroy(site);
}
END_TEST

struct listing {
	size_t items, holds;
};

static int
count_item(const struct escrow_item *item, void *context)
{
	(void)item;
	((struct listing *)context)->items++;
	return 0;
}

static int
count_hold(const struct hold *hold, void *context)
{
	(void)hold;
	((struct listing *)context)->holds++;
	return 0;
}

/* Compacting removes no row, so it needs no hold's leave: with a hold standing
 * everything is there afterwards. */
START_TEST(compacting_keeps_everything)
{
	static const struct record_recipient one[] = {
		{ .address = { (const uint8_t *)"d@example.net", 13 }, .outcome = OUTCOME_PORTAL },
	};
	struct site *site = site_create();
	struct store_fixture *f = &site->fixture;
	struct record record = fixture_record("E");
	struct listing listing = { 0 };

	record.recipients = one;
	record.escrow_id = bytes_of_string("0123456789abcdef0123456789abcdef");
	ck_assert_int_eq(store_append(f->store, &record), 0);
	store_fixture_append(f, 300);
	site_expect(site, "hold", "place --authority court Matter sender:a@example.com", 0, "");
	site_expect(site, "store", "compact", 2, "the daemon is using the store in");
	store_close(&f->store);
	uint64_t before = file_size(site, "store/data.mdb");
	site_expect(site, "store", "compact", 0, "compacted: 308 records; ");
	ck_assert_uint_lt(file_size(site, "store/data.mdb"), before);
	site_expect(site, "audit", "verify", 0, "in order: 308 records");
	site_expect(site, "hold", "list", 0, "Matter");
	store_fixture_open(f, STORE_WRITE);
	ck_assert_int_eq(store_escrow_list(f->store, count_item, &listing), 0);
	ck_assert_int_eq(store_hold_list(f->store, count_hold, &listing), 0);
	ck_assert_uint_eq(listing.items, 1);
	ck_assert_uint_eq(listing.holds, 1);
	store_fixture_append(f, 1);
	site_expect(site, "store", "check", 1, "search: 309 records, 0 not in the index");
	site_destroy(site);
}
END_TEST

/* What was exported makes the same store elsewhere; what was changed makes none. */
START_TEST(an_export_makes_a_store_again)
{
	struct site *site = site_create();
	char path[2 * FIXTURE_PATH_SIZE], aside[2 * FIXTURE_PATH_SIZE];
	uint8_t byte;

	site_expect(site, "hold", "place --authority court Matter sender:a@example.com", 0, "");
	site_expect(site, "store", "export all", 0, "exported: ");
	site_expect(site, "audit", "list --json", 0, "");
	char *before = strdup(site->output);
	site_expect(site, "store", "export all", 2, "all is there already");
	site_expect(site, "store", "import all", 2, "the daemon is using the store");
	store_close(&site->fixture.store);
	site_expect(site, "store", "import all", 2, "there is a store already");
	snprintf(path, sizeof(path), "%s/store/data.mdb", site->fixture.directory);
	snprintf(aside, sizeof(aside), "%s/aside.mdb", site->fixture.directory);
	ck_assert_int_eq(rename(path, aside), 0);
	site_expect(site, "store", "import phimilter.conf", 2, "is no export of a store");

	snprintf(path, sizeof(path), "%s/all", site->fixture.directory);
	uint64_t size = file_size(site, "all");
	int fd = open(path, O_RDWR);
	for (uint64_t place = 1; place < size; place += size / 23) {
		ck_assert_int_eq(pread(fd, &byte, 1, (off_t)place), 1);
		byte ^= 1;
		ck_assert_int_eq(pwrite(fd, &byte, 1, (off_t)place), 1);
		site_expect(site, "store", "import all", 2, "phictl: store import: all: ");
		byte ^= 1;
		ck_assert_int_eq(pwrite(fd, &byte, 1, (off_t)place), 1);
	}
	close(fd);
	snprintf(path, sizeof(path), "%s/short", site->fixture.directory);
	ck_assert_int_eq(site_run(site, "store", "stats"), 2);
	char cut[4 * FIXTURE_PATH_SIZE];
	snprintf(cut, sizeof(cut), "head -c -1 %s/all >%s", site->fixture.directory, path);
	ck_assert_int_eq(system(cut), 0);
	site_expect(site, "store", "import short", 2, "short: was changed, or ends early");

	site_expect(site, "store", "import all", 0, "imported, and in order: 7 records");
	site_expect(site, "store", "check", 0, "search: 8 records, 0 not in the index");
	site_expect(site, "hold", "list", 0, "Matter");
	site_expect(site, "audit", "list --json", 0, "imported the store");
	ck_assert_int_eq(strncmp(site->output, before, strlen(before)), 0);
	store_fixture_open(&site->fixture, STORE_WRITE);
	store_fixture_append(&site->fixture, 1);
	free(before);
	site_destroy(site);
}
END_TEST

/* Somebody who reads keeps the file from being exchanged. */
START_TEST(a_reader_keeps_others_from_compacting)
{
	struct site *site = site_create();

	store_close(&site->fixture.store);
	store_fixture_open(&site->fixture, STORE_READ);
	site_expect(site, "store", "compact", 2, "another phictl is using the store in");
	store_close(&site->fixture.store);
	store_fixture_open(&site->fixture, STORE_ALONE);
	site_expect(site, "audit", "verify", 2, "is being exchanged by another phictl");
	site_destroy(site);
}
END_TEST

START_TEST(numbers_and_mistakes)
{
	static const struct {
		const char *arguments, *said;
	} cases[] = {
		{ "", "usage: phictl store" },
		{ "lost", "has no \"lost\"" },
		{ "check --json", "takes no --json" },
		{ "check x", "takes no argument" },
		{ "backup", "needs a new directory" },
		{ "backup a b", "one argument too many" },
		{ "backup --replace --reason x a", "takes neither --replace nor --reason" },
		{ "restore", "needs a backup" },
		{ "compact --key-file x", "takes no --key-file" },
		{ "restore --replace copy", "takes --replace and --reason TEXT together" },
		{ "restore --reason x copy", "takes --replace and --reason TEXT together" },
		{ "compact x", "takes no argument" },
	};
	struct site *site = site_create();

	site_expect(site, "store", "stats", 0, "records          5\nused ");
	ck_assert_ptr_nonnull(strstr(site->output, "\nfree pages "));
	ck_assert_ptr_nonnull(strstr(site->output, "\ndisk "));
	site_expect(site, "store", "stats --json", 0, "{\"records\":5,\"used_bytes\":");
	ck_assert_ptr_nonnull(strstr(site->output, "\"map_full_days\":"));
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		site_expect(site, "store", cases[i].arguments, 2, cases[i].said);
	site_destroy(site);
}
END_TEST

/* ---- help --------------------------------------------------------------------------- */

static const struct {
	const char *command, *arguments, *usage;
} helped[] = {
	{ "store", "--help", "usage: phictl store" },     { "store", "check -h", "usage: phictl store" },
	{ "store", "export --help", "usage: phictl store" }, { "key", "rotate --help", "usage: phictl key" },
	{ "hold", "place --help", "usage: phictl hold" }, { "dispose", "propose -h", "usage: phictl dispose" },
	{ "retention", "due --help", "usage: phictl retention" },
	{ "escrow", "open x --help", "usage: phictl escrow" },
};

START_TEST(commands_of_commands_tell_of_themselves)
{
	struct site *site = site_create();

	for (size_t i = 0; i < ARRAY_LENGTH(helped); i++)
		site_expect(site, helped[i].command, helped[i].arguments, 0, helped[i].usage);
	for (size_t i = 0; i < ARRAY_LENGTH(helped); i++)
		site_expect(site, helped[i].command, "", 2, helped[i].usage);
	/* What stands behind -- is no option. */
	site_expect(site, "hold", "show -- --help", 1, "there is no matter");
	site_destroy(site);
}
END_TEST

static const struct {
	const char *command, *arguments;
} readers[] = {
	{ "escrow", "list" }, { "escrow", "show " SOME_ID }, { "escrow", "check" },
	{ "escrow", "stats" }, { "escrow", "export " SOME_ID }, { "escrow", "expire" },
	{ "hold", "list" }, { "dispose", "list" }, { "retention", "due" }, { "search", "phi:yes" },
	{ "held", "list" }, { "status", "" }, { "report", "" }, { "audit", "list" },
	{ "notify", "--dry-run" }, { "reload", "--reason x" }, { "key", "list" }, { "store", "stats" },
};

/* Reading past the end of a file that was cut off is a signal, and must be one line to the user. */
START_TEST(a_file_that_was_cut_off_is_said_to_be_damaged)
{
	/* In the last case the first table of tables is there and half empty. */
	static const off_t sizes[] = { 12287, 10000, 8192 };
	struct site *site = site_create();
	char path[2 * FIXTURE_PATH_SIZE];

	store_close(&site->fixture.store);
	ck_assert_int_eq(setenv("ASAN_OPTIONS", "handle_sigbus=0", 1), 0);
	snprintf(path, sizeof(path), "%s/store/data.mdb", site->fixture.directory);
	for (size_t cut = 0; cut < ARRAY_LENGTH(sizes); cut++) {
		ck_assert_int_eq(truncate(path, sizes[cut]), 0);
		for (size_t i = 0; i < ARRAY_LENGTH(readers); i++)
			site_expect(site, readers[i].command, readers[i].arguments, 2, "damaged");
	}
	site_destroy(site);
}
END_TEST

static Suite *
phictl_store_suite(void)
{
	return UNIT_SUITE("phictl-store", a_check_looks_at_everything,
	                  a_changed_byte_is_found_or_nothing_changed,
	                  a_swapped_or_older_page_is_found_or_nothing_changed, a_missing_original_is_found,
	                  a_backup_is_a_store, a_restore_says_what_is_lost,
	                  a_restore_names_holds_that_it_changes,
	                  a_restore_verifies_before_it_replaces,
	                  a_restore_keeps_originals_it_does_not_know, compacting_keeps_everything,
	                  an_export_makes_a_store_again, a_reader_keeps_others_from_compacting,
	                  a_file_that_was_cut_off_is_said_to_be_damaged, numbers_and_mistakes,
	                  commands_of_commands_tell_of_themselves);
}

UNIT_TEST_MAIN(phictl_store_suite)
