/* `phictl audit` as an operator runs it: the real program on a store made here. */
#include <check.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "store/database.h"
#include "tests/unit/phictl_site.h"
#include "tests/unit/unit_test.h"

static int
run(struct site *site, const char *arguments)
{
	return site_run(site, "audit", arguments);
}

static void
assert_run(struct site *site, const char *arguments, int code, const char *text)
{
	site_expect(site, "audit", arguments, code, text);
}

static unsigned
count_lines(const char *text)
{
	unsigned lines = 0;
	for (; *text != '\0'; text++)
		lines += *text == '\n';
	return lines;
}

START_TEST(list_filters)
{
	static const struct {
		const char *arguments;
		unsigned records;
	} cases[] = {
		{ "", 5 },
		{ "--limit 2", 2 },
		{ "--limit 99", 5 },
		{ "--queue-id Q2", 1 },
		{ "--queue-id Q", 0 },
		{ "--message-id 1@example.com", 3 },
		{ "--message-id '<portal@example.com>'", 1 },
		{ "--recipient D@EXAMPLE.NET", 1 },
		{ "--recipient @example.org", 4 },
		{ "--recipient @ample.org", 0 },
		{ "--sender a@example.com", 3 },
		{ "--outcome portal", 1 },
		{ "--outcome pass", 1 },
		{ "--outcome tls", 3 },
		{ "--kind access", 1 },
		{ "--kind decision --phi", 4 },
		{ "--since 2027-01-15", 2 },
		{ "--since 2027-01-15T08:00:01Z", 1 },
		{ "--until 2027-01-15T08:00:00Z", 3 },
		{ "--since 2023-11-14 --until 2023-11-15", 3 },
		{ "--since 1000w --until 2024-01-01", 3 },
		{ "--since 2027-01-15 --queue-id Q1", 0 },
	};
	struct site *site = site_create();
	char arguments[SITE_COMMAND_SIZE];

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		snprintf(arguments, sizeof(arguments), "list %s", cases[i].arguments);
		assert_run(site, arguments, 0, "RECORD");
		ck_assert_msg(count_lines(site->output) == cases[i].records + 1, "%s:\n%s", arguments,
		              site->output);
		snprintf(arguments, sizeof(arguments), "list --json %s", cases[i].arguments);
		assert_run(site, arguments, 0, "");
		ck_assert_uint_eq(count_lines(site->output), cases[i].records);
	}
	site_destroy(site);
}
END_TEST

START_TEST(answers_and_refusals)
{
	static const struct {
		const char *arguments;
		int code;
		const char *text;
	} cases[] = {
		{ "--help", 0, "usage: phictl audit" },
		{ "list --help", 0, "usage: phictl audit" },
		{ "", 2, "usage: phictl audit" },
		{ "lsit", 2, "audit has no \"lsit\"" },
		{ "list --since yesterday", 2, "or an age" },
		{ "list --since 5y", 2, "or an age" },
		{ "list --until 2026-13-01", 2, "or an age" },
		{ "list --outcome sent", 2, "pass, tls, portal" },
		{ "list --kind mail", 2, "decision, edit-failure" },
		{ "list --limit 0", 2, "a number from 1" },
		{ "list --limit -1", 2, "a number from 1" },
		{ "list --colour", 2, "phictl audit list: unrecognized option" },
		{ "list Q1", 2, "takes options only" },
		{ "list --head 1:aa", 2, "takes no --head" },
		{ "show", 2, "needs a record's number" },
		{ "show 1 2", 2, "one argument too many" },
		{ "show 1 --phi", 2, "takes no filter" },
		{ "show 99", 1, "no record of \"99\"" },
		{ "show 1", 0, "ssn (category 7): 2, 1 different, up to 90% sure" },
		{ "show Q2", 0, "record           2\n" },
		{ "show P4", 0, "\\x1b[2Jevil\\x0a@example.com" },
		{ "show P4", 0, "unscannable      encrypted: 1" },
		{ "show 5", 0, "a request of \\xff the patient" },
		{ "verify", 0, "in order: 5 records\nhead: 5:" },
		{ "verify --head 5", 2, "64 hexadecimal digits" },
		{ "verify --head 5:aa", 2, "64 hexadecimal digits" },
		{ "verify --json", 0, "{\"in_order\":true,\"records\":5,\"head\":\"5:" },
	};
	struct site *site = site_create();

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		assert_run(site, cases[i].arguments, cases[i].code, cases[i].text);
	site_destroy(site);
}
END_TEST

