/* Start, refusal to start, stop, and a store that is full. */
#include "tests/unit/unit_test.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/wire/test_wire.h"
#include "tests/wire/wire_messages.h"

static struct daemon_fixture fixture;

static void
setup(void)
{
	fixture_create(&fixture, NULL);
}

static void
teardown(void)
{
	fixture_destroy(&fixture);
}

/* ---- what is refused at the start ------------------------------------------ */

static const struct {
	const char *extra;    /* configuration text */
	const char *expected; /* words of the one line that names the mistake */
} mistakes[] = {
	{ "limits: { mesage_bytes = 1; };", "limits.mesage_bytes: unknown setting; did you mean \"message_bytes\"?" },
	{ "limits: { mime_depth = \"deep\"; };", "limits.mime_depth: must be a whole number" },
	{ "limits: { mime_depth = 0; };", "limits.mime_depth: is 0; it must be from 1" },
	{ "limits: 3;", "limits: must be a group" },
	{ "scanner: { lexicons = ( \"/nonexistent/words\" ); };", "/nonexistent/words" },
	{ "retention: { phi_class = \"forever\"; };", "retention.phi_class: \"forever\" is not among" },
	{ "daemon: { socket = \"inet:milter@localhost\"; user = \"\"; };", "daemon.socket: \"inet:milter@localhost\" is no socket" },
	{ "daemon: { socket = \"inet:65536\"; user = \"\"; };", "with a port from 1 to 65535" },
	{ "daemon: { pid_file = \"pid\"; user = \"\"; };", "daemon.pid_file: \"pid\" must be a whole path" },
	{ "ldap: { ca_file = \"ca.pem\"; };", "ldap.ca_file: \"ca.pem\" must be a whole path" },
	{ "ldap: { uri = \"http://directory\"; };", "ldap.uri: \"http://directory\" is no directory; write \"ldaps://host\"" },
	{ "daemon: { metrics_file = \"metrics.prom\"; user = \"\"; };", "daemon.metrics_file: \"metrics.prom\" must be a whole path" },
	{ "store: { directory = \"store\"; key_file = \"/nonexistent/key\"; };", "store.key_file: \"/nonexistent/key\"" },
	{ "store: { directory = \"/tmp\"; key_file = \"/nonexistent/key\"; };", "/nonexistent/key" },
	{ "rules = ( { name = \"a\"; when = { findings = ( { type = \"snn\"; } ); }; action = \"hold\"; } );", "ssn" },
	{ "rules = ( { name = \"a\"; when = { phi = true; }; action = \"hodl\"; } );", "hold" },
	{ "rules = (", "syntax error" },
};

START_TEST(a_mistake_in_the_configuration_is_named)
{
	char arguments[512];

	fixture_configure(&fixture, mistakes[_i].extra);
	snprintf(arguments, sizeof(arguments), "-t -c %s", fixture.configuration);
	ck_assert_int_eq(fixture_run(&fixture, arguments), EX_CONFIG);
	ck_assert_msg(fixture_count_log(&fixture, mistakes[_i].expected) > 0,
	              "no line says \"%s\"", mistakes[_i].expected);
	snprintf(arguments, sizeof(arguments), "-f -c %s", fixture.configuration);
	ck_assert_int_eq(fixture_run(&fixture, arguments), EX_CONFIG);
}
END_TEST

/* The mistakes that are no matter of the file alone are said together. */
START_TEST(all_that_is_wrong_is_said_at_once)
{
	char arguments[512], extra[1024];

	snprintf(extra, sizeof(extra), "store: { directory = \"store\"; key_file = \"%s/store.key\"; };\n"
	         "daemon: { socket = \"unix:/nonexistent/sock\"; user = \"\"; };", fixture.folder);
	fixture_configure(&fixture, extra);
	snprintf(arguments, sizeof(arguments), "-t -c %s", fixture.configuration);
	ck_assert_int_eq(fixture_run(&fixture, arguments), EX_CONFIG);
	ck_assert_uint_eq(fixture_count_log(&fixture, "store.directory: \"store\" must be a whole path"), 1);
	ck_assert_uint_eq(fixture_count_log(&fixture, "directory /nonexistent does not exist"), 1);

	fixture_configure(&fixture, "store: { directory = \"/nonexistent/store\"; key_file = \"/nonexistent/key\"; };\n"
	                            "scanner: { lexicons = ( \"/nonexistent/words\" ); };");
	ck_assert_int_eq(fixture_run(&fixture, arguments), EX_CONFIG);
	ck_assert_uint_eq(fixture_count_log(&fixture, "store.key_file: \"/nonexistent/key\" cannot be read"), 1);
	ck_assert_uint_eq(fixture_count_log(&fixture, "/nonexistent/words"), 1);
}
END_TEST

