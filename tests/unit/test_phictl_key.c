/* `phictl key`: the store's key listed, changed and retired, and files that are none. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/phictl_site.h"
#include "tests/unit/unit_test.h"

static struct site *
create_closed(void)
{
	struct site *site = site_create();

	store_close(&site->fixture.store);
	return site;
}

START_TEST(a_key_is_changed_and_retired)
{
	struct site *site = create_closed();

	site_expect(site, "key", "list", 0, "1     ");
	site_expect(site, "key", "list --json", 0, "{\"keys\":[{\"key\":1,\"first_record\":1,\"last_record\":null");
	site_expect(site, "key", "rotate --reason yearly", 0, "key 2 seals what comes from record 7 on");
	ck_assert_ptr_nonnull(strstr(site->output, "the key of before is kept in "));
	site_expect(site, "key", "list", 0, "kept for its records");
	site_expect(site, "audit", "list", 0, "changed the store's key: yearly");
	site_expect(site, "audit", "verify", 0, "in order");
	site_expect(site, "store", "check", 0, "\nkey: 2, since ");
	site_expect(site, "key", "retire --reason lost 1", 0, "key 1 is erased");
	site_expect(site, "key", "list", 0, "retired");
	site_expect(site, "audit", "list", 0, "retired a key of the store: lost");
	site_expect(site, "audit", "verify", 0, "in order");
	site_expect(site, "store", "compact", 0, "");
	site_expect(site, "store", "check", 0, "audit: in order\n");
	site_expect(site, "store", "backup b", 0, "");
	site_expect(site, "store", "restore b", 0, "backup: in order");
	site_expect(site, "store", "export e", 0, "");
	site_expect(site, "audit", "show 4", 0, "P4");
	site_destroy(site);
}
END_TEST

static uint64_t
free_bytes(struct site *site)
{
	site_expect(site, "store", "stats --json", 0, "\"free_bytes\":");
	return strtoull(strstr(site->output, "\"free_bytes\":") + strlen("\"free_bytes\":"), NULL, 10);
}

/* What sealed the records is in no page of the file then. */
START_TEST(a_key_is_retired_and_the_store_compacted)
{
	struct site *site = create_closed();
	char path[FIXTURE_PATH_SIZE];
	struct diagnostics why;

	site_expect(site, "key", "rotate --reason yearly", 0, "key 2 seals");
	ck_assert_uint_gt(free_bytes(site), 0);
	diagnostics_init(&why);
	snprintf(path, sizeof(path), "%s/key", site->fixture.directory);
	ck_assert_int_eq(secret_key_read_file(site->fixture.configuration, "store.key_file", path, &why,
	                                      &site->fixture.key), 0);
	store_fixture_open(&site->fixture, STORE_WRITE);
	site_expect(site, "key", "retire --reason lost --compact 1", 2, "the daemon is using the store");
	site_expect(site, "key", "list", 0, "kept for its records");
	store_close(&site->fixture.store);
	site_expect(site, "key", "retire --reason lost --compact 1", 0, "key 1 is erased\ncompacted: ");
	ck_assert_uint_eq(free_bytes(site), 0);
	site_expect(site, "audit", "list", 0, "retired a key of the store: lost");
	site_expect(site, "audit", "list", 0, "compacted the store");
	site_expect(site, "store", "check", 0, "acts: in order\n");
	site_expect(site, "audit", "show 4", 0, "P4");
	site_destroy(site);
}
END_TEST

