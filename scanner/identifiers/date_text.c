#include "scanner/identifiers/date_text.h"

#include "core/attributes.h"

/* Years that dates of living memory have. */
#define YEAR_FIRST 1880
#define YEAR_LAST 2100

/* A run of digits and separators longer than this is no date. */
#define DATE_REACH 12

/* Between month, day and year. */
#define NAMED_REACH 24

struct number {
	unsigned value;
	size_t digits;
	size_t end;
};

static struct number
number_at(struct bytes text, size_t start)
{
	struct number number = { 0, 0, start };

	while (number.end < text.length && byte_is_digit(text.data[number.end]) && number.digits < 9) {
		number.value = number.value * 10 + (text.data[number.end] - 48u);
		number.digits++;
		number.end++;
	}
	return number;
}

static bool
is_leap(unsigned year)
{
	return year == 0 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0 || year < 100));
}

static bool
is_day(unsigned year, unsigned month, unsigned day)
{
	static const uint8_t days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month < 1 || month > 12 || day < 1 || day > days[month - 1])
		return false;
	return month != 2 || day < 29 || is_leap(year);
}

static bool
is_year(const struct number *number)
{
	return number->digits == 4 && number->value >= YEAR_FIRST && number->value <= YEAR_LAST;
}

static bool
byte_joins(uint8_t c)
{
	return c == '/' || c == '-' || c == '.';
}

/* Nothing glued to either side that makes it a version, a path, a part number or an amount. */
static bool
stands_alone(struct bytes text, size_t start, size_t end)
{
	if (start > 0) {
		uint8_t before = text.data[start - 1];
		if (byte_is_alnum(before) || before == '$' || before == '_' || before >= 0x80)
			return before >= 0x80;
		if (byte_joins(before) && start > 1 && byte_is_alnum(text.data[start - 2]))
			return false;
		if (before == '/' || before == '\\' || before == '=' || before == '+')
			return before == '=';
	}
	if (end >= text.length)
		return true;
	uint8_t after = text.data[end];
	uint8_t next = end + 1 < text.length ? text.data[end + 1] : ' ';
	if (after == 'T' || after == 't')
		return byte_is_digit(next);
	if (byte_is_alnum(after) || after == '%' || after == '_' || after == '/' || after == '\\')
		return false;
	return !(byte_joins(after) && byte_is_alnum(next));
}

/* ---- digits ------------------------------------------------------------------- */

static bool
set_numeric(const struct number groups[3], uint8_t joint, struct date_text *date)
{
	const struct number *first = &groups[0], *second = &groups[1], *third = &groups[2];

	if (second->digits > 2 || second->digits == 0)
		return false;
	if (is_year(first) && third->digits <= 2) {
		date->year = first->value;
		date->month = second->value;
		date->day = third->value;
		date->strict = second->digits == 2 && third->digits == 2;
		return is_day(date->year, date->month, date->day);
	}
	bool short_year = third->digits == 2;
	if (first->digits > 2 || (!short_year && !is_year(third)))
		return false;
	date->year = third->value;
	date->strict = !short_year || (joint == '/' && second->digits == 2);
	date->month = first->value;
	date->day = second->value;
	if (is_day(date->year, date->month, date->day))
		return true;
	date->month = second->value; /* 31/12/1961 */
	date->day = first->value;
	return is_day(date->year, date->month, date->day);
}

bool
date_text_numeric(struct bytes text, size_t at, struct date_text *date)
{
	struct number groups[3];
	size_t start = at;
	uint8_t joint = 0;

	*date = (struct date_text){ .start = 0 };
	while (start > 0 && at - start < DATE_REACH &&
	       (byte_is_digit(text.data[start - 1]) || byte_joins(text.data[start - 1])))
		start--;
	while (start < at && !byte_is_digit(text.data[start]))
		start++;
	size_t end = start;
	for (size_t i = 0; i < 3; i++) {
		groups[i] = number_at(text, end);
		end = groups[i].end;
		if (groups[i].digits == 0)
			return false;
		if (i == 2)
			break;
		if (end >= text.length || !byte_joins(text.data[end]) || (joint != 0 && joint != text.data[end]))
			return false;
		joint = text.data[end++];
	}
	date->start = start;
	date->end = end;
	date->doubtful = joint == '.' && groups[2].digits == 2 && groups[0].digits < 4; /* a version? */
	return stands_alone(text, start, end) && set_numeric(groups, joint, date);
}

bool
date_text_month_year(struct bytes text, size_t at, struct date_text *date)
{
	size_t start = at;

	*date = (struct date_text){ .start = 0 };
	while (start > 0 && at - start < DATE_REACH &&
	       (byte_is_digit(text.data[start - 1]) || byte_joins(text.data[start - 1])))
		start--;
	struct number month = number_at(text, start);
	if (month.digits == 0 || month.digits > 2 || month.value < 1 || month.value > 12 ||
	    month.end >= text.length || !byte_joins(text.data[month.end]))
		return false;
	struct number year = number_at(text, month.end + 1);
	if (!is_year(&year) || !stands_alone(text, start, year.end))
		return false;
	*date = (struct date_text){ start, year.end, year.value, month.value, 0, false, false };
	return true;
}

