/*
 * Text eight bytes at a time, in one machine word: where a word of a text ends
 * cannot be predicted, so a branch for each byte would cost more than all that
 * is done with it. Masks have the top bit of each byte that is meant.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_EIGHT_BYTES_H
#define PHIMILTER_SCANNER_EIGHT_BYTES_H

#include <endian.h>

#include "core/bytes.h"

#define EIGHT_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define EIGHT_TOPS EIGHT_EACH(0x80)

/* The eight bytes at `data`, the first lowest. */
static inline uint64_t
eight_load(const uint8_t *data)
{
	uint64_t bytes;

	memcpy(&bytes, data, sizeof(bytes));
	return le64toh(bytes);
}

/* Eight bytes of `text` from `at`; zeros behind its end. */
static inline uint64_t
eight_load_clipped(struct bytes text, size_t at)
{
	size_t left = at < text.length ? text.length - at : 0;
	uint64_t bytes = 0;

	if (left >= sizeof(bytes))
		return eight_load(text.data + at);
	if (left > 0)
		memcpy(&bytes, text.data + at, left);
	return le64toh(bytes);
}

/* The bytes from `low` to `high`, of ASCII. */
static inline uint64_t
eight_between(uint64_t bytes, uint8_t low, uint8_t high)
{
	uint64_t ascii = bytes & ~EIGHT_TOPS;

	return (ascii + EIGHT_EACH(0x80u - low)) & ~(ascii + EIGHT_EACH(0x7Fu - high)) & ~bytes &
	       EIGHT_TOPS;
}

/* The bytes that are ASCII letters. */
static inline uint64_t
eight_letters(uint64_t bytes)
{
	return eight_between(bytes | EIGHT_EACH(0x20), 'a', 'z');
}

/* How many bytes come before the first of a mask; 8 when it has none. */
static inline size_t
eight_first(uint64_t mask)
{
	return mask == 0 ? 8 : (size_t)__builtin_ctzll(mask) / 8;
}

#endif
