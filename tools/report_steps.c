#include "tools/report_steps.h"

#include <time.h>

#define DAY_SECONDS 86400
#define WEEK_DAYS 7

/* Where the unit after the one that holds `start` begins. */
static int64_t
unit_next(enum report_unit unit, int64_t start)
{
	time_t moment = (time_t)start;
	struct tm tm;

	if (gmtime_r(&moment, &tm) == NULL)
		return INT64_MAX;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	switch (unit) {
	case REPORT_DAY:
		tm.tm_mday++;
		break;
	case REPORT_WEEK: /* ISO 8601: they begin on Mondays */
		tm.tm_mday += WEEK_DAYS - (tm.tm_wday + WEEK_DAYS - 1) % WEEK_DAYS;
		break;
	case REPORT_MONTH:
		tm.tm_mday = 1;
		tm.tm_mon++;
		break;
	case REPORT_YEAR:
		tm.tm_mday = 1;
		tm.tm_mon = 0;
		tm.tm_year++;
		break;
	}
	return (int64_t)timegm(&tm);
}

/* The finest unit that fits a chart: a month of days, half a year of weeks, four years of months. */
static enum report_unit
unit_choose(int64_t seconds)
{
	if (seconds <= (int64_t)45 * DAY_SECONDS)
		return REPORT_DAY;
	if (seconds <= (int64_t)190 * DAY_SECONDS)
		return REPORT_WEEK;
	if (seconds <= (int64_t)4 * 366 * DAY_SECONDS)
		return REPORT_MONTH;
	return REPORT_YEAR;
}

struct report_steps
report_steps_make(int64_t since, int64_t until)
{
	struct report_steps steps = { .unit = unit_choose(until - since), .end = until };

	for (int64_t start = since; start < until; start = unit_next(steps.unit, start)) {
		if (steps.count == REPORT_STEPS_LIMIT) {
			/* Only of years can there be more: the oldest two become one. */
			for (size_t i = 1; i + 1 < steps.count; i++)
				steps.items[i] = steps.items[i + 1];
			steps.count--;
		}
		steps.items[steps.count++] = (struct report_step){ .start = start };
	}
	return steps;
}

struct report_step *
report_steps_find(struct report_steps *steps, int64_t time)
{
	size_t low = 0, high = steps->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (steps->items[middle].start <= time)
			low = middle;
		else
			high = middle;
	}
	return &steps->items[low];
}

const char *
report_unit_name(enum report_unit unit)
{
	switch (unit) {
	case REPORT_DAY: return "day";
	case REPORT_WEEK: return "week";
	case REPORT_MONTH: return "month";
	case REPORT_YEAR: break;
	}
	return "year";
}
