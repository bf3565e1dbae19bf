/* Who is told of mail: from the daemon's record to the site's mail program. */
#include "tests/unit/unit_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/wire/test_wire.h"
#include "tests/wire/wire_messages.h"

static struct daemon_fixture fixture;

static const char telling[] =
	"lists: { nurses = ( \"nurse@example.com\" ); };\n"
	"managers = ( { of = \"@other.example.com\"; is = \"other@example.com\"; },\n"
	"  { of = ( \"x@example.com\", \"$nurses\" ); is = \"head@example.com\"; } );\n"
	"officers = ( \"privacy@example.com\", \"records@example.com\" );\n"
	"rules = (\n"
	"  { name = \"refused\"; when = { phi = true; }; action = \"reject\";\n"
	"    notify = ( \"sender\", \"manager\", \"officers\", \"records@example.com\" ); },\n"
	"  { name = \"all\"; when = { sender = \"<>\"; }; action = \"pass\"; notify = ( \"officers\", \"sender\" ); }\n"
	");\n";

/* Keeps what it is given, one file a message, and fails as its folder says. */
static const char mailer[] =
	"#!/bin/sh\ncd \"$(dirname \"$0\")\" || exit 75\n"
	"for receiver; do :; done\n[ -e \"fail.$receiver\" ] && exit \"$(cat \"fail.$receiver\")\"\n"
	"echo \"$*\" >> arguments\ncat >> mail\n";

static void
file_write(const char *name, const char *text, mode_t mode)
{
	char path[FIXTURE_PATH_SIZE + 64];

	snprintf(path, sizeof(path), "%s/%s", fixture.folder, name);
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
}

static void
file_remove(const char *name)
{
	char path[FIXTURE_PATH_SIZE + 64];

	snprintf(path, sizeof(path), "%s/%s", fixture.folder, name);
	remove(path);
}

/* How often `text` stands in the file; 0 where there is none. */
static unsigned
file_count(const char *name, const char *text)
{
	char path[FIXTURE_PATH_SIZE + 64], line[1024];
	unsigned count = 0;

	snprintf(path, sizeof(path), "%s/%s", fixture.folder, name);
	FILE *file = fopen(path, "r");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		count += strstr(line, text) != NULL;
	if (file != NULL)
		fclose(file);
	return count;
}

/* Runs what a file says, in the fixture's folder. */
static int
file_run(const char *name)
{
	char command[2 * FIXTURE_PATH_SIZE];

	snprintf(command, sizeof(command), "cd %s && sh ./%s", fixture.folder, name);
	return system(command);
}

