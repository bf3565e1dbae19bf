#include "scanner/score_sample.h"

#include "scanner/eight_bytes.h"
#include "scanner/word_list.h"

/* A placeholder number has so many digits at least. */
#define SAMPLE_DIGITS 5

/* Shorter runs upward happen by chance: 12345. */
#define RUN_DIGITS 5

/* Years in which nobody alive was born. */
#define BORN_FROM 1905

static const struct word_list sample_words = { {
	WORDS('d', "demo", "dummy"), WORDS('e', "example"), WORDS('f', "fictitious"),
	WORDS('p', "placeholder"), WORDS('s', "sample"), WORDS('t', "test", "testing"), WORDS('z', "zztest"),
} };

/* A word of a name that is no name. */
static bool
has_sample_word(struct bytes name)
{
	for (size_t at = 0; at < name.length;) {
		size_t begin = at;
		while (at < name.length && byte_is_alpha(name.data[at]))
			at++;
		if (word_list_has(&sample_words, bytes_slice(name, begin, at - begin)))
			return true;
		at += at == begin;
	}
	return false;
}

/* How the digits of a number follow each other. */
struct digits_run {
	size_t digits;
	size_t zeros;   /* it begins with so many */
	size_t run;     /* the last so many are each one more than that before */
	size_t longest; /* of such runs */
	bool differ;
	uint8_t first;
	uint8_t last;
};

static void
digits_run_add(struct digits_run *seen, uint8_t digit)
{
	bool next = seen->digits > 0 && (digit == seen->last + 1 || (seen->last == '9' && digit == '0'));

	if (seen->digits == 0)
		seen->first = digit;
	seen->differ = seen->differ || digit != seen->first;
	seen->run = next ? seen->run + 1 : 1;
	seen->longest = seen->run > seen->longest ? seen->run : seen->longest;
	seen->zeros += digit == '0' && seen->zeros == seen->digits;
	seen->last = digit;
	seen->digits++;
}

/* 000-00-0000, 123456789, 00123456, 555-555-5555 */
static bool
is_sample_number(struct bytes value)
{
	struct digits_run seen = { .digits = 0 };

	for (size_t i = 0; i < value.length; i += sizeof(uint64_t)) {
		uint64_t digits = eight_between(eight_load_clipped(value, i), '0', '9');
		for (; digits != 0; digits &= digits - 1) {
			digits_run_add(&seen, value.data[i + eight_first(digits)]);
			/* As most numbers: neither one digit again and again nor one run, and no zeros before it. */
			if (seen.differ && seen.zeros == 0 && seen.run < seen.digits)
				return false;
		}
	}
	/* 0000001 counts somebody's samples */
	return seen.digits >= SAMPLE_DIGITS &&
	       (!seen.differ || seen.zeros + 1 >= seen.digits ||
	        (seen.longest >= RUN_DIGITS && seen.longest + seen.zeros >= seen.digits));
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

/* What says that a person is made up stands so many words before the name. */
#define MADE_UP_WORDS 3

static const struct word_list made_up_words = { {
	WORDS('d', "dummy"), WORDS('f', "fake", "fictional", "fictitious"), WORDS('h', "hypothetical"),
	WORDS('i', "imaginary"), WORDS('m', "made-up"), WORDS('p', "pretend"), WORDS('s', "simulated"),
} };

/* `a made-up patient, "Bob Smith"` */
static bool
is_made_up(struct bytes text, size_t start)
{
	for (size_t words = 0, at = start; words < MADE_UP_WORDS; words++) {
		while (at > 0 && text.data[at - 1] != '\n' && !byte_is_alpha(text.data[at - 1]))
			at--;
		size_t end = at;
		while (at > 0 && (byte_is_alpha(text.data[at - 1]) || text.data[at - 1] == '-'))
			at--;
		if (word_list_has(&made_up_words, bytes_slice(text, at, end - at)))
			return true;
	}
	return false;
}

bool
score_sample_nobody(struct bytes text, const struct finding *finding)
{
	struct bytes name = bytes_slice(text, finding->start, finding->length);
	bool same = true, run = true;

	if (finding->type != IDENTIFIER_PERSON_NAME || name.length < 3)
		return false;
	if (is_made_up(text, finding->start))
		return true;
	for (size_t i = 1; i < name.length && (same || run); i++) {
		same = same && byte_lower(name.data[i]) == byte_lower(name.data[i - 1]);
		run = run && byte_lower(name.data[i]) == byte_lower(name.data[i - 1]) + 1;
	}
	return same || run;
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
		"hypothetical", "canned", "practice patient", "production data", "sandbox", "test environment",
		"test message", "test system", "training domain", "training environment", "training system",
	};

	for (size_t i = 0; i < ARRAY_LENGTH(phrases); i++)
		if (bytes_find_nocase(text, bytes_of_string(phrases[i])) != SIZE_MAX)
			return true;
	return false;
}
