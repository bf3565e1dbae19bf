#include "scanner/identifiers/licence_formats.h"

/*
 * L letters, N digits, ? either, each with how many ("L2", "N5-9"; one when
 * nothing is said), anything else itself; formats are divided by slashes.
 * From the NTSI table of formats, 2023, with New Hampshire's newer NHL numbers.
 */
static const struct {
	char code[3];
	const char *name;
	const char *formats;
} states[] = {
	{ "", "", "" },
	{ "AL", "alabama", "N1-8" },
	{ "AK", "alaska", "N1-7" },
	{ "AZ", "arizona", "LN8/N9" },
	{ "AR", "arkansas", "N4-9" },
	{ "CA", "california", "LN7" },
	{ "CO", "colorado", "N9/LN3-6/L2N2-5" },
	{ "CT", "connecticut", "N9" },
	{ "DE", "delaware", "N1-7" },
	{ "DC", "district of columbia", "N7/N9" },
	{ "FL", "florida", "LN12" },
	{ "GA", "georgia", "N7-9" },
	{ "HI", "hawaii", "LN8/N9" },
	{ "ID", "idaho", "L2N6L/N9" },
	{ "IL", "illinois", "LN11-12" },
	{ "IN", "indiana", "LN9/N9-10" },
	{ "IA", "iowa", "N9/N3L2N4" },
	{ "KS", "kansas", "LNLNL/LN8/N9" },
	{ "KY", "kentucky", "LN8-9/N9" },
	{ "LA", "louisiana", "N1-9" },
	{ "ME", "maine", "N7/N7L/N8" },
	{ "MD", "maryland", "LN12" },
	{ "MA", "massachusetts", "LN8/N9" },
	{ "MI", "michigan", "LN10/LN12" },
	{ "MN", "minnesota", "LN12" },
	{ "MS", "mississippi", "N9" },
	{ "MO", "missouri", "LN5-9/LN6R/N3LN6/N8L2/N9L/N9" },
	{ "MT", "montana", "LN8/N9/N13-14" },
	{ "NE", "nebraska", "LN6-8" },
	{ "NV", "nevada", "N9-10/N12/XN8" },
	{ "NH", "new hampshire", "N2L3N5/NHLN8" },
	{ "NJ", "new jersey", "LN14" },
	{ "NM", "new mexico", "N8-9" },
	{ "NY", "new york", "N8-9/LN7/LN18/N16/L8" },
	{ "NC", "north carolina", "N1-12" },
	{ "ND", "north dakota", "L3N6/N9" },
	{ "OH", "ohio", "LN4-8/L2N3-7/N8" },
	{ "OK", "oklahoma", "LN9/N9" },
	{ "OR", "oregon", "N1-9" },
	{ "PA", "pennsylvania", "N8" },
	{ "RI", "rhode island", "N7/LN6" },
	{ "SC", "south carolina", "N5-11" },
	{ "SD", "south dakota", "N6-10/N12" },
	{ "TN", "tennessee", "N7-9" },
	{ "TX", "texas", "N7-8" },
	{ "UT", "utah", "N4-10" },
	{ "VT", "vermont", "N8/N7A" },
	{ "VA", "virginia", "LN8-11/N9" },
	{ "WA", "washington", "?12" },
	{ "WV", "west virginia", "N7/L1-2N5-6" },
	{ "WI", "wisconsin", "LN13" },
	{ "WY", "wyoming", "N9-10" },
};

/* No format allows fewer digits than this where no state is known. */
#define ANY_STATE_LENGTH_LEAST 6

static bool
word_at(struct bytes text, size_t at, const char *word, bool capitals)
{
	size_t length = strlen(word);
	struct bytes here = bytes_slice(text, at, length);
	bool same = capitals ? bytes_equal(here, bytes_of_string(word))
	                     : bytes_equal_nocase(here, bytes_of_string(word));
	return same && length > 0 && (at == 0 || !byte_is_alnum(text.data[at - 1])) &&
	       (at + length >= text.length || !byte_is_alnum(text.data[at + length]));
}

unsigned
licence_state_find(struct bytes text)
{
	for (size_t at = text.length; at > 0; at--)
		for (unsigned i = 1; i < ARRAY_LENGTH(states); i++)
			if (word_at(text, at - 1, states[i].code, true) ||
			    word_at(text, at - 1, states[i].name, false))
				return i;
	return LICENCE_STATE_NONE;
}

unsigned
licence_state_at_end(struct bytes text)
{
	while (text.length > 0 && (text.data[text.length - 1] == ' ' || text.data[text.length - 1] == '\n'))
		text.length--;
	if (text.length < 2 || !byte_is_alpha(text.data[text.length - 1]))
		return LICENCE_STATE_NONE;
	/* The longest name: "virginia" is the end of another's as well. */
	uint8_t last = byte_lower(text.data[text.length - 1]);
	unsigned found = LICENCE_STATE_NONE;
	for (unsigned i = 1; i < ARRAY_LENGTH(states); i++) {
		size_t name = strlen(states[i].name);
		if (byte_lower((uint8_t)states[i].code[1]) == last && word_at(text, text.length - 2, states[i].code, true))
			return i;
		if ((uint8_t)states[i].name[name - 1] == last && name > strlen(states[found].name) &&
		    text.length >= name && word_at(text, text.length - name, states[i].name, false))
			found = i;
	}
	return found;
}

static size_t
read_count(const char **format)
{
	size_t count = 0;
	while (byte_is_digit((uint8_t)**format))
		count = count * 10 + (size_t)(*(*format)++ - '0');
	return count;
}

static bool
takes(char kind, uint8_t c)
{
	switch (kind) {
	case 'L':
		return byte_is_alpha(c);
	case 'N':
		return byte_is_digit(c);
	case '?':
		return byte_is_alnum(c) || c == '*';
	default:
		return (uint8_t)kind == byte_upper(c);
	}
}

/* Matches one format; *format is left at its end. */
static bool
fits_one(const char **format, struct bytes value)
{
	size_t at = 0;
	bool fits = true;
	while (**format != '\0' && **format != '/') {
		char kind = *(*format)++;
		size_t least = read_count(format);
		size_t most = least;
		if (**format == '-') {
			++*format;
			most = read_count(format);
		}
		if (least == 0)
			least = most = 1;
		size_t count = 0;
		while (at < value.length && count < most && takes(kind, value.data[at])) {
			at++;
			count++;
		}
		fits = fits && count >= least;
	}
	return fits && at == value.length;
}

bool
licence_format_fits(unsigned state, struct bytes value)
{
	const char *format = state < ARRAY_LENGTH(states) ? states[state].formats : "";
	while (*format != '\0') {
		if (fits_one(&format, value))
			return true;
		if (*format == '/')
			format++;
	}
	return false;
}

bool
licence_format_fits_any(struct bytes value)
{
	if (value.length < ANY_STATE_LENGTH_LEAST)
		return false;
	for (unsigned i = 1; i < ARRAY_LENGTH(states); i++)
		if (licence_format_fits(i, value))
			return true;
	return false;
}