START_TEST(export_is_json)
{
	struct site *site = site_create();
	unsigned records = 0;

	assert_run(site, "export --json --reason x", 0, "");
	for (char *line = strtok(site->output, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		json_error_t error;
		json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, &error);
		ck_assert_msg(object != NULL, "%s: %s", error.text, line);
		ck_assert_int_eq(json_integer_value(json_object_get(object, "sequence")), ++records);
		const char *kind = json_string_value(json_object_get(object, "kind"));
		ck_assert_str_eq(kind, records < 5 ? "decision" : "access");
		if (records == 6)
			ck_assert_str_eq(json_string_value(json_object_get(object, "reason")), "exported records: x");
		ck_assert_int_eq(json_object_get(object, "sha256") != NULL, records < 5);
		json_decref(object);
	}
	/* The last is the export itself. */
	ck_assert_uint_eq(records, 6);
	site_destroy(site);
}
END_TEST

/* The head that one verify printed is what the next is given. */
START_TEST(verify_against_noted_head)
{
	char arguments[SITE_COMMAND_SIZE], head[256], copy[SITE_COMMAND_SIZE];
	struct site *site = site_create();
	const char *directory = site->fixture.directory;

	store_close(&site->fixture.store);
	snprintf(copy, sizeof(copy), "cp -r %s/store %s/old", directory, directory);
	ck_assert_int_eq(system(copy), 0);
	store_fixture_open(&site->fixture, STORE_WRITE);
	store_fixture_append(&site->fixture, 2);
	store_close(&site->fixture.store);
	assert_run(site, "verify", 0, "head: 7:");
	ck_assert_int_eq(sscanf(strstr(site->output, "head: "), "head: %255s", head), 1);
	snprintf(arguments, sizeof(arguments), "verify --head %s", head);
	assert_run(site, arguments, 0, "in order");
	/* The store as it was before, all in order by itself. */
	snprintf(copy, sizeof(copy), "rm -r %s/store && mv %s/old %s/store", directory, directory,
	         directory);
	ck_assert_int_eq(system(copy), 0);
	assert_run(site, "verify", 0, "in order: 5 records");
	assert_run(site, arguments, 1, "NOT IN ORDER: record 6: the record ends before the head");
	/* Two other records since, which make the numbers fit again. */
	store_fixture_open(&site->fixture, STORE_WRITE);
	store_fixture_append(&site->fixture, 2);
	store_close(&site->fixture.store);
	assert_run(site, arguments, 1, "NOT IN ORDER: record 7: the record is not the one");
	site_destroy(site);
}
END_TEST

/* A row's bytes. LMDB never writes a page in place, so the file also holds old copies of them. */
static struct bytes
copy_row(struct site *site, uint64_t sequence, uint8_t *memory, size_t size)
{
	uint64_t key = __builtin_bswap64(sequence);
	struct database_transaction t;
	struct database *database;
	char path[FIXTURE_PATH_SIZE];
	struct bytes row;

	snprintf(path, sizeof(path), "%s/store", site->fixture.directory);
	ck_assert_int_eq(database_open(path, 0, DATABASE_READ, &database), 0);
	database_begin(database, DATABASE_READ, &t);
	ck_assert(database_get(&t, DATABASE_AUDIT, bytes_make(&key, sizeof(key)), &row));
	ck_assert_uint_le(row.length, size);
	memcpy(memory, row.data, row.length);
	row.data = memory;
	database_abort(&t);
	database_close(&database);
	return row;
}

/* Flips a bit in the middle of each copy of `row`. */
static void
flip_row(int fd, const struct buffer *content, struct bytes row)
{
	const uint8_t *at = content->data, *end = content->data + content->length;

	while ((at = memmem(at, (size_t)(end - at), row.data, row.length)) != NULL) {
		uint8_t byte = at[row.length / 2] ^ 1;
		off_t offset = at - content->data + (off_t)row.length / 2;
		ck_assert_int_eq(pwrite(fd, &byte, 1, offset), 1);
		at += row.length;
	}
}

static int
open_data(struct site *site, struct buffer *content)
{
	char path[FIXTURE_PATH_SIZE];
	struct stat status;

	snprintf(path, sizeof(path), "%s/store/data.mdb", site->fixture.directory);
	int fd = open(path, O_RDWR);
	ck_assert(fd >= 0 && fstat(fd, &status) == 0);
	ck_assert_int_eq(buffer_reserve(content, (size_t)status.st_size), 0);
	ck_assert_int_eq(pread(fd, content->data, (size_t)status.st_size, 0), status.st_size);
	content->length = (size_t)status.st_size;
	return fd;
}

START_TEST(one_flipped_byte)
{
	uint8_t memory[4096];
	struct buffer content = buffer_make(64 << 20);
	struct site *site = site_create();

	store_close(&site->fixture.store);
	int fd = open_data(site, &content);
	flip_row(fd, &content, copy_row(site, 3, memory, sizeof(memory)));
	close(fd);
	assert_run(site, "verify", 1, "NOT IN ORDER: record 3: the record's bytes were changed");
	assert_run(site, "verify --json", 1, "\"in_order\":false,\"records\":3,\"bad_record\":3");
	assert_run(site, "list", 2, "phictl audit verify");
	buffer_release(&content);
	site_destroy(site);
}
END_TEST

