#include "tools/time_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

static struct time_text
format(int64_t seconds, const char *form)
{
	struct time_text out;
	time_t moment = (time_t)seconds;
	struct tm tm;

	if (gmtime_r(&moment, &tm) == NULL || strftime(out.text, sizeof(out.text), form, &tm) == 0)
		snprintf(out.text, sizeof(out.text), "%" PRId64, seconds);
	return out;
}

struct time_text
time_text(int64_t seconds)
{
	return format(seconds, "%Y-%m-%dT%H:%M:%SZ");
}

struct time_text
time_text_of_day(int64_t seconds)
{
	return format(seconds, "%Y-%m-%d");
}
