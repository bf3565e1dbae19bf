/*
 * `phictl escrow` as an officer or a receiver uses it, on a store that a daemon
 * has open: what comes out, what is refused, and what stands in the record.
 */
#include "config.h" /* posix_openpt() */

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "core/input_file.h"
#include "tests/unit/escrow_world.h"
#include "tests/unit/unit_test.h"

START_TEST(items_are_listed_and_shown)
{
	struct world world;

	world_create(&world);
	ck_assert_int_eq(phictl(&world, "list >out"), 0);
	check_contains(&world, "out", "TIME ");
	check_contains(&world, "out", "2026-11-21T23:28:58Z  ");
	check_contains(&world, "out", world.id);
	check_contains(&world, "out", "  2026-12-03  jones@example.com  ann@partner.example");
	struct buffer out = content_of(&world, "out");
	ck_assert_ptr_null(memchr(out.data, '\x1b', out.length));
	buffer_release(&out);
	ck_assert_int_eq(phictl(&world, "list --json >out"), 0);
	check_contains(&world, "out", "\"sender\":\"jones@example.com\"");
	check_contains(&world, "out", "\"size\":44,\"retain_until\":\"2026-12-03T13:15:38Z\",\"decision\":1,\"link\":\"open\",\"link_until\":null,\"link_key\":true}");
	ck_assert_int_eq(phictl(&world, "show %s >out", world.id), 0);
	check_contains(&world, "out", "message id    1@laptop\n");
	ck_assert_int_eq(phictl(&world, "show --json %s >out", world.id), 0);
	check_contains(&world, "out", "\"message_id\":\"1@laptop\"");
	check_access(&world, 0, NULL); /* looking is no access to an original */
	world_destroy(&world);
}
END_TEST