/* What is restored opens with the key file of now, and with no other. */
START_TEST(a_backup_of_before_is_restored)
{
	struct site *site = create_closed();

	site_expect(site, "hold", "place --authority 'Court 12' one phi:yes", 0, "");
	site_expect(site, "store", "backup b", 0, "");
	site_expect(site, "key", "rotate --reason yearly", 0, "key 2 seals");
	site_expect(site, "store", "restore b", 2, "was made with another key than store.key_file; give the file of then");
	site_expect(site, "store", "restore --key-file nowhere b", 2, "\"nowhere\" cannot be read: No such file");
	site_expect(site, "key", "create other", 0, "");
	site_expect(site, "store", "restore --key-file other b", 2, "b/data.mdb: was made with another key than that in other");
	site_expect(site, "store", "restore --key-file key.1 b", 0, "store: has 8 records: 8 to 8 are not in the backup");
	ck_assert_ptr_nonnull(strstr(site->output, "nothing was changed"));
	site_expect(site, "store", "restore --key-file key.1 --replace --reason lost b", 0, "restored; ");
	site_expect(site, "store", "check", 0, "acts: in order\n");
	ck_assert_ptr_nonnull(strstr(site->output, "\nkey: 2, since "));
	site_expect(site, "audit", "list", 0, "restored the store from a backup: lost");
	site_expect(site, "audit", "list", 0, "changed the store's key: lost");
	site_expect(site, "hold", "list", 0, "one");
	site_expect(site, "audit", "show 4", 0, "P4");
	site_expect(site, "key", "retire --reason old 1", 0, "key 1 is erased");
	site_expect(site, "audit", "verify", 0, "acts: in order\n");
	site_shell(site, "mv key key.2 && cp -p key.1 key");
	site_expect(site, "audit", "list", 2, "is not the key that the store in ");
	site_destroy(site);
}
END_TEST

/* Two changes back, with the store gone; and a key that is older than the backup's. */
START_TEST(a_backup_of_long_ago_is_restored)
{
	struct site *site = create_closed();

	site_expect(site, "key", "rotate --reason one", 0, "key 2 seals");
	site_expect(site, "store", "backup b", 0, "");
	site_expect(site, "key", "rotate --reason two", 0, "key 3 seals");
	site_expect(site, "key", "rotate --reason three", 0, "key 4 seals");
	site_shell(site, "rm store/data.mdb");
	site_expect(site, "store", "restore --key-file key.2 --replace --reason x b", 0, "store: there is none");
	site_expect(site, "key", "list", 0, "3     ");
	site_expect(site, "store", "check", 0, "audit: in order\n");
	site_shell(site, "mv key key.4 && cp -p key.1 key && rm store/data.mdb");
	site_expect(site, "store", "restore --key-file key.2 --replace --reason x b", 2,
	            "store.key_file is a key that the store had before that of key.2");
	site_expect(site, "store", "restore b", 2, "was made with another key");
	site_destroy(site);
}
END_TEST

/* The same for the store as a stream. */
START_TEST(an_export_of_before_is_imported)
{
	struct site *site = create_closed();

	site_expect(site, "hold", "place --authority 'Court 12' one phi:yes", 0, "");
	site_expect(site, "store", "export e", 0, "");
	site_expect(site, "key", "rotate --reason yearly", 0, "key 2 seals");
	site_shell(site, "mv store/data.mdb kept.mdb");
	site_expect(site, "store", "import e", 2, "e: was made with another key than store.key_file; give the file of then");
	site_expect(site, "store", "import --key-file nowhere e", 2, "\"nowhere\" cannot be read: No such file");
	site_expect(site, "store", "import --key-file key e", 2, "e: was made with another key than that in key");
	site_shell(site, "test ! -e store/data.mdb");
	site_expect(site, "store", "import --key-file key.1 e", 0, "imported, and in order: 7 records");
	site_expect(site, "store", "check", 0, "acts: in order\n");
	ck_assert_ptr_nonnull(strstr(site->output, "\nkey: 2, since "));
	site_expect(site, "audit", "list", 0, "imported the store");
	site_expect(site, "audit", "list", 0, "changed the store's key: imported what was exported before");
	site_expect(site, "hold", "list", 0, "one");
	site_expect(site, "audit", "show 4", 0, "P4");
	site_shell(site, "mv key key.2 && cp -p key.1 key");
	site_expect(site, "audit", "list", 2, "is not the key that the store in ");
	/* With a key that is in no need of changing, the file given is that of now. */
	site_shell(site, "rm store/data.mdb");
	site_expect(site, "store", "import --key-file key.1 e", 0, "imported, and in order: 7 records");
	site_expect(site, "key", "list", 0, "1     ");
	ck_assert_ptr_null(strstr(site->output, "2     "));
	site_destroy(site);
}
END_TEST

