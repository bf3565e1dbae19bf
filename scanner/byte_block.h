/*
 * Sixteen bytes looked at at once, for passes over text that find nothing in
 * nearly all of it. The vectors are those of gcc and clang, on any processor.
 */
#ifndef PHIMILTER_SCANNER_BYTE_BLOCK_H
#define PHIMILTER_SCANNER_BYTE_BLOCK_H

#include "core/bytes.h"

#define BYTE_BLOCK_SIZE 16

/* Bytes of plain text passed over in one go. */
#define BYTE_BLOCK_STRIDE (4 * BYTE_BLOCK_SIZE)

typedef uint8_t byte_block __attribute__((vector_size(BYTE_BLOCK_SIZE)));

/* What comparing blocks gives: -1 in each place where it holds, else 0. */
typedef int8_t byte_mask __attribute__((vector_size(BYTE_BLOCK_SIZE)));

static inline byte_block
byte_block_load(const uint8_t *at)
{
	byte_block block;

	memcpy(&block, at, sizeof(block));
	return block;
}

/* Whether the comparison holds anywhere. */
static inline bool
byte_mask_any(byte_mask mask)
{
	uint64_t halves[2];

	memcpy(halves, &mask, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

/* Tells of the byte `at`, or of it and the fifteen behind it, whether a pass stops there. */
typedef bool byte_test(const uint8_t *at);
typedef byte_mask byte_block_test(const uint8_t *at);

/*
 * The first byte at or after `i` of which `test` holds, or text.length. `block`
 * is the same test of sixteen; both look at most `ahead` bytes further than
 * the bytes they tell of, and the last `ahead` bytes of the text are not asked for.
 */
static inline __attribute__((always_inline)) size_t
byte_block_find(struct bytes text, size_t i, size_t ahead, byte_test *test, byte_block_test *block)
{
	size_t end = text.length > ahead ? text.length - ahead : 0;

	for (; i < end; i++) {
		while (end - i >= BYTE_BLOCK_STRIDE &&
		       !byte_mask_any(block(text.data + i) | block(text.data + i + BYTE_BLOCK_SIZE) |
		                      block(text.data + i + 2 * BYTE_BLOCK_SIZE) |
		                      block(text.data + i + 3 * BYTE_BLOCK_SIZE)))
			i += BYTE_BLOCK_STRIDE;
		while (end - i >= BYTE_BLOCK_SIZE && !byte_mask_any(block(text.data + i)))
			i += BYTE_BLOCK_SIZE;
		if (i == end)
			break;
		for (size_t last = end - i < BYTE_BLOCK_SIZE ? end - 1 : i + BYTE_BLOCK_SIZE - 1;; i++) {
			if (test(text.data + i))
				return i;
			if (i == last)
				break;
		}
	}
	return text.length;
}

#endif
