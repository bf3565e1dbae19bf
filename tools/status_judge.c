/* What is worth a warning. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "config.h"
#include "tools/status.h"
#include "tools/time_text.h"

#define DAY 86400
#define METRICS_OLD 90        /* seconds; they are written every 15 */
#define CLOCK_SLACK 300
#define FULL_PERCENT 80
#define DAYS_LEFT 30
#define DISK_PERCENT 5
#define DISK_BYTES ((uint64_t)512 << 20)
#define CHECKPOINT_DAYS 35    /* a month, and some days of grace */
#define HELD_DAYS 1

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

static void
judge_store(struct status *status)
{
	const struct store_usage *usage = &status->usage;
	uint64_t used = usage->used_bytes - usage->free_bytes;

	if (usage->map_bytes > 0 && used / (usage->map_bytes / 100 + 1) >= FULL_PERCENT)
		warn(status, "the store is %" PRIu64 "%% full: raise store.map_bytes",
		     used / (usage->map_bytes / 100 + 1));
	if (status->days_left >= 0 && status->days_left < DAYS_LEFT)
		warn(status, "the store or its disk is full in %" PRId64 " days at this week's rate",
		     status->days_left);
	if (status->disk_bytes < DISK_BYTES || status->disk_bytes / (status->disk_total / 100 + 1) < DISK_PERCENT)
		warn(status, "the store's disk has %" PRIu64 " MB left", status->disk_bytes >> 20);
	if (status->last.time > status->now + CLOCK_SLACK)
		warn(status, "the last message is dated %s: the clock was set back",
		     time_text(status->last.time).text);
	/* Who never signed one may not want any. */
	if (status->checkpoint.record > 0 &&
	    status->now - status->checkpoint.time > (int64_t)CHECKPOINT_DAYS * DAY)
		warn(status, "the last checkpoint was signed %" PRId64 " days ago",
		     (status->now - status->checkpoint.time) / DAY);
}

void
status_judge(struct status *status)
{
	judge_daemon(status);
	judge_store(status);
	if (status->held > 0 && status->now - status->held_oldest > (int64_t)HELD_DAYS * DAY)
		warn(status, "held mail waits since %s: phictl held list",
		     time_text(status->held_oldest).text);
}
