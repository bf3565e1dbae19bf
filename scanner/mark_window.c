#include "scanner/mark_window.h"

#include <endian.h>

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The top bit of each of eight bytes that is below `limit`; `limit` is at most 0x80. */
static inline uint64_t
below(uint64_t word, uint8_t limit)
{
	return ~(word | ((word & EACH(0x7F)) + EACH(0x80 - limit))) & EACH(0x80);
}

/* The top bit of each of eight bytes that is a mark. */
static inline uint64_t
mark_mask(const uint8_t *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	word = le64toh(word);
	/* '0' to '9' and ':' become 0 to 10; '@' becomes 0. */
	return below(word ^ EACH('0'), 11) | below(word ^ EACH('@'), 1);
}

static bool
is_mark(uint8_t c)
{
	return byte_is_digit(c) || c == ':' || c == '@';
}

/* The first mark at or after `at`; text.length when there is none. */
static size_t
mark_find(struct bytes text, size_t at)
{
	for (; at + 8 <= text.length; at += 8) {
		uint64_t mask = mark_mask(text.data + at);
		if (mask != 0)
			return at + (size_t)__builtin_ctzll(mask) / 8;
	}
	while (at < text.length && !is_mark(text.data[at]))
		at++;
	return at;
}

bool
mark_window_next(struct bytes text, size_t from, size_t reach, struct mark_window *out)
{
	size_t mark = mark_find(text, from);

	if (mark >= text.length)
		return false;
	out->start = mark > from + reach ? mark - reach : from;
	do {
		out->end = mark + 1 + reach < text.length ? mark + 1 + reach : text.length;
		mark = mark_find(text, mark + 1);
	} while (mark < text.length && mark <= out->end + reach);
	return true;
}
