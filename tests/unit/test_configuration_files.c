#include "core/configuration_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/test_core.h"

#define TEXT_LIMIT ((size_t)64 * 1024)

/* SHA-256 of "abc" (FIPS 180-2, B.1), and of nothing. */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static char folder[] = "/tmp/phimilter-test-XXXXXX";

static void
file_write(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void
setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	file_write("phimilter.conf", "include = \"rules.conf\";\n");
	file_write("rules.conf", "");
	file_write("list", "abc");
}

static void
teardown(void)
{
	static const char *const names[] = { "phimilter.conf", "rules.conf", "list", "link" };

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		unlink(names[i]);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(rmdir(folder), 0);
}

static struct configuration *
load(const char *path)
{
	struct configuration *configuration;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_load(path, &why, &configuration), 0);
	diagnostics_release(&why);
	return configuration;
}

static void
read_file(const struct configuration *configuration, const char *path)
{
	struct buffer text = buffer_make(100);

	ck_assert_int_eq(buffer_append_string(&text, "kept "), 0);
	ck_assert_int_eq(configuration_file_read(configuration, path, &text), 0);
	ck_assert(bytes_equal(buffer_bytes(&text), bytes_of_string("kept abc")));
	buffer_release(&text);
}

/* The caller frees it. */
static char *
written(const struct configuration *configuration)
{
	struct buffer text = buffer_make(TEXT_LIMIT);

	ck_assert_int_eq(configuration_files_write(configuration->files, &text), 0);
	char *copy = strndup((const char *)text.data, text.length);
	buffer_release(&text);
	return copy;
}

static void
expect_part(const char *text, const char *format, const char *name)
{
	char part[512];

	snprintf(part, sizeof(part), format, folder, name);
	ck_assert_msg(strstr(text, part) != NULL, "no \"%s\" in: %s", part, text);
}

START_TEST(each_file_is_named_with_its_digest)
{
	struct configuration *configuration = load("phimilter.conf");

	read_file(configuration, "list");
	char *text = written(configuration);
	ck_assert_int_eq(strncmp(text, "3 files, sha256 ", 16), 0);
	expect_part(text, ": %s/%s " NOTHING "; ", "rules.conf");
	expect_part(text, "; %s/%s " ABC, "list");
	free(text);
	configuration_release(&configuration);
}
END_TEST

START_TEST(a_file_counts_once_by_whatever_name)
{
	struct configuration *configuration = load("phimilter.conf");

	ck_assert_int_eq(symlink("list", "link"), 0);
	read_file(configuration, "list");
	read_file(configuration, "link");
	read_file(configuration, "./list");
	char *text = written(configuration);
	ck_assert_int_eq(strncmp(text, "3 files, ", 9), 0);
	free(text);
	configuration_release(&configuration);
}
END_TEST

START_TEST(the_text_tells_configurations_apart)
{
	struct configuration *first = load("phimilter.conf"), *second = load("./phimilter.conf");
	char *one = written(first), *other = written(second);

	ck_assert_str_eq(one, other);
	free(other);
	configuration_release(&second);
	file_write("rules.conf", "# a comment\n");
	second = load("phimilter.conf");
	other = written(second);
	ck_assert_str_ne(one, other);
	free(other);
	free(one);
	configuration_release(&first);
	configuration_release(&second);
}
END_TEST

START_TEST(very_many_files_still_fit)
{
	struct configuration *configuration;
	struct diagnostics why;
	uint8_t digest[CRYPTO_DIGEST_SIZE] = { 0 };
	char name[300];

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse("", "x", &why, &configuration), 0);
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "%0200u", i);
		ck_assert_int_eq(configuration_files_add(configuration->files, name, digest), 0);
	}
	char *text = written(configuration);
	ck_assert_int_eq(strncmp(text, "1001 files, sha256 ", 19), 0);
	ck_assert_uint_lt(strlen(text), (size_t)33 * 1024);
	const char *end = strrchr(text, ';');
	unsigned more = 0, named = 0;
	ck_assert_int_eq(sscanf(end, "; and %u more", &more), 1);
	for (const char *at = text; (at = strchr(at, ';')) != NULL; at++)
		named++;
	ck_assert_uint_eq(named + more, 1001);
	free(text);
	/* One that is not named counts nevertheless. */
	char *before = written(configuration);
	ck_assert_int_eq(configuration_files_add(configuration->files, "last", digest), 0);
	char *after = written(configuration);
	ck_assert_str_ne(before, after);
	free(before);
	free(after);
	configuration_release(&configuration);
}
END_TEST

Suite *
configuration_files_suite(void)
{
	return UNIT_SUITE_WITH("configuration files", setup, teardown, each_file_is_named_with_its_digest,
	                       a_file_counts_once_by_whatever_name, the_text_tells_configurations_apart,
	                       very_many_files_still_fit);
}