START_TEST(a_directory_that_cannot_be_made_is_named)
{
	char arguments[512], extra[1024];

	snprintf(extra, sizeof(extra), "store: { directory = \"/nonexistent/a/store\"; key_file = \"%s/store.key\"; };\n",
	         fixture.folder);
	fixture_configure(&fixture, extra);
	snprintf(arguments, sizeof(arguments), "-f -c %s", fixture.configuration);
	ck_assert_int_eq(fixture_run(&fixture, arguments), EX_CONFIG);
	ck_assert_uint_eq(fixture_count_log(&fixture, "store.directory: directory /nonexistent/a/store cannot be created: "
	                                              "/nonexistent/a does not exist; make it with: "
	                                              "install -d -m 0711 /nonexistent/a"), 1);
}
END_TEST

START_TEST(a_good_configuration_is_said_to_be_good)
{
	char arguments[512];

	snprintf(arguments, sizeof(arguments), "-t -c %s", fixture.configuration);
	ck_assert_int_eq(fixture_run(&fixture, arguments), EX_OK);
	ck_assert_uint_eq(fixture_count_log(&fixture, "the configuration is good"), 1);
}
END_TEST

START_TEST(a_key_that_others_may_read_is_refused)
{
	char path[FIXTURE_PATH_SIZE + 16], arguments[512];

	snprintf(path, sizeof(path), "%s/store.key", fixture.folder);
	ck_assert_int_eq(chmod(path, 0644), 0);
	snprintf(arguments, sizeof(arguments), "-t -c %s", fixture.configuration);
	ck_assert_int_eq(fixture_run(&fixture, arguments), EX_CONFIG);
	ck_assert_uint_eq(fixture_count_log(&fixture, "chmod 600"), 1);
}
END_TEST

START_TEST(a_second_daemon_leaves_the_first_alone)
{
	char arguments[512];
	const struct client_message message = wire_clean(&wire_outside);

	fixture_start(&fixture);
	struct daemon_fixture second = fixture;
	snprintf(second.log, sizeof(second.log), "%.200s/log2", fixture.folder);
	snprintf(arguments, sizeof(arguments), "-f -c %s", fixture.configuration);
	ck_assert_int_eq(fixture_run(&second, arguments), EX_CONFIG);
	ck_assert_uint_eq(fixture_count_log(&second, "another daemon answers"), 1);
	wire_expect(&fixture, &message, REPLY_CONTINUE);
	fixture_stop(&fixture);
}
END_TEST

START_TEST(detached_it_answers_before_its_parent_returns)
{
	char command[FIXTURE_PATH_SIZE + 64];
	const struct client_message message = wire_clean(&wire_outside);

	snprintf(command, sizeof(command), "-c %s", fixture.configuration);
	ck_assert_int_eq(fixture_run(&fixture, command), EX_OK);
	wire_expect(&fixture, &message, REPLY_CONTINUE);
	snprintf(command, sizeof(command), "pkill -TERM -f '[p]himilter -c %s'", fixture.configuration);
	ck_assert_int_eq(system(command), 0);
}
END_TEST

/* ---- stop -------------------------------------------------------------------- */

START_TEST(a_message_under_way_is_finished)
{
	const struct client_message message = wire_phi(&wire_outside);
	struct milter_client client;
	struct client_answer answer;

	fixture_start(&fixture);
	wire_open(&fixture, &client);
	ck_assert_int_eq(client_present(&client, &message, STEP_MAIL, STEP_BODY), 0);
	fixture_expect_log(&fixture, "serving", 1);
	usleep(200000); /* let the daemon read what was sent */
	fixture_signal(&fixture, SIGTERM);
	usleep(200000);
	ck_assert_int_eq(client_present(&client, &message, STEP_END_OF_MESSAGE, STEP_END_OF_MESSAGE), 0);
	ck_assert_int_eq(client_answer_read(&client, &answer), 0);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_uint_gt(answer.body.length, 0);
	client_answer_release(&answer);
	client_close(&client);
	ck_assert_int_eq(fixture_wait(&fixture), 0);
	ck_assert_uint_eq(fixture_count_records(&fixture), 1);
}
END_TEST

