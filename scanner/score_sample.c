#include "scanner/score_sample.h"

/* A placeholder number has so many digits at least. */
#define SAMPLE_DIGITS 5

/* Shorter runs upward happen by chance: 12345. */
#define RUN_DIGITS 5

/* Years in which nobody alive was born. */
#define BORN_FROM 1905

static const char *const sample_words[] = {
	"test", "testing", "sample", "example", "dummy", "zztest", "fictitious", "demo", "placeholder",
};

/* A word of a name that is no name. */
static bool
has_sample_word(struct bytes name)
{
	for (size_t at = 0; at < name.length;) {
		size_t begin = at;
		while (at < name.length && byte_is_alpha(name.data[at]))
			at++;
		if (at > begin &&
		    bytes_among(bytes_slice(name, begin, at - begin), sample_words, ARRAY_LENGTH(sample_words)))
			return true;
		at += at == begin;
	}
	return false;
}

/* 000-00-0000, 123456789, 00123456, 555-555-5555 */
static bool
is_sample_number(struct bytes value)
{
	size_t digits = 0, run = 1, longest = 1, zeros = 0;
	bool differ = false;
	uint8_t first = 0, last = 0;

	for (size_t i = 0; i < value.length; i++) {
		uint8_t c = value.data[i];
		if (!byte_is_digit(c))
			continue;
		if (digits > 0) {
			differ = differ || c != first;
			run = c == last + 1 || (last == '9' && c == '0') ? run + 1 : 1;
			longest = run > longest ? run : longest;
		} else {
			first = c;
		}
		zeros += c == '0' && zeros == digits;
		last = c;
		digits++;
	}
	/* 0000001 counts somebody's samples */
	return digits >= SAMPLE_DIGITS && (!differ || zeros + 1 >= digits ||
	                                   (longest >= RUN_DIGITS && longest + zeros >= digits));
}

/* A year of birth that nobody has. */
static bool
is_sample_birth(struct bytes value)
{
	unsigned number = 0;
	size_t digits = 0;

	for (size_t i = 0; i <= value.length; i++) {
		uint8_t c = i < value.length ? value.data[i] : ' ';
		if (byte_is_digit(c)) {
			number = number * 10 + (c - 48u);
			digits++;
		} else {
			if (digits == 4 && number < BORN_FROM)
				return true;
			digits = number = 0;
		}
	}
	return false;
}

bool
score_sample_value(struct bytes text, const struct finding *finding)
{
	struct bytes value = bytes_slice(text, finding->start, finding->length);

	switch (finding->type) {
	case IDENTIFIER_PERSON_NAME:
		return has_sample_word(value);
	case IDENTIFIER_BIRTH_DATE:
		return is_sample_birth(value);
	case IDENTIFIER_DATE:
	case IDENTIFIER_ZIP_CODE:
		return false;
	default:
		return is_sample_number(value);
	}
}

bool
score_sample_said(struct bytes text)
{
	/* No word that a domain or a laboratory has: "lab.example.org", "urine sample". */
	static const char *const phrases[] = {
		"fictitious", "fictional", "dummy", "made-up", "made up", "no real", "not a real", "real people",
		"real patient", "example only", "the example", "an example", "for example", "example for",
		"sample form", "sample data", "sample only", "sample value", "sample record", "test patient",
		"test data", "placeholder", "e.g.", "mock data", "screen shot", "screenshot", "how to fill",
		"hypothetical",
	};

	for (size_t i = 0; i < ARRAY_LENGTH(phrases); i++)
		if (bytes_find_nocase(text, bytes_of_string(phrases[i])) != SIZE_MAX)
			return true;
	return false;
}
