/* Names at the head of a record: "Ann Lee (12/24/1961)", "LEE, ANN 86F", "Ann Lee 00412239". */
#include "scanner/score_role_parts.h"

#include "scanner/word_list.h"

/* A number of a record has so many digits; a telephone number has ten. */
#define RECORD_DIGITS 6
#define PHONE_DIGITS 10

/* Years of births that stand behind names; later ones are of visits and of what expires. */
#define BIRTH_FROM 1900
#define BIRTH_TO 2019

static bool
is_birth_year(unsigned year, size_t digits)
{
	if (digits == 2)
		year += year > BIRTH_TO % 100 ? 1900 : 2000;
	return digits != 3 && year >= BIRTH_FROM && year <= BIRTH_TO;
}

/* "12/24/99", "1961-12-24" */
static bool
begins_with_birth(struct bytes text)
{
	unsigned number = 0;
	size_t groups = 0, digits = 0;
	bool year_first = false;

	for (size_t i = 0; i <= text.length; i++) {
		uint8_t c = i < text.length ? text.data[i] : ' ';
		if (byte_is_digit(c) && digits < 5) {
			number = number * 10 + (c - 48u);
			digits++;
			continue;
		}
		/* 850-695-2888 is a telephone number. */
		if (digits == 0 || digits > 4 || digits == 3 || (groups == 1 && digits > 2))
			return false;
		if (groups == 0 && digits == 4 && !(year_first = is_birth_year(number, digits)))
			return false;
		if (++groups == 3)
			return !byte_is_alnum(c) && (year_first || is_birth_year(number, digits));
		if (c != '/' && c != '-' && c != '.')
			return false;
		digits = number = 0;
	}
	return false;
}

/* Behind the number of an age. */
static const struct word_list age_units = { {
	WORDS('f', "f"), WORDS('m', "m", "mo", "months"),
	WORDS('y', "yo", "y", "yr", "yrs", "year", "years"),
} };

static const struct word_list age_announcers = { { WORDS('a', "age", "aged") } };

/* "86F", "54yo", "71 y/o", "(8)", "aged 41"; a bare number is one in parentheses only. */
static bool
begins_with_age(struct bytes text, bool enclosed)
{
	struct bytes word = score_role_first_word(text);
	size_t digits = 0;

	if (word_list_has(&age_announcers, word))
		return true;
	while (digits < word.length && byte_is_digit(word.data[digits]))
		digits++;
	if (digits == 0 || digits > 3)
		return false;
	if (enclosed && digits < 3 && word.length == digits && text.length > digits && text.data[digits] == ')')
		return true;
	struct bytes unit = bytes_slice(word, digits, SIZE_MAX);
	if (unit.length == 0)
		unit = score_role_first_word(score_role_skip_blanks(bytes_slice(text, digits + (text.length > digits &&
		                                                          text.data[digits] == '-'), SIZE_MAX)));
	return word_list_has(&age_units, unit);
}

/* "00412239", "B8831104", "896-00204"; no telephone number. */
static bool
begins_with_record(struct bytes text)
{
	size_t digits = 0, hyphens = 0, at = 0;
	uint64_t eight = eight_load_clipped(text, 0), digit = eight_between(eight, '0', '9');

	/* As most: a short word without digits. */
	if (digit == 0 && (~(eight_letters(eight) | eight_between(eight, '-', '-')) & EIGHT_TOPS) != 0)
		return false;

	for (; at < text.length && (byte_is_alnum(text.data[at]) || text.data[at] == '-'); at++) {
		digits += byte_is_digit(text.data[at]);
		hyphens += text.data[at] == '-';
	}
	bool local = at == 8 && text.data[3] == '-'; /* 555-0161 */
	return digits >= RECORD_DIGITS && digits != PHONE_DIGITS && hyphens < 2 && !local && digits * 2 > at;
}

/* Between a name and what is of it. */
static const struct word_list record_fillers = { {
	WORDS('b', "born"), WORDS('d', "dob", "d"), WORDS('i', "id"), WORDS('m', "mrn"),
	WORDS('n', "no"),
} };

enum score_role
score_role_of_record(struct bytes behind)
{
	bool enclosed = false;
	bool comma = behind.length > 0 && behind.data[0] == ',';

	behind = score_role_skip_marks(behind, &enclosed);
	struct bytes word = score_role_first_word(behind);
	/* "LEE" of "LEE, ANN 86F" may have been found alone, and so may that of "Lee, A. 86F". */
	bool given = comma && word.length > 0 && byte_is_upper(word.data[0]);
	if (given || word_list_has(&record_fillers, word)) {
		behind = bytes_slice(behind, word.length, SIZE_MAX);
		if (word.length == 1 && behind.length > 0 && behind.data[0] == '.')
			behind = bytes_slice(behind, 1, SIZE_MAX);
		behind = score_role_skip_marks(behind, &enclosed);
	}
	if (begins_with_birth(behind) || begins_with_age(behind, enclosed))
		return SCORE_ROLE_SUBJECT;
	return begins_with_record(behind) ? SCORE_ROLE_NUMBERED : SCORE_ROLE_UNKNOWN;
}