START_TEST(the_pid_file_is_for_all_to_read_and_goes_with_the_daemon)
{
	char path[FIXTURE_PATH_SIZE + 16], extra[2 * FIXTURE_PATH_SIZE + 128], other[512];
	struct stat status;

	snprintf(path, sizeof(path), "%s/pid", fixture.folder);
	snprintf(extra, sizeof(extra), "daemon: { socket = \"unix:%s\"; user = \"\"; pid_file = \"%s\"; };",
	         fixture.socket, path);
	fixture_configure(&fixture, extra);
	fixture_start(&fixture);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0644);
	/* One that cannot start beside it must not take it away. */
	struct daemon_fixture second = fixture;
	snprintf(second.log, sizeof(second.log), "%.200s/log2", fixture.folder);
	snprintf(other, sizeof(other), "-f -c %s", fixture.configuration);
	ck_assert_int_eq(fixture_run(&second, other), EX_CONFIG);
	ck_assert_int_eq(stat(path, &status), 0);
	fixture_stop(&fixture);
	ck_assert_int_eq(stat(path, &status), -1);
}
END_TEST

START_TEST(a_message_begun_while_stopping_is_deferred)
{
	const struct client_message message = wire_clean(&wire_outside);
	struct milter_client under_way, late;
	struct client_answer answer;

	fixture_start(&fixture);
	wire_open(&fixture, &under_way);
	wire_open(&fixture, &late);
	ck_assert_int_eq(client_present(&under_way, &message, STEP_MAIL, STEP_BODY), 0);
	usleep(200000);
	fixture_signal(&fixture, SIGTERM);
	usleep(200000);
	ck_assert_int_eq(client_message_send(&late, &message, &answer), 0);
	ck_assert(wire_deferred(&answer));
	client_answer_release(&answer);
	client_close(&under_way);
	client_close(&late);
	ck_assert_int_eq(fixture_wait(&fixture), 0);
}
END_TEST

START_TEST(killed_it_comes_back_with_all_it_acknowledged)
{
	const struct client_message message = wire_phi(&wire_outside);

	for (int i = 0; i < 3; i++) {
		fixture_start(&fixture);
		wire_expect(&fixture, &message, REPLY_CONTINUE);
		fixture_signal(&fixture, SIGKILL);
		ck_assert(WIFSIGNALED(fixture_wait(&fixture)));
		ck_assert_uint_eq(fixture_count_records(&fixture), (unsigned)i + 1);
	}
}
END_TEST

/* ---- what is too much ----------------------------------------------------------- */

/* A refused message is known by the digest of what was seen of it. */
static int
check_oversize_record(const struct record *record, void *context)
{
	static const uint8_t none[MESSAGE_DIGEST_SIZE];
	unsigned *count = context;

	ck_assert(bytes_equal(record->recipients[0].rule, bytes_of_string("limits.message_bytes")));
	ck_assert_uint_gt(record->size, 0);
	ck_assert_uint_le(record->size, 65536);
	ck_assert_uint_eq(record->unscannable[UNSCANNABLE_DECODED_SIZE], 1);
	ck_assert_mem_ne(record->digest, none, sizeof(none));
	++*count;
	return 0;
}

START_TEST(a_message_too_large_to_inspect_is_refused)
{
	static uint8_t large[128 * 1024];
	struct client_message message = wire_clean(&wire_outside);
	struct client_answer answer;

	memset(large, 'a', sizeof(large));
	message.body = bytes_make(large, sizeof(large));
	fixture_configure(&fixture, "limits: { message_bytes = 65536; };");
	fixture_start(&fixture);
	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CODE);
	ck_assert_int_eq(strncmp(answer.text, "552 5.3.4 ", 10), 0);
	client_answer_release(&answer);
	unsigned count = 0;
	fixture_records(&fixture, check_oversize_record, &count);
	ck_assert_uint_eq(count, 1);
	fixture_stop(&fixture);
}
END_TEST

static void
cut_store(off_t size)
{
	char path[FIXTURE_PATH_SIZE + 32];

	snprintf(path, sizeof(path), "%s/store/data.mdb", fixture.folder);
	ck_assert_int_eq(truncate(path, size), 0);
}

