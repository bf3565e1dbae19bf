/* Keywords of legal holds, from the officer's command to the record of a message. */
#include "tests/unit/unit_test.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/wire/test_wire.h"
#include "tests/wire/wire_messages.h"

/* What phictl-hold(1) promises, and a second for the clock. */
#define KNOWN_SECONDS 6

static struct daemon_fixture fixture;

static void
setup(void)
{
	fixture_create(&fixture, NULL);
	fixture_start(&fixture);
}

static void
teardown(void)
{
	fixture_stop(&fixture);
	fixture_destroy(&fixture);
}

static int
shell(const char *format, const char *text)
{
	char command[4 * FIXTURE_PATH_SIZE];

	snprintf(command, sizeof(command), format, text);
	int status = system(command);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
hold(const char *arguments)
{
	char command[4 * FIXTURE_PATH_SIZE];

	snprintf(command, sizeof(command), "%s/phictl -c %s hold %s > %s/output 2>&1", BUILD_DIR,
	         fixture.configuration, arguments, fixture.folder);
	ck_assert_msg(shell("%s", command) == 0, "hold %s", arguments);
}

/* How many keywords the last message had. */
static int
keep_count(const struct record *record, void *context)
{
	if (record->kind == RECORD_DECISION)
		*(size_t *)context = record->keyword_count;
	return 0;
}

static size_t
send_and_count(const char *subject, const char *body)
{
	struct client_message message = wire_clean(&wire_outside);
	struct client_header headers[8];
	struct client_answer answer;
	size_t count = SIZE_MAX;

	memcpy(headers, message.headers, message.header_count * sizeof(*headers));
	for (size_t i = 0; i < message.header_count; i++)
		if (strcmp(headers[i].name, "Subject") == 0)
			headers[i].value = subject;
	message.headers = headers;
	message.body = bytes_of_string(body);
	wire_send(&fixture, &message, &answer);
	ck_assert(wire_accepted(&answer));
	client_answer_release(&answer);
	fixture_records(&fixture, keep_count, &count);
	return count;
}

/* Sends until the daemon knows; it must in time. */
static void
expect_soon(const char *subject, size_t count)
{
	time_t end = time(NULL) + KNOWN_SECONDS;

	while (send_and_count(subject, "nothing\r\n") != count) {
		ck_assert_msg(time(NULL) <= end, "not %zu keywords in time", count);
		usleep(100 * 1000);
	}
}

START_TEST(keywords_are_found_in_what_comes)
{
	ck_assert_uint_eq(send_and_count("Project Falcon", "falcon\r\n"), 0);
	hold("place --authority 'Court 12' --keyword 'project falcon' --keyword 'term sheet' one");
	expect_soon("Project FALCON", 1);
	ck_assert_uint_eq(send_and_count("Hello", "project\r\n> falcon, and the TERM-SHEET\r\n"), 2);
	ck_assert_uint_eq(send_and_count("Hello", "a falcon of no project\r\n"), 0);
	ck_assert_uint_eq(send_and_count("=?utf-8?Q?Term_sheet?=", "nothing\r\n"), 1);

	/* A second matter with one that stands already, and one of its own. */
	hold("place --authority 'Court 13' --keyword 'TERM SHEET' --keyword merger two phi:yes");
	expect_soon("merger", 1);
	ck_assert_uint_eq(send_and_count("merger, term sheet", "project falcon\r\n"), 3);
	hold("release --reason settled one");
	expect_soon("project falcon", 0);
	ck_assert_uint_eq(send_and_count("merger, term sheet", "project falcon\r\n"), 2);

	/* The keywords are known at once to a daemon that starts, and stand nowhere in clear. */
	fixture_stop(&fixture);
	fixture_start(&fixture);
	ck_assert_uint_eq(send_and_count("the merger", "project falcon\r\n"), 1);
	ck_assert_int_ne(shell("grep -aqiE 'falcon|term.sheet|merger' %s", fixture.log), 0);
	ck_assert_int_ne(shell("grep -raqiE 'falcon|term.sheet|merger' %s/store", fixture.folder), 0);
	hold("show --json one");
	ck_assert_int_eq(shell("test $(grep -c '\"hold_keywords\"' %s/output) -ge 5", fixture.folder), 0);
	hold("release --reason settled two");
	expect_soon("merger", 0);
}
END_TEST

Suite *
suite_holds(void)
{
	Suite *suite = suite_create("holds");
	TCase *tcase = tcase_create("holds");

	tcase_set_timeout(tcase, 120);
	tcase_add_unchecked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, keywords_are_found_in_what_comes);
	suite_add_tcase(suite, tcase);
	return suite;
}
