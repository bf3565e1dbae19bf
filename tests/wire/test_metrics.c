/* What the daemon counts, as a collector finds it in the file, and what phictl status makes of it. */
#include "tests/unit/unit_test.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/wire/test_wire.h"
#include "tests/wire/wire_messages.h"

#define METRICS_LIMIT 65536
#define WAIT_SECONDS 60

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

static void
path_of(char out[FIXTURE_PATH_SIZE + 32], const char *name)
{
	snprintf(out, FIXTURE_PATH_SIZE + 32, "%s/%s", fixture.folder, name);
}

/* "" when the file is not there. */
static void
metrics_read(const char *name, char out[METRICS_LIMIT])
{
	char path[FIXTURE_PATH_SIZE + 32];

	path_of(path, name);
	FILE *file = fopen(path, "r");
	out[0] = '\0';
	if (file == NULL)
		return;
	out[fread(out, 1, METRICS_LIMIT - 1, file)] = '\0';
	fclose(file);
}

/* Waits until the file has the line. A reload makes the daemon write it anew. */
static void
expect_line(const char *name, const char *line)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	time_t end = time(NULL) + WAIT_SECONDS;
	char text[METRICS_LIMIT], wanted[256];

	snprintf(wanted, sizeof(wanted), "\n%s\n", line);
	for (;;) {
		metrics_read(name, text);
		if (strstr(text, wanted) != NULL)
			return;
		ck_assert_msg(time(NULL) < end, "no \"%s\" in:\n%s", line, text);
		nanosleep(&pause, NULL);
	}
}

static void
send(const struct client_message *message, bool accepted)
{
	struct client_answer answer;

	wire_send(&fixture, message, &answer);
	ck_assert_int_eq(wire_accepted(&answer), accepted);
	client_answer_release(&answer);
}

START_TEST(what_happens_is_counted)
{
	const struct client_recipient two[] = { wire_outside, wire_local };
	struct client_message clean = wire_clean(&wire_outside), phi = wire_phi(&wire_tls_capable);
	struct client_message portal = wire_phi(&wire_outside), held = wire_clean(&wire_outside);
	struct client_message refused = wire_clean(&wire_outside), many = wire_clean(two);
	char command[2 * FIXTURE_PATH_SIZE];

	fixture_configure(&fixture, "limits: { recipients = 1; };\n"
	                  "rules = ( { name = \"r\"; when = { sender = \"no@example.com\"; };\n"
	                  "  action = \"reject\"; text = \"no\"; },\n"
	                  "{ name = \"h\"; when = { sender = \"wait@example.com\"; }; action = \"hold\"; },\n"
	                  "{ name = \"p\"; when = { recipient = \"outside\"; phi = true; }; action = \"tls\"; } );");
	held.sender = "<wait@example.com>";
	refused.sender = "<no@example.com>";
	many.recipient_count = ARRAY_LENGTH(two);
	fixture_start(&fixture);
	send(&clean, true);
	send(&clean, true);
	send(&phi, true);
	send(&portal, true);
	send(&held, true);
	send(&refused, false);
	send(&many, false);
	fixture_signal(&fixture, SIGHUP);
	expect_line("store/metrics.prom", "phimilter_reloads_total{result=\"success\"} 1");
	expect_line("store/metrics.prom", "phimilter_messages_total{outcome=\"pass\",phi=\"no\"} 2");
	expect_line("store/metrics.prom", "phimilter_messages_total{outcome=\"tls\",phi=\"yes\"} 1");
	expect_line("store/metrics.prom", "phimilter_messages_total{outcome=\"portal\",phi=\"yes\"} 1");
	expect_line("store/metrics.prom", "phimilter_messages_total{outcome=\"hold\",phi=\"no\"} 1");
	expect_line("store/metrics.prom", "phimilter_messages_total{outcome=\"reject\",phi=\"no\"} 1");
	expect_line("store/metrics.prom", "phimilter_failures_total{step=\"collect\"} 1");
	expect_line("store/metrics.prom", "phimilter_failure_reasons_total{reason=\"limit reached\"} 1");
	expect_line("store/metrics.prom", "phimilter_scan_duration_seconds_count 6");
	expect_line("store/metrics.prom", "phimilter_commit_duration_seconds_count 6");
	expect_line("store/metrics.prom", "phimilter_store_records 7");
	expect_line("store/metrics.prom", "phimilter_messages_open 0");
	snprintf(command, sizeof(command), "python3 " SOURCE_DIR "/tests/wire/check-metrics "
	         "%s/store/metrics.prom", fixture.folder);
	ck_assert_int_eq(system(command), 0);
	fixture_stop(&fixture);
}
END_TEST

START_TEST(a_refused_reload_is_told)
{
	fixture_start(&fixture);
	expect_line("store/metrics.prom", "phimilter_configuration_last_reload_successful 1");
	fixture_configure(&fixture, "limits: 3;");
	fixture_signal(&fixture, SIGHUP);
	expect_line("store/metrics.prom", "phimilter_configuration_last_reload_successful 0");
	expect_line("store/metrics.prom", "phimilter_reloads_total{result=\"failure\"} 1");
	fixture_configure(&fixture, NULL);
	fixture_signal(&fixture, SIGHUP);
	expect_line("store/metrics.prom", "phimilter_configuration_last_reload_successful 1");
	fixture_stop(&fixture);
}
END_TEST

