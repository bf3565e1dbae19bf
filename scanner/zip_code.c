#include "scanner/zip_code.h"

#include "core/attributes.h"
#include "scanner/builtin.h"

/* "001 NY,PR 0000000000000000000000000" */
#define AREA_DIGITS 3
#define ZIP_DIGITS 5
#define BITMAP_DIGITS 25

struct area {
	struct bytes states; /* "NY" or "NY,PR" */
	struct bytes bitmap; /* hexadecimal, the highest code first */
};

static struct bytes
line_at(struct bytes text, size_t start)
{
	struct bytes rest = bytes_slice(text, start, SIZE_MAX);
	const uint8_t *newline = rest.length > 0 ? memchr(rest.data, '\n', rest.length) : NULL;
	return newline == NULL ? rest : bytes_slice(rest, 0, (size_t)(newline - rest.data));
}

static size_t
line_begin(struct bytes text, size_t at)
{
	while (at > 0 && text.data[at - 1] != '\n')
		at--;
	return at;
}

/* Looks the area up by halving: the lines are sorted, comments come first. */
static bool
area_find(struct bytes digits, struct area *area)
{
	struct bytes table = builtin_zip_codes();
	size_t low = 0;
	size_t high = table.length;

	while (low < high) {
		size_t begin = line_begin(table, low + (high - low) / 2);
		struct bytes line = line_at(table, begin);
		int order = line.length < AREA_DIGITS ? -1 : memcmp(line.data, digits.data, AREA_DIGITS);
		if (order == 0 && line.length > AREA_DIGITS + 2 + BITMAP_DIGITS) {
			size_t states = line.length - AREA_DIGITS - 2 - BITMAP_DIGITS;
			area->states = bytes_slice(line, AREA_DIGITS + 1, states);
			area->bitmap = bytes_slice(line, line.length - BITMAP_DIGITS, BITMAP_DIGITS);
			return true;
		}
		if (order < 0)
			low = begin + line.length + 1;
		else
			high = begin;
	}
	return false;
}

static bool
all_digits(struct bytes digits, size_t count)
{
	if (digits.length != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!byte_is_digit(digits.data[i]))
			return false;
	return true;
}

static unsigned
hex_value(uint8_t c)
{
	return byte_is_digit(c) ? c - 48u : byte_lower(c) - 'a' + 10u;
}

static bool
area_has(const struct area *area, struct bytes digits)
{
	unsigned code = (digits.data[3] - 48u) * 10 + (digits.data[4] - 48u);
	uint8_t digit = area->bitmap.data[BITMAP_DIGITS - 1 - code / 4];
	return hex_value(digit) >> (code % 4) & 1;
}

bool
zip_code_exists(struct bytes digits)
{
	struct area area;
	return all_digits(digits, ZIP_DIGITS) && area_find(digits, &area) && area_has(&area, digits);
}

bool
zip_code_in_state(struct bytes digits, struct bytes state)
{
	struct area area;

	if (state.length != 2 || !all_digits(digits, ZIP_DIGITS) || !area_find(digits, &area) ||
	    !area_has(&area, digits))
		return false;
	for (size_t i = 0; i + 2 <= area.states.length; i += 3)
		if (bytes_equal_nocase(bytes_slice(area.states, i, 2), state))
			return true;
	return false;
}

bool
zip_code_area_restricted(struct bytes digits)
{
	struct bytes table = builtin_zip3_restricted();

	if (!all_digits(digits, AREA_DIGITS))
		return false;
	for (size_t at = 0; at < table.length;) {
		struct bytes line = line_at(table, at);
		if (bytes_equal(line, digits))
			return true;
		at += line.length + 1;
	}
	return false;
}

struct bytes
zip_code_state(struct bytes name)
{
	static const struct { const char *name, *code; } states[] = {
		{ "alabama", "AL" }, { "alaska", "AK" }, { "arizona", "AZ" }, { "arkansas", "AR" },
		{ "california", "CA" }, { "colorado", "CO" }, { "connecticut", "CT" }, { "delaware", "DE" },
		{ "district of columbia", "DC" }, { "florida", "FL" }, { "georgia", "GA" }, { "hawaii", "HI" },
		{ "idaho", "ID" }, { "illinois", "IL" }, { "indiana", "IN" }, { "iowa", "IA" },
		{ "kansas", "KS" }, { "kentucky", "KY" }, { "louisiana", "LA" }, { "maine", "ME" },
		{ "maryland", "MD" }, { "massachusetts", "MA" }, { "michigan", "MI" }, { "minnesota", "MN" },
		{ "mississippi", "MS" }, { "missouri", "MO" }, { "montana", "MT" }, { "nebraska", "NE" },
		{ "nevada", "NV" }, { "new hampshire", "NH" }, { "new jersey", "NJ" }, { "new mexico", "NM" },
		{ "new york", "NY" }, { "north carolina", "NC" }, { "north dakota", "ND" }, { "ohio", "OH" },
		{ "oklahoma", "OK" }, { "oregon", "OR" }, { "pennsylvania", "PA" }, { "puerto rico", "PR" },
		{ "rhode island", "RI" }, { "south carolina", "SC" }, { "south dakota", "SD" },
		{ "tennessee", "TN" }, { "texas", "TX" }, { "utah", "UT" }, { "vermont", "VT" },
		{ "virginia", "VA" }, { "washington", "WA" }, { "west virginia", "WV" },
		{ "wisconsin", "WI" }, { "wyoming", "WY" }, { "guam", "GU" }, { "virgin islands", "VI" },
		{ "armed forces europe", "AE" }, { "armed forces pacific", "AP" },
		{ "armed forces americas", "AA" }, { "american samoa", "AS" },
	};

	uint8_t first = name.length > 0 ? byte_lower(name.data[0]) : '\0';
	for (size_t i = 0; i < ARRAY_LENGTH(states); i++) {
		if ((uint8_t)states[i].name[0] != first) /* each code begins as its name does */
			continue;
		if (name.length == 2 ? memcmp(name.data, states[i].code, 2) == 0
		                     : bytes_among(name, &states[i].name, 1))
			return bytes_make(states[i].code, 2);
	}
	return bytes_make(NULL, 0);
}
