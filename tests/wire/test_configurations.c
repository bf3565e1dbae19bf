/* Which configuration decides, as the record tells it. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/unit_test.h"
#include "tests/wire/daemon_fixture.h"
#include "tests/wire/test_wire.h"
#include "tests/wire/wire_messages.h"

#define RULE "rules = ( { name = \"r\"; when = { sender = \"$ours\"; }; action = \"reject\"; text = \"no\"; } );\n"
#define LIST "lists: { ours = { file = \"ours\"; }; };\n"

static struct daemon_fixture fixture;

static void
list_write(const char *entry)
{
	char path[FIXTURE_PATH_SIZE + 32];

	snprintf(path, sizeof(path), "%s/ours", fixture.folder);
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fprintf(file, "%s\n", entry);
	ck_assert_int_eq(fclose(file), 0);
}

static void
setup(void)
{
	fixture_create(&fixture, NULL);
	list_write("nobody@example.com");
}

static void
teardown(void)
{
	fixture_destroy(&fixture);
}

/* The records so far, and what the last of them says. */
struct configurations {
	unsigned count;
	char actor[128];
	char text[4096];
};

static int
configuration_note(const struct record *record, void *context)
{
	struct configurations *all = context;

	all->count++;
	snprintf(all->actor, sizeof(all->actor), "%.*s", (int)record->actor.length,
	         (const char *)record->actor.data);
	snprintf(all->text, sizeof(all->text), "%.*s", (int)record->reason.length,
	         (const char *)record->reason.data);
	return 0;
}

/* Fails the test unless there are `count` records, the last by `how`; says what it tells. */
static struct configurations
expect_configurations(unsigned count, const char *how)
{
	struct configurations all = { 0 };
	char actor[64];

	fixture_configurations(&fixture, configuration_note, &all);
	ck_assert_uint_eq(all.count, count);
	snprintf(actor, sizeof(actor), "(uid %u), by %s", (unsigned)getuid(), how);
	ck_assert_msg(strstr(all.actor, actor) != NULL, "%s", all.actor);
	return all;
}

static void
reload(const char *outcome, unsigned times)
{
	fixture_signal(&fixture, SIGHUP);
	fixture_expect_log(&fixture, outcome, times);
}

/* sha256sum(1) of the file `name` must stand in the text behind its path. */
static void
expect_file(const struct configurations *all, const char *name)
{
	char command[2 * FIXTURE_PATH_SIZE], line[2 * FIXTURE_PATH_SIZE] = "", digest[65];

	snprintf(command, sizeof(command), "cd %s && printf '%%s ' \"$(realpath %s)\" && sha256sum <%s",
	         fixture.folder, name, name);
	FILE *pipe = popen(command, "r");
	ck_assert_ptr_nonnull(pipe);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), pipe));
	ck_assert_int_eq(pclose(pipe), 0);
	line[strcspn(line, " ") + 1 + sizeof(digest) - 1] = '\0';
	ck_assert_msg(strstr(all->text, line) != NULL, "no \"%s\" in: %s", line, all->text);
}

START_TEST(a_start_and_each_change_are_recorded)
{
	fixture_configure(&fixture, LIST RULE);
	fixture_start(&fixture);
	struct configurations all = expect_configurations(1, "a start");
	ck_assert_msg(strncmp(all.text, "phimilter ", 10) == 0 && strstr(all.text, ", 1 rule, ") != NULL,
	              "%s", all.text);
	expect_file(&all, "phimilter.conf");
	expect_file(&all, "ours");
	expect_file(&all, "officer.pem");
	fixture_expect_phictl(&fixture, "audit show 1", 0, "officer.pem ");
	fixture_expect_phictl(&fixture, "audit list", 0, "by a start: phimilter ");
	fixture_expect_phictl(&fixture, "audit list | grep -c officer.pem; true", 0, "0\n");
	ck_assert_ptr_null(strstr(all.text, ".key"));

	reload("configuration-reloaded", 1);
	expect_configurations(1, "a start");
	list_write("somebody@example.com");
	reload("configuration-reloaded", 2);
	all = expect_configurations(2, "SIGHUP");
	expect_file(&all, "ours");
	fixture_configure(&fixture, "policy: { shadow = true; };\n" LIST RULE);
	reload("configuration-reloaded", 3);
	all = expect_configurations(3, "SIGHUP");
	ck_assert_ptr_nonnull(strstr(all.text, ", 1 rule in shadow mode, "));
	fixture_stop(&fixture);
}
END_TEST