START_TEST(a_store_cut_short_defers_and_says_so)
{
	const struct client_message message = wire_clean(&wire_outside);
	struct client_answer answer;
	char arguments[512];

	fixture_start(&fixture);
	wire_expect(&fixture, &message, REPLY_CONTINUE);
	cut_store(8192);
	for (int i = 0; i < 2; i++) {
		wire_send(&fixture, &message, &answer);
		ck_assert(wire_deferred(&answer));
		client_answer_release(&answer);
	}
	ck_assert_uint_eq(fixture_count_log(&fixture, "store-stands-still why=data.mdb was cut short"), 1);
	fixture_stop(&fixture);
	snprintf(arguments, sizeof(arguments), "-f -c %s", fixture.configuration);
	fixture_run(&fixture, arguments);
	ck_assert_uint_eq(fixture_count_log(&fixture, "store-unreadable"), 1);
	cut_store(100);
	ck_assert_int_ne(fixture_run(&fixture, arguments), EX_OK);
	ck_assert_uint_eq(fixture_count_log(&fixture, "data.mdb was cut short and holds nothing"), 1);
}
END_TEST

START_TEST(too_many_recipients_are_deferred)
{
	struct client_recipient recipients[4] = { wire_outside, wire_outside, wire_outside, wire_outside };
	struct client_message message = wire_clean(recipients);
	struct client_answer answer;

	message.recipient_count = ARRAY_LENGTH(recipients);
	fixture_configure(&fixture, "limits: { recipients = 3; };");
	fixture_start(&fixture);
	wire_send(&fixture, &message, &answer);
	ck_assert(wire_deferred(&answer));
	client_answer_release(&answer);
	fixture_stop(&fixture);
}
END_TEST

START_TEST(a_full_store_defers_and_loses_nothing)
{
	char extra[1024];
	struct client_answer answer = { .reply = REPLY_CONTINUE };
	unsigned accepted = 0;

	snprintf(extra, sizeof(extra),
	         "store: { directory = \"%s/store\"; key_file = \"%s/store.key\"; map_bytes = 1048576; };\n"
	         "rules = ( { name = \"p\"; when = { recipient = \"outside\"; phi = true; }; action = \"tls\"; } );",
	         fixture.folder, fixture.folder);
	fixture_configure(&fixture, extra);
	fixture_start(&fixture);
	for (int i = 0; i < 5000 && wire_accepted(&answer); i++) {
		const struct client_message message = wire_clean(&wire_outside);
		wire_send(&fixture, &message, &answer);
		accepted += wire_accepted(&answer);
		client_answer_release(&answer);
	}
	ck_assert(wire_deferred(&answer));
	ck_assert_uint_eq(fixture_count_records(&fixture), accepted);
	ck_assert_uint_gt(fixture_count_log(&fixture, "step=record error=disk or map full"), 0);
	fixture_stop(&fixture);
}
END_TEST

START_TEST(an_escrow_that_cannot_be_written_defers)
{
	char command[FIXTURE_PATH_SIZE * 3];
	const struct client_message message = wire_phi(&wire_outside);
	struct client_answer answer;

	fixture_start(&fixture);
	snprintf(command, sizeof(command), "rm -rf %s/escrow && echo x > %s/escrow", fixture.folder,
	         fixture.folder);
	ck_assert_int_eq(system(command), 0);
	wire_send(&fixture, &message, &answer);
	ck_assert(wire_deferred(&answer));
	ck_assert_uint_eq(answer.edit_count, 0);
	client_answer_release(&answer);
	fixture_stop(&fixture);
}
END_TEST

Suite *
suite_lifecycle(void)
{
	TCase *tcase = UNIT_CASE("lifecycle", setup, teardown,
	                         a_good_configuration_is_said_to_be_good,
	                         a_key_that_others_may_read_is_refused,
	                         all_that_is_wrong_is_said_at_once,
	                         a_directory_that_cannot_be_made_is_named,
	                         a_second_daemon_leaves_the_first_alone,
	                         detached_it_answers_before_its_parent_returns,
	                         a_message_under_way_is_finished,
	                         a_message_begun_while_stopping_is_deferred,
	                         killed_it_comes_back_with_all_it_acknowledged,
	                         a_message_too_large_to_inspect_is_refused,
	                         too_many_recipients_are_deferred,
	                         a_full_store_defers_and_loses_nothing,
	                         a_store_cut_short_defers_and_says_so,
	                         the_pid_file_is_for_all_to_read_and_goes_with_the_daemon,
	                         an_escrow_that_cannot_be_written_defers);

	tcase_add_loop_test(tcase, a_mistake_in_the_configuration_is_named, 0, ARRAY_LENGTH(mistakes));
	return unit_suite("lifecycle", tcase);
}
