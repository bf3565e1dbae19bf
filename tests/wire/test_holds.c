/* Keywords of legal holds, from the officer's command to the record of a message. */
#include "tests/unit/unit_test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/database.h"
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

/* ---- under load -------------------------------------------------------------------- */

#define SENDERS 4

struct sender {
	pthread_t thread;
	atomic_bool *stop;
	unsigned sent, wrong;
};

static void *
send_steadily(void *context)
{
	struct sender *sender = context;

	for (; !atomic_load(sender->stop); sender->sent++) {
		struct client_message message = wire_clean(&wire_outside);
		struct milter_client client;
		struct client_answer answer;
		message.body = bytes_of_string("term sheet, project falcon, merger\r\n");
		if (client_connect(&client, fixture.socket) != 0 ||
		    client_negotiate(&client, CLIENT_ACTIONS, CLIENT_STEPS) != 0 ||
		    client_present(&client, &message, STEP_CONNECT, STEP_HELO) != 0 ||
		    client_message_send(&client, &message, &answer) != 0) {
			sender->wrong++;
			break;
		}
		sender->wrong += answer.reply != REPLY_CONTINUE;
		client_answer_release(&answer);
		client_close(&client);
	}
	return NULL;
}

START_TEST(holds_that_come_and_go_disturb_no_message)
{
	struct sender senders[SENDERS] = { 0 };
	atomic_bool stop = false;
	char arguments[128];

	for (size_t i = 0; i < SENDERS; i++) {
		senders[i].stop = &stop;
		ck_assert_int_eq(pthread_create(&senders[i].thread, NULL, send_steadily, &senders[i]), 0);
	}
	unsigned known = fixture_count_log(&fixture, "hold-keywords");
	for (unsigned i = 0; i < 4; i++) {
		snprintf(arguments, sizeof(arguments), i % 2 == 0 ?
		         "place --authority x --keyword 'project falcon' load%u" : "release --reason x load%u", i / 2);
		hold(arguments);
		fixture_expect_log(&fixture, "hold-keywords", known + i + 1);
	}
	atomic_store(&stop, true);
	for (size_t i = 0; i < SENDERS; i++) {
		pthread_join(senders[i].thread, NULL);
		ck_assert_uint_gt(senders[i].sent, 0);
		ck_assert_uint_eq(senders[i].wrong, 0);
	}
}
END_TEST

/* ---- a hold that cannot be read ------------------------------------------------------ */

/* Exchanges the row of the only hold there is, as somebody with the disk can. */
static void
row_flip(void)
{
	struct database_transaction t;
	struct database_cursor cursor;
	struct database *database;
	char path[FIXTURE_PATH_SIZE + 16];
	uint8_t key[64], value[4096];

	snprintf(path, sizeof(path), "%s/store", fixture.folder);
	ck_assert_int_eq(database_open(path, 0, DATABASE_WRITE, &database), 0);
	database_begin(database, DATABASE_WRITE, &t);
	ck_assert(database_seek(&t, DATABASE_HOLD, bytes_make(NULL, 0), &cursor));
	struct bytes key_bytes = bytes_make(key, cursor.key.length);
	struct bytes value_bytes = bytes_make(value, cursor.value.length);
	ck_assert_uint_le(value_bytes.length, sizeof(value));
	memcpy(key, cursor.key.data, key_bytes.length);
	memcpy(value, cursor.value.data, value_bytes.length);
	database_cursor_close(&cursor);
	value[value_bytes.length / 2] ^= 1;
	database_put(&t, DATABASE_HOLD, key_bytes, value_bytes);
	ck_assert_int_eq(database_commit(&t), 0);
	database_close(&database);
}

static bool
is_deferred(void)
{
	struct client_message message = wire_clean(&wire_outside);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	bool deferred = wire_deferred(&answer);
	client_answer_release(&answer);
	return deferred;
}

static void
expect_deferred_soon(bool deferred)
{
	time_t end = time(NULL) + KNOWN_SECONDS;

	while (is_deferred() != deferred) {
		ck_assert(time(NULL) <= end);
		usleep(100 * 1000);
	}
}

/* Nobody could make good for words that were not looked for, so mail waits. */
START_TEST(a_hold_that_cannot_be_read_stops_mail)
{
	hold("place --authority x --keyword merger broken");
	expect_soon("merger", 1);
	row_flip();
	expect_deferred_soon(true);
	for (unsigned i = 0; i < 5; i++)
		ck_assert(is_deferred());
	ck_assert_uint_ge(fixture_count_log(&fixture, "step=holds"), 6);
	row_flip();
	expect_deferred_soon(false);
	ck_assert_uint_eq(send_and_count("merger", "x\r\n"), 1);
	hold("release --reason x broken");
}
END_TEST

/* One daemon a test: one of them starts it anew. */
Suite *
suite_holds(void)
{
	return UNIT_SUITE_WITH("holds", setup, teardown, keywords_are_found_in_what_comes,
	                       holds_that_come_and_go_disturb_no_message,
	                       a_hold_that_cannot_be_read_stops_mail);
}
