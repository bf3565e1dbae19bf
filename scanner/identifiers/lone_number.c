#include "scanner/identifiers/lone_number.h"

#include "scanner/digits.h"
#include "scanner/identifiers/licence_formats.h"
#include "scanner/identifiers/report.h"
#include "scanner/table_row.h"
#include "scanner/value.h"

#define NINE_DIGITS 9
#define NHS_DIGITS 10

/*
 * Numbers of these lengths with no shape of their own are accounts at a bank: shorter
 * ones are likelier a telephone's, and longer ones cards that do not check.
 */
#define ACCOUNT_LEAST 12
#define ACCOUNT_MOST 14

/* Licences of digits alone: shorter ones are anything, longer ones New York's or cards. */
#define LICENCE_DIGITS_LEAST 7
#define LICENCE_DIGITS_MOST 14

#define VALUE_MOST 15 /* with a letter before them: New Jersey's licences */

/* A line with more than this is no answer but a list of something. */
#define LONE_LINE_LIMIT 72

/* Whether the line has nothing but numbers, with a letter before them at most. */
static bool
is_line_of_numbers(struct bytes line)
{
	if (line.length > LONE_LINE_LIMIT)
		return false;
	for (size_t i = 0; i < line.length; i++) {
		uint8_t c = line.data[i];
		bool opens = byte_is_upper(c) && i + 1 < line.length && byte_is_digit(line.data[i + 1]);
		if (!byte_is_digit(c) && !opens && (c == '\0' || strchr(" -.,;>\r", c) == NULL))
			return false;
	}
	return true;
}

/* Whether the line next to `line`, on the side of byte `at`, is of numbers too: a column of a table. */
static bool
is_of_numbers_at(struct bytes text, size_t at)
{
	struct bytes line = table_line(text, at);
	return line.length > 1 && is_line_of_numbers(line);
}

static bool
stands_in_column(struct bytes text, struct bytes line)
{
	size_t begin = (size_t)(line.data - text.data), end = begin + line.length;
	return (begin > 0 && is_of_numbers_at(text, begin - 1)) ||
	       (end + 1 < text.length && is_of_numbers_at(text, end + 1));
}

/*
 * Numbers that one office gives have one length. So many lengths in one line are of
 * several offices: of all that people are asked for, it is licences that differ so.
 */
#define LIST_LENGTHS_LEAST 3

/* Whether numbers that could be licences stand in `line` in that many lengths, none twice. */
static bool
is_list_of_lengths(struct bytes line)
{
	unsigned lengths = 0, count = 0;
	for (size_t at = 0; at < line.length; at++) {
		size_t start = at;
		while (at < line.length && byte_is_digit(line.data[at]))
			at++;
		struct bytes number = bytes_slice(line, start, at - start);
		if (number.length < LICENCE_DIGITS_LEAST || number.length > LICENCE_DIGITS_MOST)
			continue;
		if (digits_nanp(number) || (lengths & 1u << number.length) != 0)
			return false;
		lengths |= 1u << number.length;
		count++;
	}
	return count >= LIST_LENGTHS_LEAST;
}

struct lone_kind {
	enum identifier_type type;
	const char *validator;
};

/* 123456789 and 987654321 are typed to try something out. */
static bool
is_sequence(struct bytes digits)
{
	size_t up = 1, down = 1;
	for (size_t i = 1; i < digits.length; i++) {
		up += digits.data[i] == digits.data[i - 1] + 1;
		down += digits.data[i] + 1 == digits.data[i - 1];
	}
	return up == digits.length || down == digits.length;
}

/* What nine digits are most likely; the strictest check goes first. */
static struct lone_kind
nine_digits_kind(struct bytes digits)
{
	static const struct lone_kind none = { 0, NULL };
	if (digits_itin(digits) != TAX_INVALID)
		return (struct lone_kind){ IDENTIFIER_ITIN, "ITIN group" };
	if (digits_aba(digits))
		return (struct lone_kind){ IDENTIFIER_ABA_ROUTING, "ABA 3-7-1" };
	if (digits_ssn(digits) == SSN_POSSIBLE)
		return (struct lone_kind){ IDENTIFIER_SSN, "SSA ranges" };
	return none;
}

/* Milliseconds since 1970, until 2033. */
static bool
is_epoch(struct bytes digits)
{
	return digits.length == 13 && digits.data[0] == '1';
}

/* What a longer number is: with check digits, other detectors know it better. */
static struct lone_kind
long_kind(struct bytes digits)
{
	static const struct lone_kind none = { 0, NULL };
	if (digits.length == NHS_DIGITS && digits_mod11(digits) && !digits_nanp(digits) && !digits_npi(digits))
		return (struct lone_kind){ IDENTIFIER_MRN, "NHS mod 11" };
	/* A card's beginning and not its check: mistyped, or none. */
	if (digits.length == ACCOUNT_MOST && (digits.data[0] == '3' && strchr("0689", digits.data[1]) != NULL))
		return none;
	if (digits.length < ACCOUNT_LEAST || digits.length > ACCOUNT_MOST || is_epoch(digits) ||
	    digits_payment_card(digits))
		return none;
	return (struct lone_kind){ IDENTIFIER_BANK_ACCOUNT, "account length" };
}

/* A letter and digits: Hawaii's licences begin with an H, passports since 2021 with another letter. */
static struct lone_kind
lettered_kind(struct bytes value)
{
	if (value.length == NINE_DIGITS && value.data[0] != 'H')
		return (struct lone_kind){ IDENTIFIER_PASSPORT, "US passport format" };
	if (licence_format_fits_any(value))
		return (struct lone_kind){ IDENTIFIER_DRIVERS_LICENSE, "state format" };
	return (struct lone_kind){ 0, NULL };
}

/* What `value`, one of a list of numbers, is. */
static struct lone_kind
listed_kind(struct bytes value)
{
	bool fits = digits_only(value) && !digits_repeated(value) && licence_format_fits_any(value);
	return (struct lone_kind){ IDENTIFIER_DRIVERS_LICENSE, fits ? "state format" : NULL };
}

static struct lone_kind
kind_of(struct bytes value)
{
	static const struct lone_kind none = { 0, NULL };
	bool lettered = value.length > 0 && byte_is_alpha(value.data[0]);
	struct bytes digits = bytes_slice(value, lettered, value.length);
	if (value.length < NINE_DIGITS - 1 || !digits_only(digits) || digits_repeated(digits) ||
	    is_sequence(digits))
		return none;
	if (lettered)
		return lettered_kind(value);
	return value.length == NINE_DIGITS ? nine_digits_kind(value) : long_kind(value);
}

int
lone_number_confirm(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	size_t start = end;
	while (start > 0 && end - start <= VALUE_MOST &&
	       (byte_is_alnum(bytes.data[start - 1]) || bytes.data[start - 1] == '-'))
		start--;
	struct value_compact value = value_compact(bytes, start, end);
	struct bytes line = table_line(bytes, start);
	if (text->kind == PART_HEADERS || !is_line_of_numbers(line) || stands_in_column(bytes, line) ||
	    !value_stands_alone(bytes, start, end))
		return 0;
	struct lone_kind kind = is_list_of_lengths(line) ? listed_kind(value_bytes(&value))
	                                                 : kind_of(value_bytes(&value));
	if (kind.validator == NULL)
		return 0;
	const struct identifier found = {
		.type = kind.type,
		.start = start,
		.end = end,
		.confidence = CONFIDENCE_HARDLY,
		.validator = kind.validator,
	};
	return identifier_report(text, &found);
}
