#include "scanner/word_place.h"

#include <string.h>

/* What stands between the words and their number: ": ", " #", a line's end. */
#define NUMBER_REACH 3

/* Digits from which what follows a word is its number without a # as well. */
#define NUMBER_DIGITS 5

/* Whether a # follows or, where `bare` will do, a word of letters, digits and hyphens with a number in it. */
static bool
number_follows(struct bytes text, size_t end, bool bare)
{
	size_t at = end, digits = 0;

	while (at < text.length && at - end < NUMBER_REACH && text.data[at] != '\0' &&
	       strchr(" :._-\n", text.data[at]) != NULL)
		at++;
	if (at < text.length && text.data[at] == '#')
		return true;
	for (; bare && at > end && at < text.length && (byte_is_alnum(text.data[at]) || text.data[at] == '-'); at++)
		digits += byte_is_digit(text.data[at]);
	return digits >= NUMBER_DIGITS;
}

/* How far from a word its number may stand: "4th of July". */
#define NUMBER_NEAR_BEFORE 7
#define NUMBER_NEAR_BEHIND 4

static bool
number_near(struct bytes text, size_t start, size_t end)
{
	for (size_t at = start > NUMBER_NEAR_BEFORE ? start - NUMBER_NEAR_BEFORE : 0; at < start; at++)
		if (byte_is_digit(text.data[at]))
			return true;
	for (size_t at = end; at < text.length && at < end + NUMBER_NEAR_BEHIND; at++)
		if (byte_is_digit(text.data[at]))
			return true;
	return false;
}

static bool
byte_is_capital_at(struct bytes text, size_t at)
{
	return at < text.length && byte_is_upper(text.data[at]);
}

bool
word_place_begins(enum word_place place, struct bytes text, size_t start, size_t next)
{
	switch (place) {
	case WORD_CAPITAL:
		return byte_is_capital_at(text, start);
	case WORD_BEFORE_CAPITAL:
		return byte_is_capital_at(text, next);
	case WORD_BEHIND_DOT:
		return start > 0 && text.data[start - 1] == '.';
	case WORD_IN_MARKUP:
		return start > 0 && (text.data[start - 1] == '<' || text.data[start - 1] == '"' || text.data[start - 1] == ':');
	default:
		return true;
	}
}

bool
word_place_ends(enum word_place place, struct bytes text, size_t start, size_t end)
{
	switch (place) {
	case WORD_NUMBERED:
	case WORD_BEFORE_NUMBER:
		return number_follows(text, end, place == WORD_BEFORE_NUMBER);
	case WORD_BY_NUMBER:
		return number_near(text, start, end);
	case WORD_BEFORE_COLON:
		return end < text.length && text.data[end] == ':';
	case WORD_BEFORE_DOT:
		return end < text.length && text.data[end] == '.';
	case WORD_IN_MARKUP:
		return end < text.length && memchr("\"\\> /\n\t\r", text.data[end], 8) != NULL;
	default:
		return true;
	}
}
