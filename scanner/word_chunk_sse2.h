/* What word_chunk.h does, sixteen bytes at a time; all x86-64 processors have SSE2. */
#ifndef PHIMILTER_SCANNER_WORD_CHUNK_SSE2_H
#define PHIMILTER_SCANNER_WORD_CHUNK_SSE2_H

#include <emmintrin.h>

#include "scanner/words.h"

#define WORD_CHUNK 64

struct word_chunk {
	uint64_t word;
	uint64_t compound;
};

struct word_seam {
	uint64_t lower;
	uint64_t alpha;
};

/* A bit for each of sixteen bytes from `low` to `high`. */
static inline uint64_t
word_bytes_between(__m128i bytes, char low, char high)
{
	/* Moved so that the range ends at the least signed byte: one signed comparison. */
	__m128i moved = _mm_add_epi8(bytes, _mm_set1_epi8((char)(-128 - low)));
	__m128i inside = _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(-128 + high - low + 1)));

	return (uint64_t)_mm_movemask_epi8(inside);
}

static inline struct word_chunk
word_chunk_read(struct bytes text, size_t at, struct word_seam *seam)
{
	uint64_t alpha = 0, small = 0, digit = 0, high = 0;
	uint8_t tail[WORD_CHUNK] = { 0 };
	const uint8_t *data = text.data + at;

	if (text.length - at < WORD_CHUNK) {
		memcpy(tail, data, text.length - at);
		data = tail;
	}
	for (unsigned i = 0; i < WORD_CHUNK; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(data + i));
		alpha |= word_bytes_between(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z') << i;
		digit |= word_bytes_between(bytes, '0', '9') << i;
		small |= (uint64_t)_mm_movemask_epi8(_mm_slli_epi16(bytes, 2)) << i; /* bit 5 */
		high |= (uint64_t)_mm_movemask_epi8(bytes) << i;
	}
	uint64_t lower = alpha & small;
	struct word_chunk chunk = {
		.word = alpha | digit | high,
		.compound = (alpha & ~small & (lower << 1 | seam->lower)) |
		            (digit & (alpha << 1 | seam->alpha)),
	};
	seam->lower = lower >> 63;
	seam->alpha = alpha >> 63;
	return chunk;
}

#endif
