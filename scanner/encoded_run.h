/*
 * Runs of characters that may be base64, base32 or hexadecimal: on one line or
 * over several, quoted or not. What they say is for scanner/text_encoded.h.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_ENCODED_RUN_H
#define PHIMILTER_SCANNER_ENCODED_RUN_H

#include "scanner/text_signs.h"

/* Shorter runs may not be seen. */
#define ENCODED_RUN_MIN 24

/* The value of no digit. */
#define NO_DIGIT 0xFF

/* RFC 4648 sections 4 and 5. */
static inline uint8_t
base64_value(uint8_t c)
{
	/* One more than each, as what is not named is 0. */
	static const uint8_t values[256] = {
		['A'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
		['a'] = 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49,
		50, 51, 52, ['0'] = 53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
		['+'] = 63, ['-'] = 63, ['/'] = 64, ['_'] = 64,
	};

	return (uint8_t)(values[c] - 1);
}

/* What such characters are; a set of these has a bit for each. */
enum base64_kind {
	BASE64_UPPER_TO_F = 1,
	BASE64_UPPER = 2, /* behind F */
	BASE64_LOWER_TO_F = 4,
	BASE64_LOWER = 8,
	BASE64_2_TO_7 = 16,
	BASE64_DIGIT = 32, /* others */
	BASE64_MARK = 64,
};

#define BASE64_UPPERS (BASE64_UPPER_TO_F | BASE64_UPPER)
#define BASE64_LOWERS (BASE64_LOWER_TO_F | BASE64_LOWER)
#define BASE64_DIGITS (BASE64_2_TO_7 | BASE64_DIGIT)

static inline uint8_t
hex_value(uint8_t c)
{
	if (byte_is_digit(c))
		return (uint8_t)(c - '0');
	c = byte_lower(c);
	return c >= 'a' && c <= 'f' ? (uint8_t)(c - 'a' + 10) : NO_DIGIT;
}

/* Characters of one encoding, on one line or several. */
struct encoded_run {
	size_t start;
	size_t end;    /* behind the last, and its padding */
	size_t count;  /* of characters, without padding and what is between lines */
	unsigned kinds; /* that its characters are: enum base64_kind */
	bool padded;
};

/* Whether all characters are hexadecimal digits. */
static inline bool
encoded_run_is_hex(const struct encoded_run *run)
{
	return (run->kinds & (BASE64_UPPER | BASE64_LOWER | BASE64_MARK)) == 0;
}

/* Whether they may be base32: letters of one case, and digits, which words do not have. */
static inline bool
encoded_run_may_be_base32(const struct encoded_run *run)
{
	return run->count >= ENCODED_RUN_MIN && (run->kinds & BASE64_2_TO_7) != 0 &&
	       (run->kinds & (BASE64_DIGIT | BASE64_MARK)) == 0 &&
	       ((run->kinds & BASE64_LOWERS) == 0 || (run->kinds & BASE64_UPPERS) == 0);
}

/* A character of the first run of TEXT_SIGNS_ROW or more at or after `from`; the text's length for none. */
size_t encoded_run_find_long(const struct text_signs *signs, size_t from);

/* The character before the first padding at or behind `i`; text.length when there is none. */
size_t encoded_run_find_padded(struct bytes text, size_t i);

/* The run around `i`, no byte of it before `from`, and the lines that go on with it. */
struct encoded_run encoded_run_read(struct bytes text, size_t from, size_t i);

#endif
