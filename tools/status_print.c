/* A status as lines and as JSON. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "core/error.h"
#include "tools/json_text.h"
#include "tools/key_text.h"
#include "tools/status.h"
#include "tools/time_text.h"

#define LABEL "%-11s "
#define DAYS_SHOWN (10 * 365) /* what is further away nobody can foretell */

/* ---- for a person ------------------------------------------------------------------- */

/* "3 days", "2 hours", "less than a minute": how long. */
static void
print_span(FILE *out, int64_t seconds)
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = { { 86400, "day" }, { 3600, "hour" }, { 60, "minute" } };

	for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
		int64_t number = seconds / units[i].seconds;
		if (number == 0)
			continue;
		fprintf(out, "%" PRId64 " %s%s", number, units[i].name, number == 1 ? "" : "s");
		return;
	}
	fputs("less than a minute", out);
}

static void
print_bytes(FILE *out, uint64_t bytes)
{
	static const char *const units[] = { "bytes", "KB", "MB", "GB", "TB" };
	size_t unit = 0;
	double number = (double)bytes;

	for (; number >= 1024 && unit + 1 < ARRAY_LENGTH(units); unit++)
		number /= 1024;
	fprintf(out, unit > 0 && number < 10 ? "%.1f %s" : "%.0f %s", number, units[unit]);
}

static void
print_daemon(FILE *out, const struct status *status)
{
	const struct daemon_state *daemon = &status->daemon;

	if (daemon->pid == 0) {
		fprintf(out, LABEL "not running\n", "daemon");
		return;
	}
	fprintf(out, LABEL "running, pid %d", "daemon", (int)daemon->pid);
	if (daemon->written > 0) {
		fprintf(out, ", version %s, since %s (", daemon->version, time_text(daemon->started).text);
		print_span(out, status->now - daemon->started);
		fprintf(out, ")\n" LABEL "loaded %s\n" LABEL "%" PRIu64 " on their way in, %" PRIu64
		        " answered 451 undecided since the start", "settings", time_text(daemon->loaded).text,
		        "messages", daemon->open, daemon->failures);
	}
	putc('\n', out);
}

static void
print_mail(FILE *out, const struct status *status)
{
	fprintf(out, LABEL "%" PRIu64 " messages since midnight UTC, %" PRIu64 " with PHI", "today",
	        status->today_total, status->today_phi);
	for (unsigned i = 1; i < OUTCOME_LIMIT; i++)
		if (status->today[i] > 0)
			fprintf(out, "; %s %" PRIu64, outcome_name(i), status->today[i]);
	fprintf(out, "\n" LABEL, "last");
	if (status->last.record == 0) {
		fprintf(out, "no message among the records from %" PRIu64 " on\n", status->looked_from);
		return;
	}
	fprintf(out, "record %" PRIu64 " at %s (", status->last.record, time_text(status->last.time).text);
	print_span(out, status->now - status->last.time);
	fprintf(out, " ago): %s\n", outcome_name(status->last.outcome));
}

static void
print_store(FILE *out, const struct status *status)
{
	const struct store_usage *usage = &status->forecast.usage;
	uint64_t daily = status_records_a_day(status), days = status_days_left(status);
	char line[KEY_LINE_SIZE];

	fprintf(out, LABEL "%" PRIu64 " records, ", "store", usage->records);
	print_bytes(out, usage->used_bytes - usage->free_bytes);
	fputs(" of ", out);
	print_bytes(out, usage->map_bytes);
	fputs("; ", out);
	print_bytes(out, status->forecast.room.store_disk_left);
	fputs(" left on its disk\n", out);
	if (daily > 0)
		fprintf(out, LABEL "%" PRIu64 " records a day", "growth", daily);
	if (daily > 0 && days <= DAYS_SHOWN)
		fprintf(out, ", full in %" PRIu64 " days", days);
	if (daily > 0)
		putc('\n', out);
	fprintf(out, LABEL, "checkpoint");
	if (status->checkpoint.record > 0) {
		fprintf(out, "signed %s (", time_text(status->checkpoint.time).text);
		print_span(out, status->now - status->checkpoint.time);
		fprintf(out, " and %" PRIu64 " records ago)\n", usage->records - status->checkpoint.record);
	} else {
		fprintf(out, "none among the records from %" PRIu64 " on\n", status->looked_from);
	}
	key_line(&status->keys, status->now, line);
	fprintf(out, LABEL "%s\n", "key", line);
}

