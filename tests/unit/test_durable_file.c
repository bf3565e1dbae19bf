#include "core/durable_file.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/input_file.h"
#include "tests/unit/test_core.h"

struct folder {
	char path[64];
	char file[96];
};

static struct folder
folder_make(void)
{
	struct folder folder = { .path = "/tmp/phimilter-durable-XXXXXX" };

	ck_assert_ptr_nonnull(mkdtemp(folder.path));
	snprintf(folder.file, sizeof(folder.file), "%s/file", folder.path);
	return folder;
}

/* Nothing but the file may be left behind. */
static void
folder_remove(const struct folder *folder)
{
	unlink(folder->file);
	ck_assert_int_eq(rmdir(folder->path), 0);
}

static void
content_check(const char *path, const char *wanted)
{
	struct buffer content = buffer_make(100);

	ck_assert_int_eq(input_file_read(path, &content), 0);
	ck_assert(bytes_equal(buffer_bytes(&content), bytes_of_string(wanted)));
	buffer_release(&content);
}

START_TEST(a_file_is_made_and_replaced_for_its_owner_alone)
{
	const struct bytes parts[] = { bytes_of_string("one, "), bytes_of_string(""), bytes_of_string("two") };
	struct folder folder = folder_make();
	struct stat status;

	ck_assert_int_eq(durable_file_replace(folder.file, (uid_t)-1, parts, ARRAY_LENGTH(parts)), 0);
	content_check(folder.file, "one, two");
	ck_assert_int_eq(chmod(folder.file, 0644), 0);
	ck_assert_int_eq(durable_file_replace(folder.file, geteuid(), parts, 1), 0);
	content_check(folder.file, "one, ");
	ck_assert_int_eq(stat(folder.file, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	folder_remove(&folder);
}
END_TEST

START_TEST(what_is_no_file_is_left_alone)
{
	const struct bytes part = bytes_of_string("x");
	struct folder folder = folder_make();

	ck_assert_int_eq(mkfifo(folder.file, 0600), 0);
	ck_assert_int_eq(durable_file_replace(folder.file, (uid_t)-1, &part, 1), ERROR_IO);
	ck_assert_int_eq(errno, EINVAL);
	ck_assert_int_eq(durable_file_replace(folder.path, (uid_t)-1, &part, 1), ERROR_IO);
	ck_assert_int_eq(durable_file_replace("/nonexistent/file", (uid_t)-1, &part, 1), ERROR_IO);
	ck_assert_int_eq(errno, ENOENT);
	folder_remove(&folder);
}
END_TEST

Suite *
durable_file_suite(void)
{
	return UNIT_SUITE("durable file", a_file_is_made_and_replaced_for_its_owner_alone,
	                  what_is_no_file_is_left_alone);
}