bool
date_text_month_day(struct bytes text, size_t start, struct date_text *date)
{
	struct number month = number_at(text, start);

	*date = (struct date_text){ .start = 0 };
	if (month.digits == 0 || month.digits > 2 || month.end >= text.length ||
	    text.data[month.end] != '/')
		return false;
	struct number day = number_at(text, month.end + 1);
	if (day.digits == 0 || day.digits > 2 || !is_day(0, month.value, day.value) ||
	    !stands_alone(text, start, day.end))
		return false;
	*date = (struct date_text){ start, day.end, 0, month.value, day.value, false, false };
	return true;
}

bool
date_text_compact(struct bytes text, size_t start, struct date_text *date)
{
	struct bytes digits = bytes_slice(text, start, 8);
	unsigned value = 0;

	*date = (struct date_text){ .start = 0 };
	if (digits.length < 8)
		return false;
	for (size_t i = 0; i < digits.length; i++) {
		if (!byte_is_digit(digits.data[i]))
			return false;
		value = value * 10 + (digits.data[i] - 48u);
	}
	*date = (struct date_text){ start, start + 8, value / 10000, value / 100 % 100, value % 100,
	                            false, false };
	if (date->year >= YEAR_FIRST && date->year <= YEAR_LAST &&
	    is_day(date->year, date->month, date->day))
		return true;
	*date = (struct date_text){ start, start + 8, value % 10000, value / 1000000, value / 10000 % 100,
	                            false, false };
	return date->year >= YEAR_FIRST && date->year <= YEAR_LAST &&
	       is_day(date->year, date->month, date->day);
}

/* ---- names of months ------------------------------------------------------------- */

unsigned
date_text_month(struct bytes word)
{
	static const char *const months[] = { "january", "february", "march", "april", "may", "june", "july",
	                                      "august", "september", "october", "november", "december" };
	static const char *const spanish[] = { "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
	                                       "agosto", "septiembre", "octubre", "noviembre", "diciembre" };

	uint8_t first = word.length > 0 ? byte_lower(word.data[0]) : '\0';

	for (unsigned i = 0; i < ARRAY_LENGTH(months); i++) {
		struct bytes month = bytes_make(months[i], word.length == 3 ? 3 : strlen(months[i]));
		if (((uint8_t)months[i][0] == first && bytes_equal_nocase(word, month)) ||
		    ((uint8_t)spanish[i][0] == first && bytes_equal_nocase(word, bytes_of_string(spanish[i]))))
			return i + 1;
	}
	return bytes_equal_nocase(word, bytes_of_string("sept")) ? 9 : 0;
}

/* Behind white space, a dot, a comma or one hyphen; a line may break there. */
static size_t
skip_joint(struct bytes text, size_t at)
{
	size_t end = at;

	while (end < text.length && end - at < 4 &&
	       (byte_is_space(text.data[end]) || strchr(".,-", text.data[end]) != NULL) &&
	       text.data[end] != '\0')
		end++;
	return end;
}

static size_t
skip_ordinal(struct bytes text, size_t at)
{
	static const char *const ordinals[] = { "st", "nd", "rd", "th" };

	for (size_t i = 0; i < ARRAY_LENGTH(ordinals); i++)
		if (bytes_equal_nocase(bytes_slice(text, at, 2), bytes_of_string(ordinals[i])))
			return at + 2;
	return at;
}

/* The length of "of ", or of what it is in Spanish, at `at`; 0 when it is not there. */
static size_t
of_length(struct bytes text, size_t at)
{
	static const char *const words[] = { "of ", "de ", "del " };

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		if (bytes_equal_nocase(bytes_slice(text, at, strlen(words[i])), bytes_of_string(words[i])))
			return strlen(words[i]);
	return 0;
}

/* "twenty-third" that ends at `end`: the day and where it begins; 0 for none. */
static unsigned
spelled_day_before(struct bytes text, size_t end, size_t *start)
{
	static const char *const days[] = {
		"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
		"eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
		"eighteenth", "nineteenth", "twentieth", "twenty-first", "twenty-second", "twenty-third",
		"twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth",
		"twenty-ninth", "thirtieth", "thirty-first",
	};

	*start = end;
	while (*start > 0 && (byte_is_alpha(text.data[*start - 1]) || text.data[*start - 1] == '-'))
		(*start)--;
	for (unsigned i = 0; i < ARRAY_LENGTH(days); i++)
		if (bytes_equal_nocase(bytes_slice(text, *start, end - *start), bytes_of_string(days[i])))
			return i + 1;
	return 0;
}

