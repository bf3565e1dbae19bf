/* byte_block.h with SSE2, which all x86-64 processors have. */
#ifndef PHIMILTER_SCANNER_BYTE_BLOCK_SSE2_H
#define PHIMILTER_SCANNER_BYTE_BLOCK_SSE2_H

#include <emmintrin.h>

static inline uint64_t
byte_flags_bits(byte_flags flags)
{
	return (uint64_t)_mm_movemask_epi8((__m128i)flags);
}

static inline byte_block
byte_block_min(byte_block a, byte_block b)
{
	return (byte_block)_mm_min_epu8((__m128i)a, (__m128i)b);
}

static inline byte_block
byte_block_max(byte_block a, byte_block b)
{
	return (byte_block)_mm_max_epu8((__m128i)a, (__m128i)b);
}

static inline unsigned
byte_block_sum(byte_block block)
{
	__m128i halves = _mm_sad_epu8((__m128i)block, _mm_setzero_si128());

	return (unsigned)_mm_cvtsi128_si32(_mm_add_epi32(halves, _mm_srli_si128(halves, 8)));
}

#endif