/* Arguments, and what is said about them; nothing is changed by any. */
static const struct {
	const char *arguments;
	const char *line;
} refused[] = {
	{ "rotate", "key rotate needs --reason TEXT" },
	{ "rotate --now", "phictl key rotate: unrecognized option '--now'" },
	{ "rotate --reason", "phictl key rotate: option '--reason' requires an argument" },
	{ "rotate --reason a b", "key rotate takes no argument" },
	{ "rotate --reason a --json", "key rotate takes no --json" },
	{ "rotate --reason a --wait x", "takes --wait in seconds" },
	{ "rotate --reason a --wait 3601", "takes --wait in seconds" },
	{ "list --reason a", "key list takes no --reason" },
	{ "list 1", "key list takes no argument" },
	{ "retire --reason a", "needs the number of a key and --reason TEXT" },
	{ "retire 1", "needs the number of a key and --reason TEXT" },
	{ "retire --reason a one", "takes the number of a key" },
	{ "retire --reason a 1 2", "got one argument too many" },
	{ "retire --reason a 1", "key 1 is in use" },
	{ "retire --reason a 7", "the store has had no key 7" },
	{ "retire --reason a --wait 1 1", "takes no --wait" },
	{ "list --compact", "takes no --compact" },
	{ "rotate --reason a --compact", "takes no --compact" },
	{ "change", "usage: phictl key create FILE" },
	{ "", "usage: phictl key create FILE" },
};

START_TEST(arguments_that_are_wrong)
{
	struct site *site = create_closed();

	site_expect(site, "key", refused[_i].arguments, 2, refused[_i].line);
	site_expect(site, "key", "list", 0, "in use");
	ck_assert_ptr_null(strstr(site->output, "2     "));
	site_destroy(site);
}
END_TEST

/* What is done to the file "key", and the one line that is then said. */
static const struct {
	const char *command;
	const char *line;
} broken[] = {
	{ "rm key", "/key\" cannot be read: No such file or directory" },
	{ "chmod 644 key", "/key\" may be read by others" },
	{ "echo secret >key", "/key\" is not a key: 64 hexadecimal digits are expected" },
	{ "rm key; mkdir -m 700 key", "/key\" is not a regular file" },
	{ "rm key; mkfifo -m 600 key", "/key\" is not a regular file" },
	{ "tr 0 1 <key >k; mv k key; chmod 600 key", "is not the key that the store in " },
	{ "touch key.1", "/key.1, where the key of before is to be kept, is there already" },
	{ "mkdir key.next", "/key.next: " },
};

START_TEST(files_that_are_no_key)
{
	struct site *site = create_closed();

	site_shell(site, broken[_i].command);
	site_expect(site, "key", "rotate --reason yearly", 2, broken[_i].line);
	const char *end = strchr(site->output, '\n');
	ck_assert_msg(end != NULL && end[1] == '\0', "more than a line: %s", site->output);
	site_destroy(site);
}
END_TEST

static Suite *
phictl_key_suite(void)
{
	Suite *suite = UNIT_SUITE("phictl-key", a_key_is_changed_and_retired,
	                          a_key_is_retired_and_the_store_compacted,
	                          a_backup_of_before_is_restored, a_backup_of_long_ago_is_restored,
	                          an_export_of_before_is_imported);
	TCase *tcase = tcase_create("refused");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, arguments_that_are_wrong, 0, ARRAY_LENGTH(refused));
	tcase_add_loop_test(tcase, files_that_are_no_key, 0, ARRAY_LENGTH(broken));
	suite_add_tcase(suite, tcase);
	return suite;
}

UNIT_TEST_MAIN(phictl_key_suite)
