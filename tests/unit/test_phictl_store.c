/* `phictl store check`, `stats` and `backup`. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/database.h"
#include "tests/unit/phictl_site.h"
#include "tests/unit/unit_test.h"

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
	};
	struct site *site = site_create();

	site_expect(site, "store", "stats", 0, "records          5\nused ");
	site_expect(site, "store", "stats --json", 0, "{\"records\":5,\"used_bytes\":");
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		site_expect(site, "store", cases[i].arguments, 2, cases[i].said);
	site_destroy(site);
}
END_TEST

static Suite *
phictl_store_suite(void)
{
	return UNIT_SUITE("phictl-store", a_check_looks_at_everything, a_missing_original_is_found,
	                  a_backup_is_a_store, numbers_and_mistakes);
}

UNIT_TEST_MAIN(phictl_store_suite)
