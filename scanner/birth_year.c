#include "scanner/birth_year.h"

#include <time.h>

#include "scanner/identifiers/date_text.h"

#define BIRTH_YEAR_LEAST 1880
#define CENTURY 100
#define YEAR_DIGITS 4

/* The number of the digits from `at` on, at most `most`; `*length` is how many there are at all. */
static unsigned
digits_read(struct bytes text, size_t at, size_t most, size_t *length)
{
	unsigned number = 0;

	for (*length = 0; at + *length < text.length && byte_is_digit(text.data[at + *length]); ++*length)
		if (*length < most)
			number = number * 10 + (text.data[at + *length] - '0');
	return number;
}

/* A year in four digits by themselves, or at the head of a time stamp such as 20150312. */
static unsigned
year_spelled_out(struct bytes date, unsigned now)
{
	size_t length;

	for (size_t i = 0; i < date.length; i += length + 1) {
		unsigned year = digits_read(date, i, YEAR_DIGITS, &length);
		if ((length == YEAR_DIGITS || length >= 2 * YEAR_DIGITS) && year >= BIRTH_YEAR_LEAST &&
		    year <= now)
			return year;
	}
	return 0;
}

unsigned
birth_year_read(struct bytes date, unsigned now)
{
	struct date_text read = { .year = 0 };
	unsigned year = year_spelled_out(date, now);

	if (year != 0)
		return year;
	if (!date_text_compact(date, 0, &read) && !date_text_numeric(date, date.length, &read) &&
	    !date_text_named(date, date.length, &read))
		return 0;
	if (read.year >= CENTURY || read.year == 0)
		return read.year <= now ? read.year : 0;
	year = now - now % CENTURY + read.year;
	return year <= now ? year : year - CENTURY;
}

void
birth_year_note(struct message *m, const struct finding *finding, struct bytes date)
{
	time_t received = (time_t)m->envelope.received;
	struct tm now;

	if (finding->type != IDENTIFIER_BIRTH_DATE || finding->subject == SUBJECT_PROVIDER ||
	    finding->subject == SUBJECT_SENDER || gmtime_r(&received, &now) == NULL)
		return;
	unsigned year = birth_year_read(date, (unsigned)now.tm_year + 1900);
	if (year > m->youngest_birth_year)
		m->youngest_birth_year = year;
}