#define META_PAGES 2
#define PAGE_BYTES 4096

/* Whatever becomes of the file's pages, there is an answer, and it is not "in order". */
START_TEST(pages_destroyed)
{
	static const uint8_t fillings[] = { 0x00, 0xff, 0x41 };
	struct buffer content = buffer_make(64 << 20);
	static uint8_t page[PAGE_BYTES];
	struct site *site = site_create();

	store_close(&site->fixture.store);
	int fd = open_data(site, &content);
	for (size_t i = 0; i < ARRAY_LENGTH(fillings); i++) {
		memset(page, fillings[i], sizeof(page));
		for (size_t at = META_PAGES * PAGE_BYTES; at < content.length; at += PAGE_BYTES)
			ck_assert_int_eq(pwrite(fd, page, sizeof(page), (off_t)at), sizeof(page));
		int code = run(site, "verify");
		ck_assert_msg(code == 1 || code == 2, "exit %d: %s", code, site->output);
		ck_assert_int_gt(strlen(site->output), 0);
	}
	close(fd);
	buffer_release(&content);
	site_destroy(site);
}
END_TEST

START_TEST(what_the_operator_may_get_wrong)
{
	char path[FIXTURE_PATH_SIZE];
	struct site *site = site_create();
	const char *directory = site->fixture.directory;

	store_close(&site->fixture.store);
	snprintf(path, sizeof(path), "%s/key", directory);
	site_write_file(path, "00000000000000000000000000000000000000000000000000000000000000ff");
	assert_run(site, "list", 2, "store.key_file: is not the key");
	ck_assert_int_eq(chmod(path, 0644), 0);
	assert_run(site, "list", 2, "chmod 600");
	ck_assert_int_eq(unlink(path), 0);
	assert_run(site, "list", 2, "store.key_file");
	snprintf(path, sizeof(path), "%s/phimilter.conf", directory);
	ck_assert_int_eq(unlink(path), 0);
	assert_run(site, "list", 2, "phimilter.conf");
	site_destroy(site);
}
END_TEST

/* Neither --help nor a mistake may leave out what can be asked for. */
START_TEST(all_kinds_and_outcomes_are_named)
{
	struct site *site = site_create();

	store_close(&site->fixture.store);
	for (unsigned kind = 1; kind < RECORD_KIND_LIMIT; kind++) {
		assert_run(site, "list --kind x", 2, record_kind_name(kind));
		assert_run(site, "--help", 0, record_kind_name(kind));
		site_expect(site, "search", "kind:x", 2, record_kind_name(kind));
	}
	for (unsigned outcome = OUTCOME_PASS; outcome < OUTCOME_LIMIT; outcome++) {
		assert_run(site, "list --outcome x", 2, outcome_name(outcome));
		assert_run(site, "--help", 0, outcome_name(outcome));
		site_expect(site, "search", "outcome:x", 2, outcome_name(outcome));
	}
	site_destroy(site);
}
END_TEST

/* One that lists more than its reader takes waits; whoever ends it leaves nobody behind. */
START_TEST(nothing_goes_on_when_it_is_ended)
{
	struct site *site = site_create();
	int ends[2];

	store_fixture_append(&site->fixture, 300);
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	ck_assert_int_gt(fcntl(ends[1], F_SETPIPE_SZ, 4096), 0);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		execl("./phictl", "phictl", "-c", site->configuration, "audit", "list", NULL);
		_exit(127);
	}
	close(ends[1]);
	struct pollfd reader = { .fd = ends[0], .events = POLLIN };
	ck_assert_int_eq(poll(&reader, 1, UNIT_TIMEOUT * 1000), 1);
	ck_assert_int_eq(kill(pid, SIGTERM), 0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	reader.events = 0; /* a hang-up is told in any case */
	ck_assert_int_eq(poll(&reader, 1, 10 * 1000), 1);
	ck_assert_int_eq(reader.revents, POLLHUP);
	close(ends[0]);
	site_destroy(site);
}
END_TEST

static Suite *
phictl_audit_suite(void)
{
	return UNIT_SUITE("phictl-audit", list_filters, answers_and_refusals, export_is_json,
	                  verify_against_noted_head, one_flipped_byte, pages_destroyed,
	                  what_the_operator_may_get_wrong, all_kinds_and_outcomes_are_named,
	                  nothing_goes_on_when_it_is_ended);
}

UNIT_TEST_MAIN(phictl_audit_suite)
