#include "tools/store_forecast.h"

#include <time.h>

#include "core/error.h"

#define DAY 86400
#define FORECAST_DAYS 30 /* that growth is reckoned from */

/* Of less time nothing is foretold. */
#define FORECAST_SECONDS_MINIMUM DAY

static int
measure_growth(struct store *store, struct store_forecast *s)
{
	int64_t now = (int64_t)time(NULL), since = now - (int64_t)FORECAST_DAYS * DAY, first, from;

	int err = store_growth(store, since, &s->grown_records, &first);
	if (err == 0)
		err = store_escrow_growth(store, since, &s->grown_originals, &from);
	if (err != 0 || first == 0 || now - first < FORECAST_SECONDS_MINIMUM)
		return err;
	s->grown_seconds = s->escrow_seconds = now - first;
	if (from > since)
		s->escrow_seconds = now > from ? now - from : 1;
	return 0;
}

static uint64_t
daily(uint64_t bytes, int64_t seconds)
{
	return (uint64_t)((double)bytes * DAY / (double)seconds);
}

static uint64_t
days_until(uint64_t left, uint64_t each_day)
{
	return each_day > 0 ? left / each_day : STORE_FORECAST_NEVER;
}

static void
forecast(struct store_forecast *s)
{
	uint64_t used = s->usage.used_bytes - s->usage.free_bytes;

	s->each = s->usage.records > 0 ? used / s->usage.records : 0;
	s->map_days = s->disk_days = s->escrow_days = STORE_FORECAST_NEVER;
	if (s->grown_seconds == 0)
		return;
	s->store_daily = daily(s->grown_records * s->each, s->grown_seconds);
	s->escrow_daily = daily(s->grown_originals, s->escrow_seconds);
	uint64_t shared = s->room.same_disk ? s->store_daily + s->escrow_daily : 0;
	s->map_days = days_until(s->room.map_left, s->store_daily);
	s->disk_days = days_until(s->room.store_disk_left, shared > 0 ? shared : s->store_daily);
	s->escrow_days = days_until(s->room.escrow_disk_left, shared > 0 ? shared : s->escrow_daily);
}

int
store_forecast_make(struct store *store, struct store_forecast *out)
{
	*out = (struct store_forecast){ 0 };
	int err = store_usage(store, &out->usage);
	if (err == 0)
		err = store_room(store, &out->room);
	if (err == 0)
		err = measure_growth(store, out);
	if (err == 0)
		forecast(out);
	return err;
}
