/* What is worth a warning. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "config.h"
#include "tools/key_text.h"
#include "tools/status.h"
#include "tools/time_text.h"

#define DAY 86400
#define METRICS_OLD 90        /* seconds; they are written every 15 */
#define CLOCK_SLACK 300
#define DAYS_LEFT 30
#define CHECKPOINT_DAYS 35    /* a month, and some days of grace */
#define HELD_DAYS 1
#define OFFICER_DAYS 60       /* to make a certificate anew and bring it here */

__attribute__((format(printf, 2, 3)))
static void
warn(struct status *status, const char *format, ...)
{
	va_list args;

	if (status->warning_count == STATUS_WARNINGS)
		return;
	va_start(args, format);
	vsnprintf(status->warnings[status->warning_count++], STATUS_WARNING_SIZE, format, args);
	va_end(args);
}

static void
judge_daemon(struct status *status)
{
	const struct daemon_state *daemon = &status->daemon;

	if (daemon->pid == 0) {
		warn(status, "the daemon does not run: mail is answered 451");
		return;
	}
	if (status->now - daemon->written > METRICS_OLD)
		warn(status, "the daemon's metrics are %s: see daemon.metrics_file and its log",
		     daemon->written > 0 ? "old" : "not there");
	if (daemon->reload_refused)
		warn(status, "the last reload was refused: an older configuration is in force; phimilter -t "
		             "says why");
	else if (daemon->loaded > 0 && status->configuration_changed > daemon->loaded)
		warn(status, "%s was changed after it was loaded: reload the daemon",
		     status->configuration_file);
	if (daemon->version[0] != '\0' && strcmp(daemon->version, PACKAGE_VERSION) != 0)
		warn(status, "the daemon is still version %s: restart it for " PACKAGE_VERSION,
		     daemon->version);
	if (status->shadow)
		warn(status, "policy.shadow is on: decisions are recorded and no mail is changed");
}

uint64_t
status_records_a_day(const struct status *status)
{
	const struct store_forecast *f = &status->forecast;

	return f->grown_seconds > 0 ? f->grown_records * DAY / (uint64_t)f->grown_seconds : 0;
}

uint64_t
status_days_left(const struct status *status)
{
	const struct store_forecast *f = &status->forecast;
	uint64_t disks = f->disk_days < f->escrow_days ? f->disk_days : f->escrow_days;

	return f->map_days < disks ? f->map_days : disks;
}

static void
judge_store(struct status *status)
{
	static const char *const places[ROOM_PLACE_COUNT] = {
		[ROOM_MAP] = "the store (store.map_bytes)",
		[ROOM_STORE_DISK] = "the disk of store.directory",
		[ROOM_ESCROW_DISK] = "the disk of escrow.directory",
	};

	for (int i = 0; i < ROOM_PLACE_COUNT; i++) {
		const struct room *room = &status->rooms[i];
		if (room->level > 0)
			warn(status, "%s is nearly full: %" PRIu64 " MB of %" PRIu64 " left", places[i],
			     (room->size - room->used) >> 20, room->size >> 20);
	}
	if (status_days_left(status) < DAYS_LEFT)
		warn(status, "map or disk is full in %" PRIu64 " days at the rate of the last weeks",
		     status_days_left(status));
	if (status->last.time > status->now + CLOCK_SLACK)
		warn(status, "the last message is dated %s: the clock was set back",
		     time_text(status->last.time).text);
	/* Who never signed one may not want any. */
	if (status->checkpoint.record > 0 &&
	    status->now - status->checkpoint.time > (int64_t)CHECKPOINT_DAYS * DAY)
		warn(status, "the last checkpoint was signed %" PRId64 " days ago",
		     (status->now - status->checkpoint.time) / DAY);
	if (key_warning(&status->keys) != NULL)
		warn(status, "%s", key_warning(&status->keys));
}

static void
judge_officers(struct status *status)
{
	const struct officer_term *officers = &status->officers;

	if (status->officers_refused)
		warn(status, "a certificate of escrow.officers cannot be used, so phimilter does not start "
		             "again: phimilter -t says why");
	else if (officers->path != NULL && officers->end - status->now < (int64_t)OFFICER_DAYS * DAY)
		warn(status, "%s ends at %s, and from then on phimilter does not start: name the officer's "
		             "renewed certificate", officers->path, time_text(officers->end).text);
}

void
status_judge(struct status *status)
{
	judge_daemon(status);
	judge_store(status);
	judge_officers(status);
	if (status->queue_failed)
		warn(status, "the mail server's queue cannot be asked for held mail: is it running?");
	if (status->held > 0 && status->now - status->held_oldest > (int64_t)HELD_DAYS * DAY)
		warn(status, "held mail waits since %s: phictl held list",
		     time_text(status->held_oldest).text);
}
