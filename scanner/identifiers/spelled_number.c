#include "scanner/identifiers/spelled_number.h"

#include "scanner/around.h"
#include "scanner/digits.h"
#include "scanner/identifiers/phone_number.h"
#include "scanner/identifiers/report.h"

/* Digits of the longest number that is read, and the words that hold them. */
#define DIGITS_MOST 16
#define WORDS_REACH 160

#define SSN_DIGITS 9
#define PHONE_DIGITS 10

#define PAIRS(first) \
	CUE(first " zero"), CUE(first " oh"), CUE(first " one"), CUE(first " two"), CUE(first " three"), \
	CUE(first " four"), CUE(first " five"), CUE(first " six"), CUE(first " seven"), \
	CUE(first " eight"), CUE(first " nine"), CUE(first " double"), CUE(first " triple")

/* "one" and "two" begin too much that is no number. */
static const struct cue pairs[] = {
	PAIRS("zero"), PAIRS("three"), PAIRS("four"), PAIRS("five"), PAIRS("six"), PAIRS("seven"),
	PAIRS("eight"), PAIRS("nine"),
};
const struct cue_table spelled_number_pairs = CUE_TABLE(pairs);

#define SSN_WORDS(CUE) \
	CUE("ssn") CUE("social security") CUE("social security number") CUE("social") CUE("ss") \
	CUE("social security no")
CUE_ARRAY(ssn_words, SSN_WORDS);
static const struct cue_table ssn_cues = CUE_TABLE_INDEXED(ssn_words);

struct spelled {
	uint8_t digits[DIGITS_MOST];
	size_t count;
	size_t start;
	size_t end;
};

/* The digit that `word` is, or -1. */
static int
digit_of(struct bytes word)
{
	static const char *const words[] = { "zero", "one", "two", "three", "four", "five", "six", "seven",
	                                     "eight", "nine" };

	for (int i = 0; i < (int)ARRAY_LENGTH(words); i++)
		if (bytes_equal_nocase(word, bytes_of_string(words[i])))
			return i;
	return bytes_equal_nocase(word, bytes_of_string("oh")) ? 0 : -1;
}

/* How often the digit behind `word` stands: "double five". */
static unsigned
times_of(struct bytes word)
{
	if (bytes_equal_nocase(word, bytes_of_string("double")))
		return 2;
	return bytes_equal_nocase(word, bytes_of_string("triple")) ? 3 : 1;
}

static bool
joins(uint8_t c)
{
	return c == ' ' || c == '-' || c == ',' || c == '.' || c == '\n' || c == '(' || c == ')' || c == '/';
}

static struct bytes
word_from(struct bytes text, size_t at)
{
	size_t end = at;

	while (end < text.length && byte_is_alpha(text.data[end]))
		end++;
	return bytes_slice(text, at, end - at);
}

/* Where the words of digits around `at` begin. */
static size_t
first_word(struct bytes text, size_t at)
{
	size_t floor = at > WORDS_REACH ? at - WORDS_REACH : 0;
	size_t start = at;

	for (;;) {
		size_t end = start;
		while (end > floor && joins(text.data[end - 1]))
			end--;
		size_t word = end;
		while (word > floor && byte_is_alpha(text.data[word - 1]))
			word--;
		struct bytes bytes = bytes_slice(text, word, end - word);
		if (word == end || (digit_of(bytes) < 0 && times_of(bytes) == 1))
			return start;
		start = word;
	}
}

/* Reads digits from `at` on; false when there are more than any number has. */
static bool
read_words(struct bytes text, size_t at, struct spelled *number)
{
	unsigned times = 1;

	*number = (struct spelled){ .start = at, .end = at };
	while (at < text.length) {
		struct bytes word = word_from(text, at);
		int digit = digit_of(word);
		if (digit < 0 && times_of(word) == 1)
			break;
		if (digit < 0)
			times = times_of(word);
		for (; digit >= 0 && times > 0; times--) {
			if (number->count == DIGITS_MOST)
				return false;
			number->digits[number->count++] = (uint8_t)('0' + digit);
		}
		at += word.length;
		if (digit >= 0) {
			times = 1;
			number->end = at;
		}
		while (at < text.length && joins(text.data[at]))
			at++;
	}
	return true;
}

int
spelled_number_confirm(const struct detector_text *text, size_t end)
{
	struct bytes bytes = text->bytes;
	struct spelled number;

	if (!read_words(bytes, first_word(bytes, end), &number))
		return 0;
	struct bytes digits = bytes_make(number.digits, number.count);
	struct identifier found = { .start = number.start, .end = number.end, .validator = "spelled out" };
	const char *social = around_before(text, number.start, CUE_WINDOW, &ssn_cues).cue;
	if (number.count == SSN_DIGITS && social != NULL && digits_ssn(digits) != SSN_INVALID) {
		found.type = IDENTIFIER_SSN;
		found.cue = social;
	} else if (number.count == PHONE_DIGITS && digits_nanp(digits)) {
		found.type = IDENTIFIER_PHONE;
		found.cue = around_before(text, number.start, CUE_WINDOW, &phone_number_phone_cues).cue;
	} else {
		return 0;
	}
	found.confidence = found.cue != NULL ? CONFIDENCE_CHECKED : CONFIDENCE_STRICT;
	return identifier_report_contact(text, &found);
}