START_TEST(what_does_not_decide_is_not_recorded)
{
	fixture_start(&fixture);
	fixture_configure(&fixture, "rules = ( { name = \"x\"; } );");
	reload("configuration-kept", 1);
	expect_configurations(1, "a start");
	fixture_stop(&fixture);
}
END_TEST

START_TEST(a_start_with_the_same_is_no_change)
{
	fixture_start(&fixture);
	fixture_stop(&fixture);
	fixture_start(&fixture);
	expect_configurations(1, "a start");
	fixture_stop(&fixture);
	fixture_configure(&fixture, LIST RULE);
	fixture_start(&fixture);
	expect_configurations(2, "a start");
	fixture_stop(&fixture);
}
END_TEST

/* The one from before it is one that decided once, but not the last. */
START_TEST(going_back_is_a_change)
{
	fixture_configure(&fixture, LIST RULE);
	fixture_start(&fixture);
	list_write("somebody@example.com");
	reload("configuration-reloaded", 1);
	list_write("nobody@example.com");
	reload("configuration-reloaded", 2);
	expect_configurations(3, "SIGHUP");
	fixture_stop(&fixture);
}
END_TEST

/* Nothing decides that the record does not know of. */
START_TEST(what_cannot_be_recorded_does_not_decide)
{
	const struct client_message message = wire_clean(&wire_outside);
	struct client_answer answer;
	char command[2 * FIXTURE_PATH_SIZE];

	fixture_configure(&fixture, LIST RULE);
	fixture_start(&fixture);
	list_write("nurse@example.com");
	snprintf(command, sizeof(command), "truncate -s 8192 %s/store/data.mdb", fixture.folder);
	ck_assert_int_eq(system(command), 0);
	fixture_signal(&fixture, SIGHUP);
	fixture_expect_log(&fixture, "configuration-kept", 1);
	wire_send(&fixture, &message, &answer);
	ck_assert(wire_deferred(&answer));
	client_answer_release(&answer);
	fixture_stop(&fixture);
}
END_TEST

/* ---- phictl reload --------------------------------------------------------------- */

static int
note_asked(const struct record *record, void *context)
{
	static const char text[] = "asked for the configuration to be read anew: the partner left";

	*(unsigned *)context += record->kind == RECORD_ACCESS && bytes_equal(record->reason, bytes_of_string(text));
	return 0;
}

START_TEST(who_asks_is_told_what_came_of_it)
{
	unsigned asked = 0;

	fixture_configure(&fixture, LIST RULE);
	fixture_start(&fixture);
	list_write("somebody@example.com");
	fixture_expect_phictl(&fixture, "reload --reason 'the partner left'", 0, "decides from now on");
	fixture_records(&fixture, note_asked, &asked);
	ck_assert_uint_eq(asked, 1);
	expect_configurations(2, "SIGHUP");
	/* What phictl cannot know to be wrong; it reads no rules. */
	fixture_configure(&fixture, "rules = ( { name = \"x\"; } );");
	fixture_expect_phictl(&fixture, "reload --reason 'the partner left'", 1, "refused: the daemon keeps");
	fixture_records(&fixture, note_asked, &asked);
	ck_assert_uint_eq(asked, 3);
	/* What it can is not asked for. */
	fixture_configure(&fixture, "limits: 3;");
	fixture_expect_phictl(&fixture, "reload --reason 'the partner left'", 2, "limits: ");
	fixture_configure(&fixture, LIST RULE);
	fixture_records(&fixture, note_asked, &asked);
	ck_assert_uint_eq(asked, 5);
	fixture_stop(&fixture);
}
END_TEST

START_TEST(who_asks_in_vain_changes_nothing)
{
	unsigned asked = 0;

	fixture_start(&fixture);
	fixture_expect_phictl(&fixture, "reload ", 2, "needs --reason TEXT");
	fixture_expect_phictl(&fixture, "reload --reason 'the partner left' now", 2, "takes no \"now\"");
	fixture_expect_phictl(&fixture, "reload --help", 0, "usage: phictl reload");
	fixture_stop(&fixture);
	fixture_expect_phictl(&fixture, "reload --reason 'the partner left'", 2, "the daemon does not run");
	fixture_records(&fixture, note_asked, &asked);
	ck_assert_uint_eq(asked, 0);
}
END_TEST

Suite *
suite_configurations(void)
{
	return UNIT_SUITE_WITH("configurations", setup, teardown,
	                       a_start_and_each_change_are_recorded, what_does_not_decide_is_not_recorded,
	                       a_start_with_the_same_is_no_change, going_back_is_a_change,
	                       what_cannot_be_recorded_does_not_decide, who_asks_is_told_what_came_of_it,
	                       who_asks_in_vain_changes_nothing);
}
