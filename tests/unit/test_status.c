/* What `phictl status` reads of the daemon, and what it warns of. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "tests/unit/unit_test.h"
#include "tools/status.h"

#define NOW INT64_C(1800000000)
#define DAY INT64_C(86400)
#define GIGABYTE ((uint64_t)1 << 30)

/* ---- the daemon ----------------------------------------------------------------------- */

static const struct {
	const char *locks;
	pid_t pid;
} locks[] = {
	{ "", 0 },
	{ "1: FLOCK  ADVISORY  WRITE 708 08:01:4711 0 EOF\n", 708 },
	{ "1: POSIX  ADVISORY  WRITE 5 fd:00:4711 0 0\n2: FLOCK  ADVISORY  WRITE 6 fd:00:4711 0 EOF\n", 6 },
	{ "1: FLOCK  ADVISORY  READ 708 08:01:4711 0 EOF\n", 0 },
	{ "1: FLOCK  ADVISORY  WRITE 708 08:01:47110 0 EOF\n", 0 },
	{ "1: FLOCK  ADVISORY  WRITE 9 08:01:4712 0 EOF\n1: -> FLOCK  ADVISORY  WRITE 8 08:01:4711 0 EOF\n", 0 },
	{ "1: FLOCK  ADVISORY  WRITE -1 08:01:4711 0 EOF\n", 0 }, /* of another process namespace */
	{ "nonsense\n1: FLOCK", 0 },
};

START_TEST(the_lock_names_the_daemon)
{
	ck_assert_int_eq(daemon_lock_holder(locks[_i].locks, 4711), locks[_i].pid);
}
END_TEST

START_TEST(metrics_are_read)
{
	struct daemon_state state = { 0 };

	daemon_metrics_read("# HELP phimilter_build_info x\nphimilter_build_info{version=\"1.2\"} 1\n"
	                    "phimilter_start_time_seconds 10\nphimilter_written_time_seconds 30\n"
	                    "phimilter_configuration_load_time_seconds 20\n"
	                    "phimilter_configuration_last_reload_successful 0\n"
	                    "phimilter_reloads_total{result=\"success\"} 5\n"
	                    "phimilter_reloads_total{result=\"failure\"} 6\n"
	                    "phimilter_failures_total{step=\"scan\"} 3\n"
	                    "phimilter_failures_total{step=\"seal\"} 4\nphimilter_messages_open 7\n"
	                    "phimilter_messages_open_ever 9", &state);
	ck_assert_str_eq(state.version, "1.2");
	ck_assert_int_eq(state.started, 10);
	ck_assert_int_eq(state.loaded, 20);
	ck_assert_int_eq(state.written, 30);
	ck_assert(state.reload_refused);
	ck_assert_uint_eq(state.reloads, 11);
	ck_assert_uint_eq(state.failures, 7);
	ck_assert_uint_eq(state.open, 7);
}
END_TEST

/* ---- warnings ---------------------------------------------------------------------------- */

/* One that has nothing to be warned of. */
static struct status
good_status(void)
{
	struct status status = {
		.now = NOW, .configuration_file = "/etc/c.conf", .configuration_changed = NOW - DAY,
		.daemon = { .pid = 1, .version = PACKAGE_VERSION, .written = NOW - 10, .started = NOW - DAY,
		            .loaded = NOW - DAY },
		.officers = { NOW + 60 * DAY, "/etc/officer.pem" },
		.last = { 1, NOW, OUTCOME_PASS },
		.forecast = {
			.usage = { .records = 1000, .map_bytes = 16 * GIGABYTE, .used_bytes = 13 * GIGABYTE,
			           .free_bytes = GIGABYTE },
			.room = { .store_disk_left = 10 * GIGABYTE },
			.grown_records = 100, .grown_seconds = 10 * DAY,
			.map_days = 30, .disk_days = STORE_FORECAST_NEVER, .escrow_days = 31,
		},
		.rooms = { { 12 * GIGABYTE, 16 * GIGABYTE, 0 } },
		.checkpoint = { 900, NOW - 35 * DAY },
		.keys = { .epochs = { { .first = 1 }, { .first = 9, .made = NOW - 3 * DAY } }, .count = 2 },
		.holds = 1, .has_queue = true, .held = 1, .held_oldest = NOW - DAY,
	};
	return status;
}

