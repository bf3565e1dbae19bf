/* phictl store stats: how much there is, and how long the room will do. */
#include <inttypes.h>
#include <time.h>

#include "core/error.h"
#include "tools/json_text.h"
#include "tools/store_access.h"
#include "tools/store_command.h"

#define DAY 86400
#define FORECAST_DAYS 30 /* that growth is reckoned from */

/* Of less time nothing is foretold. */
#define FORECAST_SECONDS_MINIMUM DAY

#define NEVER UINT64_MAX

struct stats {
	struct store_usage usage;
	struct store_room room;
	uint64_t each;           /* bytes of a record with all its rows */
	uint64_t grown_records, grown_originals;
	int64_t grown_seconds;   /* in which they came; 0: too few for a forecast */
	uint64_t store_daily, escrow_daily; /* bytes */
	uint64_t map_days, disk_days, escrow_days; /* until full; NEVER */
};

/* ---- measuring -------------------------------------------------------------------- */

struct original_sum {
	int64_t since;
	char last[MESSAGE_ESCROW_ID_SIZE];
	uint64_t bytes;
};

/* Receivers of one message follow each other and share its original. */
static int
add_original(const struct escrow_item *item, void *context)
{
	struct original_sum *sum = context;

	if (item->time < sum->since || bytes_equal(item->escrow_id, bytes_of_string(sum->last)))
		return 0;
	snprintf(sum->last, sizeof(sum->last), "%.*s", (int)item->escrow_id.length,
	         (const char *)item->escrow_id.data);
	sum->bytes += item->size;
	return 0;
}

static int
measure_growth(struct store *store, struct stats *s)
{
	int64_t now = (int64_t)time(NULL), first;
	struct original_sum sum = { .since = now - (int64_t)FORECAST_DAYS * DAY };

	int err = store_growth(store, sum.since, &s->grown_records, &first);
	if (err == 0)
		err = store_escrow_list(store, add_original, &sum);
	s->grown_originals = sum.bytes;
	if (err == 0 && first > 0 && now - first >= FORECAST_SECONDS_MINIMUM)
		s->grown_seconds = now - first;
	return err;
}

static uint64_t
daily(uint64_t bytes, int64_t seconds)
{
	return (uint64_t)((double)bytes * DAY / (double)seconds);
}

static uint64_t
days_until(uint64_t left, uint64_t each_day)
{
	return each_day > 0 ? left / each_day : NEVER;
}

static void
forecast(struct stats *s)
{
	uint64_t used = s->usage.used_bytes - s->usage.free_bytes;

	s->each = s->usage.records > 0 ? used / s->usage.records : 0;
	s->map_days = s->disk_days = s->escrow_days = NEVER;
	if (s->grown_seconds == 0)
		return;
	s->store_daily = daily(s->grown_records * s->each, s->grown_seconds);
	s->escrow_daily = daily(s->grown_originals, s->grown_seconds);
	uint64_t shared = s->room.same_disk ? s->store_daily + s->escrow_daily : 0;
	s->map_days = days_until(s->room.map_left, s->store_daily);
	s->disk_days = days_until(s->room.store_disk_left, shared > 0 ? shared : s->store_daily);
	s->escrow_days = days_until(s->room.escrow_disk_left, shared > 0 ? shared : s->escrow_daily);
}

/* ---- printing --------------------------------------------------------------------- */

static void
print_days(const char *label, uint64_t days)
{
	if (days != NEVER)
		printf("%-16s in about %" PRIu64 " days\n", label, days);
}

static void
print_text(const struct stats *s)
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
	return days != NEVER ? json_integer((json_int_t)days) : json_null();
}

static int
print_json(const struct stats *s)
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
	struct stats stats = { 0 };

	int err = store_usage(access->store, &stats.usage);
	if (err == 0)
		err = store_room(access->store, &stats.room);
	if (err == 0)
		err = measure_growth(access->store, &stats);
	if (err != 0)
		return store_access_fail(access, err);
	forecast(&stats);
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
