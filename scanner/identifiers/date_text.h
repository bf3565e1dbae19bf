/*
 * Dates as people write them: 03/04/1961, 3-4-61, 1961-03-04, 4 March 1961,
 * March 4th, 1961, Mar 4, March 2021, 19610304. Months, days and leap years
 * are checked; what a date is of is the detector's matter.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_DATE_TEXT_H
#define PHIMILTER_SCANNER_IDENTIFIERS_DATE_TEXT_H

#include "core/bytes.h"

struct date_text {
	size_t start; /* bytes into the text */
	size_t end;
	unsigned year;  /* 0 when not given, below 100 when of two digits */
	unsigned month; /* 0 when not given */
	unsigned day;   /* 0 when not given */
	bool strict;    /* hardly anything else looks so */
	bool doubtful;  /* as likely something else: only with a cue */
};

/* Month, day and year in digits, of which byte `at` is in or behind one. */
bool date_text_numeric(struct bytes text, size_t at, struct date_text *date);

/* Month and year, 03/1961, that end at or behind `at`. */
bool date_text_month_year(struct bytes text, size_t at, struct date_text *date);

/* Month and day without a year, 3/14, that begin at `start`. */
bool date_text_month_day(struct bytes text, size_t start, struct date_text *date);

/* Eight digits from `start` on, YYYYMMDD or MMDDYYYY, of a run that begins there. */
bool date_text_compact(struct bytes text, size_t start, struct date_text *date);

/* Day, month's name and year without a gap, 04MAR1952, that begin at `start`. */
bool date_text_glued(struct bytes text, size_t start, struct date_text *date);

/* A date with the name of a month in it, which is the one nearest before byte `at`. */
bool date_text_named(struct bytes text, size_t at, struct date_text *date);

/* The month whose name, full or short, `word` is: 1-12, or 0. */
unsigned date_text_month(struct bytes word);

#endif
