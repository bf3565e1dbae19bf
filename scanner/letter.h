/*
 * Letters of names in UTF-8: how long one is, whether it is a capital, and
 * which ASCII letter it is without its accent. Latin script only (ASCII,
 * U+00C0-024F and Vietnamese U+1EA0-1EF9); letters of other scripts have no
 * case here and no ASCII letter.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_LETTER_H
#define PHIMILTER_SCANNER_LETTER_H

#include "scanner/chunk.h"

struct letter {
	uint8_t length; /* bytes; 0 when there is no letter */
	uint8_t folded; /* a-z, or 0 for a letter of another script */
	bool capital;
};

/* The letter that is no ASCII one at `at`; see letter_at(). */
struct letter letter_at_foreign(struct bytes text, size_t at);

/* The letter that begins at byte `at`. */
static inline struct letter
letter_at(struct bytes text, size_t at)
{
	if (at >= text.length)
		return (struct letter){ 0, 0, false };
	uint8_t c = text.data[at];
	if (byte_is_alpha(c))
		return (struct letter){ 1, byte_lower(c), byte_is_upper(c) };
	if (c < 0x80)
		return (struct letter){ 0, 0, false };
	return letter_at_foreign(text, at);
}

/* letters_ascii() where fewer than sixteen bytes are left. */
size_t letters_ascii_last(struct bytes text, size_t at, bool *lower);

/* How many ASCII letters stand at `at`; more than `limit` when they are more. Sets `*lower` if any is small. */
static inline size_t
letters_ascii(struct bytes text, size_t at, size_t limit, bool *lower)
{
	size_t length = 0;
	unsigned more;

	do {
		uint32_t small;
		if (text.length - at - length < 16)
			return length + letters_ascii_last(text, at + length, lower);
		uint32_t others = ~chunk_letters(text.data + at + length, &small);
		more = (unsigned)__builtin_ctz(others); /* 16 when all are letters */
		*lower |= (small & ((UINT32_C(1) << more) - 1)) != 0;
		length += more;
	} while (more == 16 && length <= limit);
	return length;
}

/* Whether a letter ends just before `at`. */
bool letter_before(struct bytes text, size_t at);

/* Where the letters begin that end at `end`; `end` where there are none. */
size_t letters_begin(struct bytes text, size_t end);

#endif