void
status_print(FILE *out, const struct status *status)
{
	for (size_t i = 0; i < status->warning_count; i++)
		fprintf(out, "WARNING: %s\n", status->warnings[i]);
	print_daemon(out, status);
	print_mail(out, status);
	print_store(out, status);
	fprintf(out, LABEL "%" PRIu64 " in force\n", "legal holds", status->holds);
	if (!status->has_queue)
		return;
	fprintf(out, LABEL "%" PRIu64 " waiting", "held mail", status->held);
	if (status->held > 0)
		fprintf(out, ", the first since %s", time_text(status->held_oldest).text);
	putc('\n', out);
}

/* ---- for a program -------------------------------------------------------------------- */

/* A time that is not known is null. */
static json_t *
time_or_null(int64_t time)
{
	return time > 0 ? json_time(time) : json_null();
}

static json_t *
json_of_daemon(const struct daemon_state *daemon)
{
	return json_pack("{s:b, s:I, s:s, s:o, s:o, s:b, s:I, s:I}", "running", daemon->pid > 0, "pid",
	                 (json_int_t)daemon->pid, "version", daemon->version, "started",
	                 time_or_null(daemon->started), "loaded", time_or_null(daemon->loaded),
	                 "reload_refused", daemon->reload_refused, "failures",
	                 (json_int_t)daemon->failures, "open", (json_int_t)daemon->open);
}

static json_t *
json_of_today(const struct status *status)
{
	json_t *object = json_pack("{s:I, s:I}", "messages", (json_int_t)status->today_total, "phi",
	                           (json_int_t)status->today_phi);

	for (unsigned i = 1; i < OUTCOME_LIMIT; i++)
		if (json_object_set_new(object, outcome_name(i),
		                        json_integer((json_int_t)status->today[i])) != 0) {
			json_decref(object);
			return NULL;
		}
	return object;
}

static json_t *
json_of_last(const struct status *status)
{
	if (status->last.record == 0)
		return json_null();
	return json_pack("{s:I, s:o, s:s}", "record", (json_int_t)status->last.record, "time",
	                 json_time(status->last.time), "outcome", outcome_name(status->last.outcome));
}

static json_t *
json_of_store(const struct status *status)
{
	const struct store_usage *usage = &status->forecast.usage;
	uint64_t days = status_days_left(status);

	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:o}", "records", (json_int_t)usage->records,
	                 "used_bytes", (json_int_t)(usage->used_bytes - usage->free_bytes), "map_bytes",
	                 (json_int_t)usage->map_bytes, "disk_bytes",
	                 (json_int_t)status->forecast.room.store_disk_left, "records_a_day",
	                 (json_int_t)status_records_a_day(status), "days_left",
	                 days != STORE_FORECAST_NEVER ? json_integer((json_int_t)days) : json_null());
}

static json_t *
json_of_checkpoint(const struct status *status)
{
	if (status->checkpoint.record == 0)
		return json_null();
	return json_pack("{s:I, s:o}", "record", (json_int_t)status->checkpoint.record, "time",
	                 json_time(status->checkpoint.time));
}

static json_t *
json_of_key(const struct status *status)
{
	const struct store_key_state *keys = &status->keys;

	return json_pack("{s:I, s:o}", "number", (json_int_t)keys->count, "since",
	                 time_or_null(keys->epochs[keys->count - 1].made));
}

static json_t *
json_of_held(const struct status *status)
{
	if (!status->has_queue)
		return json_null();
	return json_pack("{s:I, s:o}", "messages", (json_int_t)status->held, "oldest",
	                 time_or_null(status->held_oldest));
}

static json_t *
json_of_warnings(const struct status *status)
{
	json_t *list = json_array();

	for (size_t i = 0; i < status->warning_count; i++)
		if (json_array_append_new(list, json_text(bytes_of_string(status->warnings[i]))) != 0) {
			json_decref(list);
			return NULL;
		}
	return list;
}

int
status_print_json(FILE *out, const struct status *status)
{
	return json_print_line(out, json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:o}", "daemon", json_of_daemon(&status->daemon),
		"today", json_of_today(status), "last", json_of_last(status), "store",
		json_of_store(status), "checkpoint", json_of_checkpoint(status), "key", json_of_key(status), "holds",
		(json_int_t)status->holds, "held", json_of_held(status), "warnings",
		json_of_warnings(status)));
}
