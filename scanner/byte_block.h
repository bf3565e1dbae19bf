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

/* A block of the same bytes. */
#define BYTE_BLOCK_OF(byte) ((byte_block){ 0 } + (uint8_t)(byte))

/* What comparing blocks gives: -1 in each place where it holds, else 0. */
typedef int8_t byte_mask __attribute__((vector_size(BYTE_BLOCK_SIZE)));

static inline byte_block
byte_block_load(const uint8_t *at)
{
	byte_block block;

	memcpy(&block, at, sizeof(block));
	return block;
}

/*
 * The same, to be combined: every bit of a byte for which it holds. Wider than
 * bytes, as gcc makes selections of a comparison's | and &.
 */
typedef uint64_t byte_flags __attribute__((vector_size(BYTE_BLOCK_SIZE)));

/* Bytes that are the same in both. */
static inline byte_flags
byte_block_same(byte_block a, byte_block b)
{
	return (byte_flags)(a == b);
}

static inline byte_flags
byte_block_is(byte_block block, uint8_t byte)
{
	return (byte_flags)(block == byte);
}

/* The bytes from `low` to `high`, fewer than all; 0 comes behind 255, as 256. */
static inline byte_flags
byte_block_between(byte_block block, int low, int high)
{
	/* Moved so that the range begins at the least signed byte: one signed comparison. */
	byte_mask moved = (byte_mask)(block + (uint8_t)(0x80 - low));

	return (byte_flags)(moved < (int8_t)(high - low - 0x7F));
}

/* A bit for each byte for which it holds, the first lowest. */
static inline uint64_t byte_flags_bits(byte_flags flags);

/* The lesser and the greater of each two bytes. */
static inline byte_block byte_block_min(byte_block a, byte_block b);
static inline byte_block byte_block_max(byte_block a, byte_block b);

/* All bytes together. */
static inline unsigned byte_block_sum(byte_block block);

#ifdef __SSE2__
#include "scanner/byte_block_sse2.h"
#else
#include "scanner/byte_block_any.h"
#endif

static inline bool
byte_flags_any(byte_flags flags)
{
	return byte_flags_bits(flags) != 0;
}

/* Whether the comparison holds anywhere. */
static inline bool
byte_mask_any(byte_mask mask)
{
	return byte_flags_any((byte_flags)mask);
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
