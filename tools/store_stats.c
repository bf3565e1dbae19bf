/* phictl store stats: how much there is, and how long the room will do. */
#include <inttypes.h>

#include "core/error.h"
#include "tools/json_text.h"
#include "tools/store_access.h"
#include "tools/store_command.h"
#include "tools/store_forecast.h"

#define DAY 86400

static void
print_days(const char *label, uint64_t days)
{
	if (days != STORE_FORECAST_NEVER)
		printf("%-16s in about %" PRIu64 " days\n", label, days);
}

static void
print_text(const struct store_forecast *s)
{
	const struct store_usage *usage = &s->usage;

	printf("%-16s %" PRIu64 "\n%-16s %" PRIu64 " of %" PRIu64 " bytes (%u%%)\n%-16s %" PRIu64
	       " bytes of that\n%-16s %" PRIu64 " bytes\n%-16s %" PRIu64 " more records\n", "records",
	       usage->records, "used", usage->used_bytes, usage->map_bytes,
	       usage->map_bytes > 0 ? (unsigned)(usage->used_bytes * 100 / usage->map_bytes) : 0,
	       "free pages", usage->free_bytes, "each about", s->each, "room for",
	       s->each > 0 ? s->room.map_left / s->each : 0);
	printf("%-16s %" PRIu64 " bytes left\n", "disk", s->room.store_disk_left);
	if (!s->room.same_disk)
		printf("%-16s %" PRIu64 " bytes left\n", "escrow's disk", s->room.escrow_disk_left);
	if (s->grown_seconds == 0) {
		printf("%-16s not yet: there is less than a day to reckon from\n", "forecast");
		return;
	}
	printf("%-16s %" PRIu64 " bytes a day, and %" PRIu64 " of originals, in the last %" PRId64
	       " days\n", "growth", s->store_daily, s->escrow_daily, s->grown_seconds / DAY);
	print_days("map full", s->map_days);
	print_days("disk full", s->disk_days);
	if (!s->room.same_disk)
		print_days("escrow's full", s->escrow_days);
}

static json_t *
json_of_days(uint64_t days)
{
	return days != STORE_FORECAST_NEVER ? json_integer((json_int_t)days) : json_null();
}

static int
print_json(const struct store_forecast *s)
{
	return json_print_line(stdout, json_pack(
		"{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o}",
		"records", (json_int_t)s->usage.records,
		"used_bytes", (json_int_t)s->usage.used_bytes,
		"map_bytes", (json_int_t)s->usage.map_bytes,
		"bytes_a_record", (json_int_t)s->each,
		"free_bytes", (json_int_t)s->usage.free_bytes,
		"disk_left_bytes", (json_int_t)s->room.store_disk_left,
		"escrow_disk_left_bytes", (json_int_t)s->room.escrow_disk_left,
		"bytes_a_day", (json_int_t)s->store_daily,
		"escrow_bytes_a_day", (json_int_t)s->escrow_daily,
		"map_full_days", json_of_days(s->map_days),
		"disk_full_days", json_of_days(s->disk_days),
		"escrow_full_days", json_of_days(s->escrow_days)));
}

static int
run_stats(struct store_access *access, bool json)
{
	struct store_forecast stats;

	int err = store_forecast_make(access->store, &stats);
	if (err != 0)
		return store_access_fail(access, err);
	if (json)
		err = print_json(&stats);
	else
		print_text(&stats);
	return err != 0 || ferror(stdout) || fflush(stdout) != 0 ? command_fail_output() :
	                                                           EXIT_CODE_DONE;
}

int
store_command_stats(const struct store_arguments *arguments)
{
	struct store_access access;

	if (store_access_open(arguments->context, STORE_READ, &access) != 0)
		return EXIT_CODE_ERROR;
	int code = run_stats(&access, arguments->json);
	store_access_close(&access);
	return code;
}