static void break_nothing(struct status *s) { s->held = 2; }
static void break_daemon(struct status *s) { s->daemon = (struct daemon_state){ 0 }; }
static void break_metrics(struct status *s) { s->daemon.written = NOW - 91; }
static void break_no_metrics(struct status *s) { s->daemon.written = 0; }
static void break_reload(struct status *s) { s->daemon.reload_refused = true; }
static void break_file(struct status *s) { s->configuration_changed = NOW; }
static void break_version(struct status *s) { strcpy(s->daemon.version, "0.0.1"); }
static void break_shadow(struct status *s) { s->shadow = true; }
static void break_full(struct status *s) { s->rooms[ROOM_MAP] = (struct room){ 13 * GIGABYTE, 16 * GIGABYTE, 1 }; }
static void break_disk(struct status *s) { s->rooms[ROOM_ESCROW_DISK] = (struct room){ 96 * GIGABYTE, 100 * GIGABYTE, 2 }; }
static void break_days(struct status *s) { s->forecast.escrow_days = 29; }
static void break_unknown_days(struct status *s) { s->forecast.map_days = s->forecast.escrow_days = STORE_FORECAST_NEVER; }
static void break_queue(struct status *s) { s->has_queue = false; s->queue_failed = true; s->held = 0; }
static void break_no_queue(struct status *s) { s->has_queue = false; s->held = 0; }
static void break_clock(struct status *s) { s->last.time = NOW + 301; }
static void break_checkpoint(struct status *s) { s->checkpoint.time -= DAY; }
static void break_no_checkpoint(struct status *s) { s->checkpoint.record = 0; s->checkpoint.time = 0; }
static void break_key(struct status *s) { s->keys.bridged = true; }
static void break_change(struct status *s) { s->keys.unfinished = true; }
static void break_term(struct status *s) { s->officers.end--; }
static void break_officer(struct status *s) { s->officers_refused = true; s->officers.path = NULL; }
static void break_no_officer(struct status *s) { s->officers = (struct officer_term){ 0 }; }
static void break_held(struct status *s) { s->held_oldest--; }

static const struct {
	void (*change)(struct status *status);
	const char *warning; /* NULL: none */
} changes[] = {
	{ break_nothing, NULL },          { break_daemon, "does not run" },
	{ break_metrics, "are old" },     { break_no_metrics, "are not there" },
	{ break_reload, "refused" },      { break_file, "/etc/c.conf was changed" },
	{ break_version, "version 0.0.1" }, { break_shadow, "policy.shadow" },
	{ break_full, "(store.map_bytes) is nearly full: 3072 MB of 16384 left" },       { break_days, "full in 29 days" },
	{ break_unknown_days, NULL },     { break_disk, "escrow.directory is nearly full: 4096 MB of 102400 left" },
	{ break_clock, "clock" },         { break_checkpoint, "36 days ago" },
	{ break_queue, "queue cannot be asked" }, { break_no_queue, NULL },
	{ break_no_checkpoint, NULL },    { break_held, "held mail waits" },
	{ break_key, "the key file of before opens the store still" },
	{ break_term, "/etc/officer.pem ends at 2027-03-16T07:59:59Z" },
	{ break_officer, "does not start again" }, { break_no_officer, NULL },
	{ break_change, "run phictl key rotate again" },
};

START_TEST(what_is_wrong_is_said)
{
	struct status status = good_status();

	changes[_i].change(&status);
	status_judge(&status);
	ck_assert_uint_eq(status.warning_count, changes[_i].warning != NULL);
	if (changes[_i].warning != NULL)
		ck_assert_msg(strstr(status.warnings[0], changes[_i].warning) != NULL, "%s", status.warnings[0]);
}
END_TEST

START_TEST(it_is_shown)
{
	struct status status = good_status();
	char text[4096] = "";

	break_shadow(&status);
	status.today[OUTCOME_TLS] = status.today_total = status.today_phi = 5;
	status_judge(&status);
	FILE *out = fmemopen(text, sizeof(text) - 1, "w");
	status_print(out, &status);
	fclose(out);
	ck_assert_msg(strncmp(text, "WARNING: policy.shadow", 22) == 0, "%s", text);
	const char *const lines[] = {
		"daemon      running, pid 1, version " PACKAGE_VERSION ", since 2027-01-14T08:00:00Z (1 day)\n",
		"settings    loaded 2027-01-14T08:00:00Z\n",
		"today       5 messages since midnight UTC, 5 with PHI; tls 5\n",
		"last        record 1 at 2027-01-15T08:00:00Z (less than a minute ago): pass\n",
		"store       1000 records, 12 GB of 16 GB; 10 GB left on its disk\n",
		"growth      10 records a day, full in 30 days\n",
		"checkpoint  signed 2026-12-11T08:00:00Z (35 days and 100 records ago)\n",
		"key         2, since 2027-01-12T08:00:00Z, for 3 days\n", "legal holds 1 in force\n", "held mail   1 waiting, the first since 2027-01-14T08:00:00Z\n",
	};
	for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
		ck_assert_msg(strstr(text, lines[i]) != NULL, "no \"%s\" in:\n%s", lines[i], text);
}
END_TEST

static Suite *
status_suite(void)
{
	Suite *suite = UNIT_SUITE("status", metrics_are_read, it_is_shown);
	TCase *tcase = tcase_create("tables");

	tcase_add_loop_test(tcase, the_lock_names_the_daemon, 0, ARRAY_LENGTH(locks));
	tcase_add_loop_test(tcase, what_is_wrong_is_said, 0, ARRAY_LENGTH(changes));
	suite_add_tcase(suite, tcase);
	return suite;
}

UNIT_TEST_MAIN(status_suite)
