/* chunk_of() with AVX2, for what is compiled for processors that have it. */
#ifndef PHIMILTER_SCANNER_CHUNK_AVX2_H
#define PHIMILTER_SCANNER_CHUNK_AVX2_H

#include <immintrin.h>

#include "scanner/chunk.h"

#define CHUNK_AVX2 __attribute__((target("avx2")))

/* The bytes of a chunk. */
struct chunk_halves {
	__m256i first;
	__m256i second;
};

static inline CHUNK_AVX2 struct chunk_halves
chunk_load_avx2(const uint8_t *data)
{
	const void *first = data, *second = data + CHUNK_SIZE / 2;

	return (struct chunk_halves){ _mm256_loadu_si256(first), _mm256_loadu_si256(second) };
}

/* A bit for each byte that has its top bit. */
static inline CHUNK_AVX2 uint64_t
chunk_tops_avx2(__m256i first, __m256i second)
{
	return (uint32_t)_mm256_movemask_epi8(first) | (uint64_t)(uint32_t)_mm256_movemask_epi8(second) << 32;
}

static inline CHUNK_AVX2 struct chunk_halves
chunk_or_avx2(struct chunk_halves bytes, uint8_t bits)
{
	const __m256i each = _mm256_set1_epi8((char)bits);

	return (struct chunk_halves){ _mm256_or_si256(bytes.first, each), _mm256_or_si256(bytes.second, each) };
}

static inline CHUNK_AVX2 uint64_t
chunk_equal_avx2(struct chunk_halves bytes, uint8_t byte)
{
	const __m256i each = _mm256_set1_epi8((char)byte);

	return chunk_tops_avx2(_mm256_cmpeq_epi8(bytes.first, each), _mm256_cmpeq_epi8(bytes.second, each));
}

/* The bytes from `low` to `high`. */
static inline CHUNK_AVX2 uint64_t
chunk_between_avx2(struct chunk_halves bytes, char low, char high)
{
	/* Moved so that the range begins at the least signed byte: one signed comparison. */
	const __m256i move = _mm256_set1_epi8((char)(-128 - low)), behind = _mm256_set1_epi8((char)(-128 + high - low + 1));

	return chunk_tops_avx2(_mm256_cmpgt_epi8(behind, _mm256_add_epi8(bytes.first, move)),
	                       _mm256_cmpgt_epi8(behind, _mm256_add_epi8(bytes.second, move)));
}

static inline CHUNK_AVX2 struct chunk
chunk_of_avx2(struct chunk_halves bytes)
{
	return (struct chunk){
		.alpha = chunk_between_avx2(chunk_or_avx2(bytes, 0x20), 'a', 'z'),
		.small = chunk_tops_avx2(_mm256_slli_epi16(bytes.first, 2), _mm256_slli_epi16(bytes.second, 2)), /* bit 5 */
		.digit = chunk_between_avx2(bytes, '0', '9'),
		.high = chunk_tops_avx2(bytes.first, bytes.second),
		.mark = chunk_between_avx2(bytes, '0', ':') | chunk_equal_avx2(bytes, '@') | chunk_equal_avx2(bytes, '+'),
	};
}

#endif