static int
notify_run(const char *options)
{
	char command[1024];

	snprintf(command, sizeof(command), "%s/phictl -c %s notify --sendmail %s/mailer %s > %s/output 2>&1",
	         BUILD_DIR, fixture.configuration, fixture.folder, options, fixture.folder);
	int status = system(command);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
setup(void)
{
	fixture_create(&fixture, telling);
	file_write("mailer", mailer, 0700);
	fixture_start(&fixture);
}

static void
teardown(void)
{
	fixture_stop(&fixture);
	fixture_destroy(&fixture);
}

static void
send_refused(void)
{
	const struct client_message message = wire_phi(&wire_outside);

	wire_expect(&fixture, &message, REPLY_CODE);
}

static int
notification_check(const struct record *record, void *context)
{
	unsigned *seen = context;

	if (record->kind != RECORD_NOTIFICATION)
		return 0;
	ck_assert_uint_eq(record->about, record->sequence - 1);
	ck_assert_int_eq(record->outcome, OUTCOME_REJECT);
	ck_assert_uint_eq(record->recipient_count, 4);
	ck_assert(bytes_equal(record->recipients[1].address, bytes_of_string("head@example.com")));
	ck_assert(bytes_equal(record->recipients[1].rule, bytes_of_string("refused")));
	++*seen;
	return 0;
}

/* Sender, manager and officers, each once, with nothing of the message. */
START_TEST(each_is_told_once)
{
	unsigned seen = 0;

	send_refused();
	fixture_records(&fixture, notification_check, &seen);
	ck_assert_uint_eq(seen, 1);
	ck_assert_int_eq(notify_run("--dry-run"), 0);
	ck_assert_uint_eq(file_count("output", ": decision 2, refused"), 4);
	ck_assert_uint_eq(file_count("arguments", ""), 0);
	ck_assert_int_eq(notify_run(""), 0);
	ck_assert_uint_eq(file_count("output", "4 notifications sent"), 1);
	ck_assert_uint_eq(file_count("arguments", "-i -f <> -- "), 4);
	ck_assert_uint_eq(file_count("arguments", "nurse@example.com"), 1);
	ck_assert_uint_eq(file_count("mail", "Rule:      refused"), 4);
	ck_assert_uint_eq(file_count("mail", "Reference: 2"), 4);
	ck_assert_uint_eq(file_count("mail", "To: <privacy@example.com>"), 1);
	for (size_t i = 0; wire_phi_words[i] != NULL; i++)
		ck_assert_uint_eq(file_count("mail", wire_phi_words[i]), 0);
	ck_assert_uint_eq(file_count("mail", "pat@"), 0);
	ck_assert_int_eq(notify_run(""), 0);
	ck_assert_uint_eq(file_count("arguments", ""), 4);
}
END_TEST

/* A failure for now is tried again, from the beginning of its record; one for good is not. */
START_TEST(who_could_not_be_told_is_told_later)
{
	send_refused();
	file_write("fail.head@example.com", "75", 0600);
	ck_assert_int_eq(notify_run(""), 2);
	ck_assert_uint_eq(file_count("arguments", ""), 1);
	ck_assert_uint_eq(file_count("output", "tried again"), 1);
	file_remove("fail.head@example.com");
	file_write("fail.records@example.com", "67", 0600);
	ck_assert_int_eq(notify_run(""), 0);
	ck_assert_uint_eq(file_count("arguments", "nurse@example.com"), 2);
	ck_assert_uint_eq(file_count("arguments", "head@example.com"), 1);
	ck_assert_uint_eq(file_count("arguments", "records@example.com"), 0);
	ck_assert_uint_eq(file_count("output", "nobody is told"), 1);
	file_remove("fail.records@example.com");
	ck_assert_int_eq(notify_run(""), 0);
	ck_assert_uint_eq(file_count("arguments", "records@example.com"), 0);
}
END_TEST

/* After a restore of the store, say, nobody knows who was told of what. */
START_TEST(a_cursor_that_fits_nothing_is_not_believed)
{
	send_refused();
	file_write("notified", "many", 0600);
	ck_assert_int_eq(notify_run(""), 2);
	ck_assert_int_eq(notify_run("more"), 2);
	file_remove("notified");
	ck_assert_int_eq(notify_run(""), 0);
	ck_assert_uint_eq(file_count("notified", "record 3"), 1);
	file_write("command", "sed -i 's/^record.*/record 7000/' notified", 0700);
	ck_assert_int_eq(file_run("command"), 0);
	ck_assert_int_eq(notify_run(""), 2);
	ck_assert_uint_eq(file_count("output", "old copy of the store"), 1);
	ck_assert_uint_eq(file_count("arguments", ""), 4);
}
END_TEST

/* More than is read from the store at once, and with the first mail its key changes. */
#define SLICE_AND_MORE 260
static const char key_changer[] =
	"#!/bin/sh\ncd \"$(dirname \"$0\")\" || exit 75\ncat > /dev/null\n[ -e changed ] && exit 0\n: > changed\n"
	BUILD_DIR "/phictl -c phimilter.conf key rotate --wait 0 --reason x > /dev/null &&\n"
	BUILD_DIR "/phictl -c phimilter.conf search --reason y rule:none > /dev/null\n";

START_TEST(a_store_that_cannot_be_read_on_is_said)
{
	send_refused();
	for (int i = 0; i < SLICE_AND_MORE; i++) {
		const struct client_message message = wire_clean(&wire_local);
		struct client_answer answer;
		wire_send(&fixture, &message, &answer);
		client_answer_release(&answer);
	}
	fixture_stop(&fixture);
	file_write("mailer", key_changer, 0700);
	ck_assert_int_eq(notify_run(""), 2);
	ck_assert_uint_eq(file_count("output", "the store's key was changed meanwhile; try again"), 1);
	ck_assert_int_eq(notify_run(""), 0);
	fixture_start(&fixture);
}
END_TEST

/* A notification is itself a bounce between ours: telling of it would never end. */
START_TEST(a_notification_is_told_to_nobody)
{
	struct client_message message = wire_clean(&wire_local);
	struct client_answer answer;

	message.sender = "<>";
	wire_send(&fixture, &message, &answer);
	client_answer_release(&answer);
	ck_assert_int_eq(notify_run(""), 0);
	ck_assert_uint_eq(file_count("arguments", ""), 0);
	message = wire_clean(&wire_outside);
	message.sender = "<>";
	wire_send(&fixture, &message, &answer);
	client_answer_release(&answer);
	ck_assert_int_eq(notify_run(""), 0);
	ck_assert_uint_eq(file_count("arguments", ""), 2);
}
END_TEST

Suite *
suite_notify(void)
{
	return UNIT_SUITE_WITH("notify", setup, teardown, each_is_told_once,
	                       a_store_that_cannot_be_read_on_is_said,
	                       who_could_not_be_told_is_told_later,
	                       a_cursor_that_fits_nothing_is_not_believed,
	                       a_notification_is_told_to_nobody);
}
