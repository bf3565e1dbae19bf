#include "core/secret_key.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "tests/unit/diagnostics_check.h"
#include "tests/unit/test_core.h"

#define KEY_PATH "test-secret.key"
#define DIGITS "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"

static void
key_file(const char *text, mode_t mode)
{
	unlink(KEY_PATH);
	int fd = open(KEY_PATH, O_WRONLY | O_CREAT | O_EXCL, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	ck_assert_int_eq(fchmod(fd, mode), 0);
	ck_assert_int_eq(close(fd), 0);
}

/* Reads the key of a configuration whose second line names `path`. */
static int
read_key(const char *path, struct diagnostics *why, struct secret_key *out)
{
	struct configuration *configuration;
	char text[256];

	snprintf(text, sizeof(text), "store: {\nkey_file = \"%s\"; };\n", path);
	ck_assert_int_eq(configuration_parse(text, "test.conf", why, &configuration), 0);
	int err = secret_key_read(configuration, why, out);
	configuration_release(&configuration);
	return err;
}

START_TEST(a_created_key_is_read_back)
{
	struct secret_key first, second;
	struct diagnostics why;
	struct stat status;

	diagnostics_init(&why);
	unlink(KEY_PATH);
	umask(0);
	ck_assert_int_eq(secret_key_create(KEY_PATH), 0);
	ck_assert_int_eq(stat(KEY_PATH, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	ck_assert_int_eq(read_key(KEY_PATH, &why, &first), 0);
	ck_assert_int_eq(secret_key_create(KEY_PATH), ERROR_EXISTS);
	ck_assert_int_eq(read_key(KEY_PATH, &why, &second), 0);
	ck_assert_mem_eq(first.bytes, second.bytes, sizeof(first.bytes));
	secret_key_wipe(&first);
	ck_assert_uint_eq(first.bytes[0] | first.bytes[31], 0);
	ck_assert_int_eq(secret_key_create("/nonexistent/key"), ERROR_IO);
	diagnostics_check(&why, "");
	unlink(KEY_PATH);
}
END_TEST

START_TEST(good_and_bad_key_files)
{
	static const char malformed[] = "test.conf:2: store.key_file: \"" KEY_PATH
		"\" is not a key: 64 hexadecimal digits are expected\n";
	static const char open_to_others[] = "test.conf:2: store.key_file: \"" KEY_PATH
		"\" may be read by others; make it owner-only with chmod 600\n";
	static const struct {
		const char *text;
		mode_t mode;
		const char *complaint;
	} cases[] = {
		{ DIGITS, 0600, "" },
		{ DIGITS "\n", 0400, "" },
		{ DIGITS "\n", 0640, open_to_others },
		{ DIGITS "\n", 0604, open_to_others },
		{ DIGITS "\n\n", 0600, malformed },
		{ DIGITS "0", 0600, malformed },
		{ DIGITS " ", 0600, malformed },
		{ "x" DIGITS, 0600, malformed },
		{ "", 0600, malformed },
		{ "0011\n", 0600, malformed },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct secret_key key;
		struct diagnostics why;
		diagnostics_init(&why);
		key_file(cases[i].text, cases[i].mode);
		int err = read_key(KEY_PATH, &why, &key);
		ck_assert_int_eq(err, cases[i].complaint[0] ? ERROR_KEY : 0);
		diagnostics_check(&why, cases[i].complaint);
		if (err == 0)
			ck_assert_uint_eq(key.bytes[31], 0xff);
		diagnostics_release(&why);
	}
	unlink(KEY_PATH);
}
END_TEST

START_TEST(missing_keys_are_told)
{
	struct secret_key key;
	struct diagnostics why;
	diagnostics_init(&why);
	ck_assert_int_eq(read_key("/nonexistent/k", &why, &key), ERROR_KEY);
	ck_assert_int_eq(read_key("/", &why, &key), ERROR_KEY);
	ck_assert_int_eq(mkfifo(KEY_PATH, 0600), 0);
	ck_assert_int_eq(read_key(KEY_PATH, &why, &key), ERROR_KEY);
	diagnostics_check(&why,
		"test.conf:2: store.key_file: \"/nonexistent/k\" cannot be read: No such file or directory; "
		"make a key with: phictl key create /nonexistent/k\n"
		"test.conf:2: store.key_file: \"/\" is not a regular file\n"
		"test.conf:2: store.key_file: \"" KEY_PATH "\" is not a regular file\n");
	unlink(KEY_PATH);
	diagnostics_release(&why);
}
END_TEST

/* To make another is no advice where there is one. */
START_TEST(a_key_of_somebody_else_is_told)
{
	struct secret_key key;
	struct diagnostics why;
	char expected[256];
	uid_t was = geteuid();

	diagnostics_init(&why);
	key_file(DIGITS "\n", was == 0 ? 0600 : 0);
	if (was == 0)
		ck_assert_int_eq(seteuid(65534), 0);
	ck_assert_int_eq(read_key(KEY_PATH, &why, &key), ERROR_KEY);
	snprintf(expected, sizeof(expected), "test.conf:2: store.key_file: \"" KEY_PATH "\" cannot be read: "
	         "Permission denied; its owner and root can, and this is uid %u\n", (unsigned)geteuid());
	ck_assert_int_eq(seteuid(was), 0);
	diagnostics_check(&why, expected);
	unlink(KEY_PATH);
	diagnostics_release(&why);
}
END_TEST

Suite *
secret_key_suite(void)
{
	return UNIT_SUITE("secret_key", a_created_key_is_read_back, good_and_bad_key_files,
	                  missing_keys_are_told, a_key_of_somebody_else_is_told);
}