/* The daemon's settings with its metrics in the file `name` of the fixture's folder. */
static void
configure_file(const char *name)
{
	char extra[4 * FIXTURE_PATH_SIZE];

	snprintf(extra, sizeof(extra), "daemon: { socket = \"unix:%s\"; user = \"\"; log = \"stderr\";\n"
	         "  metrics_file = \"%s/%s\"; };", fixture.socket, fixture.folder, name);
	fixture_configure(&fixture, extra);
}

/* It is found where the configuration says by now, by any user, and nowhere once the daemon ended. */
START_TEST(the_file_follows_the_configuration)
{
	char path[FIXTURE_PATH_SIZE + 32];
	struct stat status;

	configure_file("a.prom");
	fixture_start(&fixture);
	expect_line("a.prom", "phimilter_messages_open 0");
	configure_file("b.prom");
	fixture_signal(&fixture, SIGHUP);
	expect_line("b.prom", "phimilter_reloads_total{result=\"success\"} 1");
	path_of(path, "a.prom");
	ck_assert_int_ne(access(path, F_OK), 0);
	path_of(path, "b.prom");
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0644);
	fixture_stop(&fixture);
	ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

/* Mail does not wait for it, and the log is not flooded. */
START_TEST(a_file_that_cannot_be_written_is_said_once)
{
	const struct client_message message = wire_clean(&wire_outside);

	configure_file("nowhere/a.prom");
	fixture_start(&fixture);
	fixture_expect_log(&fixture, "metrics-not-written", 1);
	fixture_signal(&fixture, SIGHUP);
	fixture_expect_log(&fixture, "configuration-reloaded", 1);
	send(&message, true);
	configure_file("a.prom");
	fixture_signal(&fixture, SIGHUP);
	expect_line("a.prom", "phimilter_messages_total{outcome=\"pass\",phi=\"no\"} 1");
	ck_assert_uint_eq(fixture_count_log(&fixture, "metrics-not-written"), 1);
	fixture_stop(&fixture);
}
END_TEST

/* ---- phictl status ------------------------------------------------------------------ */

/* Runs it where there is no MTA, and ends the test unless it exits with `code` and says `text`. */
static void
expect_status(const char *arguments, int code, const char *text)
{
	char command[FIXTURE_PATH_SIZE], *path = strdup(getenv("PATH"));

	ck_assert_int_eq(setenv("PATH", "/nonexistent", 1), 0);
	snprintf(command, sizeof(command), "status %s", arguments);
	fixture_expect_phictl(&fixture, command, code, text);
	ck_assert_int_eq(setenv("PATH", path, 1), 0);
	free(path);
}

START_TEST(status_tells_of_the_running_daemon)
{
	const struct client_message clean = wire_clean(&wire_outside), phi = wire_phi(&wire_tls_capable);
	char expected[64];

	fixture_start(&fixture);
	send(&clean, true);
	send(&phi, true);
	expect_line("store/metrics.prom", "phimilter_reloads_total{result=\"success\"} 0");
	snprintf(expected, sizeof(expected), "daemon      running, pid %d, version ", (int)fixture.pid);
	expect_status("", 0, expected);
	expect_status("", 0, "2 messages since midnight UTC, 1 with PHI; pass 1; tls 1\n");
	expect_status("--json", 0, "\"today\":{\"messages\":2,\"phi\":1,\"pass\":1,\"tls\":1,");
	expect_status("--json", 0, "\"warnings\":[]}");
	fixture_configure(&fixture, "limits: 3;");
	fixture_signal(&fixture, SIGHUP);
	expect_line("store/metrics.prom", "phimilter_configuration_last_reload_successful 0");
	fixture_configure(&fixture, NULL);
	expect_status("", 1, "WARNING: the last reload was refused");
	fixture_stop(&fixture);
	expect_status("", 2, "WARNING: the daemon does not run");
}
END_TEST

/* What it wrote last must not be taken for its presence. */
START_TEST(status_is_not_fooled_by_what_a_killed_daemon_left)
{
	fixture_start(&fixture);
	expect_line("store/metrics.prom", "phimilter_messages_open 0");
	fixture_signal(&fixture, SIGKILL);
	fixture_wait(&fixture);
	expect_line("store/metrics.prom", "phimilter_messages_open 0");
	expect_status("", 2, "daemon      not running\n");
	expect_status("--json", 2, "\"daemon\":{\"running\":false,\"pid\":0,");
}
END_TEST

Suite *
suite_metrics(void)
{
	return UNIT_SUITE_WITH("metrics", setup, teardown, what_happens_is_counted, a_refused_reload_is_told,
	                       the_file_follows_the_configuration, a_file_that_cannot_be_written_is_said_once,
	                       status_tells_of_the_running_daemon,
	                       status_is_not_fooled_by_what_a_killed_daemon_left);
}
