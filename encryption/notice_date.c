#include "encryption/notice_date.h"

#include <stdio.h>
#include <time.h>

static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };

static const char *const months[] = {
	"January", "February", "March", "April", "May", "June", "July", "August", "September",
	"October", "November", "December",
};

/* A time beyond what a struct tm can hold comes out as the epoch. */
static struct tm
utc(int64_t time)
{
	time_t seconds = (time_t)time;
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL) {
		seconds = 0;
		gmtime_r(&seconds, &tm);
	}
	return tm;
}

struct notice_date
notice_date_for_header(int64_t time)
{
	struct tm tm = utc(time);
	struct notice_date date;

	snprintf(date.text, sizeof(date.text), "%s, %02d %.3s %d %02d:%02d:%02d +0000",
	         days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour,
	         tm.tm_min, tm.tm_sec);
	return date;
}

struct notice_date
notice_date_for_people(int64_t time)
{
	struct tm tm = utc(time);
	struct notice_date date;

	snprintf(date.text, sizeof(date.text), "%d %s %d, %02d:%02d UTC", tm.tm_mday,
	         months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min);
	return date;
}