START_TEST(originals_open_and_are_recorded)
{
	struct world world;

	world_create(&world);
	ck_assert_int_eq(phictl(&world, "open --key rsa.key --cert rsa.pem %s >out", world.id), 0);
	check_content(&world, "out", escrow_world_original);
	check_access(&world, 1, "opened with an officer's key");
	ck_assert_int_eq(phictl(&world, "open --key ec.key --cert ec.pem --reason 'case 7' -o new %s >out",
	                        world.id), 0);
	check_content(&world, "out", "");
	check_content(&world, "new", escrow_world_original);
	check_access(&world, 2, "opened with an officer's key: case 7");
	ck_assert_int_eq(phictl(&world, "open --token-file link %s >out", world.id), 0);
	check_content(&world, "out", escrow_world_original);
	check_access(&world, 3, "opened with the token");
	ck_assert_int_eq(phictl(&world, "open --token-file - %s <link >out", world.id), 0);
	check_content(&world, "out", escrow_world_original);
	struct stat status;
	ck_assert_int_eq(stat(test_path(&world.directory, "new").text, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	world_destroy(&world);
}
END_TEST

START_TEST(failed_attempts_are_recorded_and_show_nothing)
{
	struct world world;

	world_create(&world);
	ck_assert_int_eq(phictl(&world, "open --key stranger.key --cert stranger.pem --reason x %s >out",
	                        world.id), 2);
	check_content(&world, "out", "");
	check_content(&world, "err", "phictl: stranger.pem: is not among those this original was sealed to\n");
	check_access(&world, 1, "failed to open: x");
	ck_assert_int_eq(phictl(&world, "open --key stranger.key --cert stranger.pem -o new %s", world.id), 2);
	ck_assert_int_ne(access(test_path(&world.directory, "new").text, F_OK), 0);
	check_access(&world, 2, "failed to open");
	world_destroy(&world);
}
END_TEST

/* The item is exchanged for another that the same officers can open. */
START_TEST(an_exchanged_original_is_not_shown)
{
	struct world world;
	char first[MESSAGE_ESCROW_ID_SIZE];
	char command[4 * PATH_MAX];

	world_create(&world);
	strcpy(first, world.id);
	ck_assert_int_eq(phictl(&world, "export -o first.cms %s", first), 0);
	snprintf(command, sizeof(command), "cd '%s' && printf 'another' >text && "
	         "openssl cms -encrypt -binary -aes-256-gcm -outform DER -in text -out other.cms "
	         "-recip rsa.pem -keyopt rsa_padding_mode:oaep 2>openssl.err && "
	         "cat other.cms >\"$(find escrow -name '%s*')\"", world.directory.path, first);
	ck_assert_int_eq(system(command), 0);
	ck_assert_int_eq(phictl(&world, "open --key rsa.key --cert rsa.pem %s >out", first), 2);
	check_content(&world, "out", "");
	check_contains(&world, "err", "cannot be opened: ");
	check_access(&world, 2, "failed to open");
	world_destroy(&world);
}
END_TEST

START_TEST(exports_open_with_openssl_alone)
{
	struct world world;
	char command[4 * PATH_MAX];

	world_create(&world);
	ck_assert_int_eq(phictl(&world, "export -o sealed --reason 'for the officer' %s", world.id), 0);
	check_access(&world, 1, "exported the sealed form: for the officer");
	ck_assert_int_eq(phictl(&world, "token-key <link >keys"), 0);
	snprintf(command, sizeof(command), "cd '%s' && openssl cms -decrypt -binary -inform DER -in sealed "
	         "$(sed 's/^/-/' keys) -out opened 2>openssl.err", world.directory.path);
	ck_assert_int_eq(system(command), 0);
	check_content(&world, "opened", escrow_world_original);
	ck_assert_int_eq(phictl(&world, "token-key link >again"), 0);
	struct buffer keys = content_of(&world, "keys");
	check_content(&world, "again", (const char *)keys.data);
	buffer_release(&keys);
	check_access(&world, 1, "exported the sealed form: for the officer");
	world_destroy(&world);
}
END_TEST

/* Exchanges the byte `from_end` bytes before the end of the file of item `id`. */
static void
flip_byte(const struct world *world, const char *id, long from_end)
{
	char path[PATH_MAX * 2];

	snprintf(path, sizeof(path), "%s/%.4s/%.2s/%s", test_path(&world->directory, "escrow").text, id,
	         id + 4, id);
	FILE *file = fopen(path, "r+e");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fseek(file, -from_end, SEEK_END), 0);
	int byte = fgetc(file);
	ck_assert_int_eq(fseek(file, -from_end, SEEK_END), 0);
	ck_assert_int_ne(fputc(byte ^ 1, file), EOF);
	ck_assert_int_eq(fclose(file), 0);
}

/* The block of the other recipients stands before what is common to all. */
#define INTO_ANOTHERS_BLOCK 600

START_TEST(a_byte_changed_anywhere_in_the_sealed_form_shows)
{
	struct world world;

	world_create(&world);
	ck_assert_int_eq(phictl(&world, "check >out"), 0);
	check_content(&world, "out", "1 originals: 0 not as sealed\n");
	flip_byte(&world, world.id, INTO_ANOTHERS_BLOCK);
	ck_assert_int_eq(phictl(&world, "check >out"), 1);
	check_contains(&world, "out", world.id);
	check_contains(&world, "out", "the file was changed since it was written\n"
	                              "1 originals: 1 not as sealed\n");
	ck_assert_int_eq(phictl(&world, "check --json >out"), 1);
	check_contains(&world, "out", "{\"originals\":1,\"bad\":1,\"without_digest\":0,\"being_destroyed\":0}");
	ck_assert_int_eq(phictl(&world, "open --key ec.key --cert ec.pem %s >out", world.id), 2);
	check_content(&world, "out", "");
	check_contains(&world, "err", "the sealed file was changed since it was written");
	check_access(&world, 1, "failed to open");
	flip_byte(&world, world.id, INTO_ANOTHERS_BLOCK);
	ck_assert_int_eq(phictl(&world, "open --key ec.key --cert ec.pem %s >out", world.id), 0);
	check_content(&world, "out", escrow_world_original);
	world_destroy(&world);
}
END_TEST

START_TEST(items_of_before_digests_were_kept_still_open)
{
	struct world world;

	world_create(&world);
	world.no_digests = true;
	world_seal(&world);
	ck_assert_int_eq(phictl(&world, "check >out"), 0);
	check_content(&world, "out", "2 originals: 0 not as sealed; 1 of before digests were kept, only "
	                             "seen to be there\n");
	ck_assert_int_eq(phictl(&world, "open --key rsa.key --cert rsa.pem %s >out", world.id), 0);
	check_content(&world, "out", escrow_world_original);
	world_destroy(&world);
}
END_TEST

START_TEST(misuse_is_refused)
{
#define ID "00112233445566778899aabbccddeeff"
	static const struct {
		const char *arguments;
		const char *said;
	} cases[] = {
		{ "", "usage: phictl escrow" },
		{ "lost", "unknown command \"lost\"" },
		{ "list x", "takes no \"x\"" },
		{ "list --nothing", "phictl escrow list: unrecognized option" },
		{ "show", "needs one id" },
		{ "show ../../etc/passwd", "needs one id" },
		{ "show " ID, "there is no item " ID },
		{ "open " ID, "needs --key and --cert, or --token-file" },
		{ "open --key rsa.key " ID, "needs --key and --cert, or --token-file" },
		{ "open --key rsa.key --cert rsa.pem --token-file link " ID, "needs --key and --cert, or" },
		{ "open --key rsa.key --cert rsa.pem", "needs one id" },
		{ "open --key rsa.key --cert rsa.pem " ID, "there is no item " ID },
		{ "open --token-file nowhere " ID, "nowhere: No such file or directory" },
		{ "open --token-file rsa.pem " ID, "rsa.pem: holds no token" },
		{ "export --key rsa.key " ID, "needs no key" },
		{ "export", "needs one id" },
		{ "token-key a b", "takes one file at most" },
		{ "token-key </dev/null", "standard input: holds no token" },
	};
	struct world world;

	world_create(&world);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		int code = phictl(&world, "%s >out", cases[i].arguments);
		ck_assert_msg(code == 2, "%s: %d", cases[i].arguments, code);
		check_content(&world, "out", "");
		check_contains(&world, "err", cases[i].said);
	}
	ck_assert_int_eq(phictl(&world, "open --help >out"), 0);
	check_contains(&world, "out", "usage: phictl escrow list");
	check_access(&world, 0, NULL);
	world_destroy(&world);
}
END_TEST