/* "4th of " or "fourth of " before the month: sets day and start. */
static void
named_day_before(struct bytes text, struct date_text *date)
{
	size_t at = date->start;

	if (at > 3 && text.data[at - 4] == ' ' && of_length(text, at - 3) == 3) {
		at -= 3;
		size_t word;
		unsigned spelled = spelled_day_before(text, at - 1, &word);
		if (spelled != 0) {
			date->day = spelled;
			date->start = word;
			return;
		}
	}
	if (at == 0 || (text.data[at - 1] != ' ' && text.data[at - 1] != '-'))
		return;
	at--;
	size_t digits_end = at;
	if (at > 2 && byte_is_alpha(text.data[at - 1]) && skip_ordinal(text, at - 2) == at)
		digits_end = at - 2;
	size_t start = digits_end;
	while (start > 0 && byte_is_digit(text.data[start - 1]) && digits_end - start < 3)
		start--;
	struct number day = number_at(text, start);
	if (day.digits == 0 || day.digits > 2 || day.end != digits_end || !is_day(0, date->month, day.value))
		return;
	if (start > 0 && (byte_is_alnum(text.data[start - 1]) || strchr("/.$-:", text.data[start - 1])))
		return;
	date->day = day.value;
	date->start = start;
}

/* A year of four digits, or of two behind an apostrophe or hyphen, that begins behind a joint. */
static void
named_year(struct bytes text, struct date_text *date)
{
	size_t at = skip_joint(text, date->end);
	bool short_form = at < text.length && (text.data[at] == '\'' || (at > 0 && text.data[at - 1] == '-'));

	if (at < text.length && text.data[at] == '\'')
		at++;
	at += of_length(text, at);
	struct number year = number_at(text, at);
	bool glued = year.end < text.length && (byte_is_alpha(text.data[year.end]) ||
	                                         text.data[year.end] == ':');
	if (at == date->end || glued || !(is_year(&year) || (short_form && year.digits == 2)))
		return;
	date->year = year.value;
	date->end = year.end;
}

/* " 4th" or " 4-6" behind the month. */
static void
named_day_after(struct bytes text, struct date_text *date)
{
	size_t at = skip_joint(text, date->end);
	struct number day = number_at(text, at);

	if (at == date->end || day.digits == 0 || day.digits > 2 || !is_day(0, date->month, day.value))
		return;
	size_t end = skip_ordinal(text, day.end);
	if (end < text.length && text.data[end] == '-') {
		struct number last = number_at(text, end + 1);
		if (last.digits > 0 && last.digits < 3 && last.value > day.value && last.value < 32)
			end = skip_ordinal(text, last.end);
	}
	if (end < text.length && (byte_is_alnum(text.data[end]) || text.data[end] == ':' ||
	                          text.data[end] == '%'))
		return;
	date->day = day.value;
	date->end = end;
}

bool
date_text_glued(struct bytes text, size_t start, struct date_text *date)
{
	struct number day = number_at(text, start);
	struct number year = number_at(text, day.end + 3);
	unsigned month = date_text_month(bytes_slice(text, day.end, 3));

	*date = (struct date_text){ start, year.end, year.value, month, day.value, true, false };
	return day.digits > 0 && day.digits <= 2 && month != 0 && is_year(&year) &&
	       is_day(year.value, month, day.value) && stands_alone(text, start, year.end);
}

/* "1952-" before "Mar-04". */
static void
named_year_before(struct bytes text, struct date_text *date)
{
	struct number year = number_at(text, date->start > 5 ? date->start - 5 : 0);

	if (date->year != 0 || date->start < 5 || text.data[date->start - 1] != '-' || !is_year(&year) ||
	    year.end != date->start - 1 || !stands_alone(text, date->start - 5, date->end))
		return;
	date->year = year.value;
	date->start -= 5;
}

bool
date_text_named(struct bytes text, size_t at, struct date_text *date)
{
	size_t floor = at > NAMED_REACH ? at - NAMED_REACH : 0;
	size_t end = at;

	*date = (struct date_text){ .start = 0 };
	while (end > floor && !byte_is_alpha(text.data[end - 1]))
		end--;
	while (end < text.length && byte_is_alpha(text.data[end]))
		end++;
	size_t start = end;
	while (start > floor && byte_is_alpha(text.data[start - 1]))
		start--;
	date->month = date_text_month(bytes_slice(text, start, end - start));
	if (date->month == 0 || (start > 0 && byte_is_digit(text.data[start - 1])))
		return false;
	date->start = start;
	date->end = end;
	named_day_before(text, date);
	if (date->day == 0)
		named_day_after(text, date);
	named_year(text, date);
	named_year_before(text, date);
	date->strict = date->day != 0 && date->year != 0;
	return (date->day != 0 || date->year != 0) && is_day(date->year, date->month, date->day ? date->day : 1);
}
