#include "scanner/zip_code.h"

#include "core/attributes.h"
#include "scanner/builtin.h"

/* "205 DC,MD,VA       e6d63fbc61efbdffffff08fff\n": a thousand such lines end the table. */
#define AREA_COUNT 1000
#define AREA_DIGITS 3
#define AREA_LINE 45
#define STATES_AT 4
#define STATES_LENGTH 14
#define BITMAP_AT 19
#define BITMAP_DIGITS 25
#define ZIP_DIGITS 5

struct area {
	const uint8_t *states; /* two letters, a comma, two letters ... then blanks */
	const uint8_t *bitmap; /* hexadecimal, the highest code first */
};

/* The area of a code that begins with these digits. */
static struct area
area_find(struct bytes digits)
{
	struct bytes table = builtin_zip_codes();
	size_t number = (digits.data[0] - 48u) * 100 + (digits.data[1] - 48u) * 10 + (digits.data[2] - 48u);
	const uint8_t *line = table.data + table.length - (AREA_COUNT - number) * AREA_LINE;

	return (struct area){ line + STATES_AT, line + BITMAP_AT };
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
	uint8_t digit = area->bitmap[BITMAP_DIGITS - 1 - code / 4];
	return hex_value(digit) >> (code % 4) & 1;
}

bool
zip_code_exists(struct bytes digits)
{
	if (!all_digits(digits, ZIP_DIGITS))
		return false;
	struct area area = area_find(digits);
	return area_has(&area, digits);
}

bool
zip_code_in_state(struct bytes digits, struct bytes state)
{
	if (state.length != 2 || !all_digits(digits, ZIP_DIGITS))
		return false;
	struct area area = area_find(digits);
	if (!area_has(&area, digits))
		return false;
	for (size_t i = 0; i + 2 <= STATES_LENGTH; i += 3)
		if (bytes_equal_nocase(bytes_make(area.states + i, 2), state))
			return true;
	return false;
}

static struct bytes
line_at(struct bytes text, size_t start)
{
	struct bytes rest = bytes_slice(text, start, SIZE_MAX);
	const uint8_t *newline = rest.length > 0 ? memchr(rest.data, '\n', rest.length) : NULL;
	return newline == NULL ? rest : bytes_slice(rest, 0, (size_t)(newline - rest.data));
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

struct state {
	const char *name;
	const char *code; /* begins as the name does */
};

#define STATES(letter, ...) [(letter) - 'a'] = (const struct state[]){ __VA_ARGS__, { NULL, NULL } }

static const struct state *const states[26] = {
	STATES('a', { "alabama", "AL" }, { "alaska", "AK" }, { "arizona", "AZ" },
	       { "arkansas", "AR" }, { "armed forces europe", "AE" },
	       { "armed forces pacific", "AP" }, { "armed forces americas", "AA" },
	       { "american samoa", "AS" }),
	STATES('c', { "california", "CA" }, { "colorado", "CO" }, { "connecticut", "CT" }),
	STATES('d', { "delaware", "DE" }, { "district of columbia", "DC" }),
	STATES('f', { "florida", "FL" }),
	STATES('g', { "georgia", "GA" }, { "guam", "GU" }),
	STATES('h', { "hawaii", "HI" }),
	STATES('i', { "idaho", "ID" }, { "illinois", "IL" }, { "indiana", "IN" },
	       { "iowa", "IA" }),
	STATES('k', { "kansas", "KS" }, { "kentucky", "KY" }),
	STATES('l', { "louisiana", "LA" }),
	STATES('m', { "maine", "ME" }, { "maryland", "MD" }, { "massachusetts", "MA" },
	       { "michigan", "MI" }, { "minnesota", "MN" }, { "mississippi", "MS" },
	       { "missouri", "MO" }, { "montana", "MT" }),
	STATES('n', { "nebraska", "NE" }, { "nevada", "NV" }, { "new hampshire", "NH" },
	       { "new jersey", "NJ" }, { "new mexico", "NM" }, { "new york", "NY" },
	       { "north carolina", "NC" }, { "north dakota", "ND" }),
	STATES('o', { "ohio", "OH" }, { "oklahoma", "OK" }, { "oregon", "OR" }),
	STATES('p', { "pennsylvania", "PA" }, { "puerto rico", "PR" }),
	STATES('r', { "rhode island", "RI" }),
	STATES('s', { "south carolina", "SC" }, { "south dakota", "SD" }),
	STATES('t', { "tennessee", "TN" }, { "texas", "TX" }),
	STATES('u', { "utah", "UT" }),
	STATES('v', { "vermont", "VT" }, { "virginia", "VA" }, { "virgin islands", "VI" }),
	STATES('w', { "washington", "WA" }, { "west virginia", "WV" }, { "wisconsin", "WI" },
	       { "wyoming", "WY" }),
};

static bool
state_is_called(const struct state *state, struct bytes name)
{
	if (name.length == 2)
		return memcmp(name.data, state->code, 2) == 0;
	return byte_lower(name.data[1]) == (uint8_t)state->name[1] && bytes_among(name, &state->name, 1);
}

struct bytes
zip_code_state(struct bytes name)
{
	uint8_t letter = name.length > 1 ? (uint8_t)(byte_lower(name.data[0]) - 'a') : 26;
	const struct state *state = letter < 26 ? states[letter] : NULL;

	for (; state != NULL && state->name != NULL; state++)
		if (state_is_called(state, name))
			return bytes_make(state->code, 2);
	return bytes_make(NULL, 0);
}
