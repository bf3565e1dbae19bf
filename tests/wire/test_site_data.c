/* What a site brings itself, its list of patients and its patterns: in use, and exchanged under a
 * running daemon. */
#include "tests/unit/unit_test.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
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

/* Settings for the scanner, with which PHI to the outside is refused. */
static void
configure(const char *patterns)
{
	char extra[2048];

	snprintf(extra, sizeof(extra),
	         "scanner: { patients = \"%.200s/patients\"; patients_key = \"%.200s/patients.key\";\n"
	         "%s };\n"
	         "rules = ( { name = \"phi\"; when = { phi = true; }; action = \"reject\"; text = \"phi\"; } );",
	         fixture.folder, fixture.folder, patterns);
	fixture_configure(&fixture, extra);
}

/* A list with one record number, made as an admin makes it. */
static void
list_build(const char *number)
{
	char command[2048];

	snprintf(command, sizeof(command),
	         "cd '%s' && { [ -e patients.key ] || '%s/phictl' key create patients.key; } && "
	         "printf 'mrn\\n%s\\n' | '%s/phictl' -c phimilter.conf edm build - >/dev/null",
	         fixture.folder, BUILD_DIR, number, BUILD_DIR);
	ck_assert_msg(system(command) == 0, "failed: %s", command);
}

static void
list_cut(void)
{
	char path[FIXTURE_PATH_SIZE + 16];

	snprintf(path, sizeof(path), "%s/patients", fixture.folder);
	ck_assert_int_eq(truncate(path, 400), 0);
}

/* Sends a message about `number`, whose form nothing else knows, and expects it refused or not. */
static void
expect_known(const char *number, bool known)
{
	struct client_message message = wire_clean(&wire_outside);
	struct client_answer answer;
	char body[200];

	snprintf(body, sizeof(body), "Please call about %s. The biopsy was positive, chemotherapy starts on "
	         "Friday.\r\n", number);
	message.body = bytes_of_string(body);
	wire_send(&fixture, &message, &answer);
	ck_assert_msg(known == (answer.reply == REPLY_CODE), "%s: answered '%c' %s", number, answer.reply,
	              answer.text);
	client_answer_release(&answer);
}

START_TEST(a_reload_takes_up_a_new_list)
{
	configure("");
	list_build("QK-20417");
	fixture_start(&fixture);
	expect_known("QK-20417", true);
	expect_known("QK-20418", false);
	list_build("QK-20418");
	expect_known("QK-20417", true);
	fixture_signal(&fixture, SIGHUP);
	fixture_expect_log(&fixture, "configuration-reloaded", 1);
	expect_known("QK-20417", false);
	expect_known("QK-20418", true);
	fixture_stop(&fixture);
}
END_TEST

/* Nor does a list that is cut in its place while it is in use change anything. */
START_TEST(a_bad_list_leaves_the_running_one)
{
	char arguments[512];

	configure("");
	list_build("QK-20417");
	fixture_start(&fixture);
	list_cut();
	expect_known("QK-20417", true);
	fixture_signal(&fixture, SIGHUP);
	fixture_expect_log(&fixture, "configuration-kept", 1);
	ck_assert_uint_eq(fixture_count_log(&fixture, " is cut off; build or copy it again"), 1);
	expect_known("QK-20417", true);
	fixture_stop(&fixture);
	snprintf(arguments, sizeof(arguments), "-t -c %s", fixture.configuration);
	ck_assert_int_eq(fixture_run(&fixture, arguments), EX_CONFIG);
	ck_assert_uint_eq(fixture_count_log(&fixture, "scanner.patients: "), 1);
}
END_TEST

START_TEST(a_bad_pattern_leaves_the_running_ones)
{
	configure("patterns = ( { name = \"qk\"; type = \"mrn\"; regex = \"QK/[0-9]{5}\"; } );");
	list_build("QK-20417");
	fixture_start(&fixture);
	expect_known("QK/77777", true);
	configure("patterns = ( { name = \"qk\"; type = \"mrn\"; regex = \"[A-Z]{2}.*\"; } );");
	fixture_signal(&fixture, SIGHUP);
	fixture_expect_log(&fixture, "configuration-kept", 1);
	ck_assert_uint_eq(fixture_count_log(&fixture, "may match more than 512 bytes"), 1);
	expect_known("QK/77777", true);
	configure("");
	fixture_signal(&fixture, SIGHUP);
	fixture_expect_log(&fixture, "configuration-reloaded", 1);
	expect_known("QK/77777", false);
	fixture_stop(&fixture);
}
END_TEST

Suite *
suite_site_data(void)
{
	return UNIT_SUITE_WITH("site_data", setup, teardown, a_reload_takes_up_a_new_list,
	                       a_bad_list_leaves_the_running_one, a_bad_pattern_leaves_the_running_ones);
}