START_TEST(files_and_terminals_are_respected)
{
	struct world world;
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);

	world_create(&world);
	test_file_write(test_path(&world.directory, "there").text, "mine", 4);
	ck_assert_int_eq(phictl(&world, "open --token-file link -o there %s", world.id), 2);
	check_contains(&world, "err", "there: File exists");
	check_content(&world, "there", "mine");
	ck_assert_int_ge(terminal, 0);
	ck_assert_int_eq(grantpt(terminal), 0);
	ck_assert_int_eq(unlockpt(terminal), 0);
	ck_assert_int_eq(phictl(&world, "open --token-file link %s >%s", world.id, ptsname(terminal)), 2);
	check_contains(&world, "err", "standard output is a terminal");
	check_access(&world, 0, NULL);
	ck_assert_int_eq(phictl(&world, "open --force --token-file link %s >%s", world.id,
	                        ptsname(terminal)), 0);
	check_access(&world, 1, "opened with the token");
	close(terminal);
	world_destroy(&world);
}
END_TEST

static Suite *
phictl_escrow_suite(void)
{
	return UNIT_SUITE("phictl_escrow", items_are_listed_and_shown, originals_open_and_are_recorded,
	                  failed_attempts_are_recorded_and_show_nothing,
	                  an_exchanged_original_is_not_shown, exports_open_with_openssl_alone,
	                  a_byte_changed_anywhere_in_the_sealed_form_shows,
	                  items_of_before_digests_were_kept_still_open,
	                  misuse_is_refused, files_and_terminals_are_respected);
}

UNIT_TEST_MAIN(phictl_escrow_suite)
