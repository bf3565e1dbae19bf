/* chunk_read() with AVX-512, for what is compiled for processors that have it. */
#ifndef PHIMILTER_SCANNER_CHUNK_AVX512_H
#define PHIMILTER_SCANNER_CHUNK_AVX512_H

#include <immintrin.h>

#include "scanner/chunk.h"

#define CHUNK_AVX512 __attribute__((target("avx512f,avx512bw")))

/* The bytes from `low` to `high`. */
static inline CHUNK_AVX512 uint64_t
chunk_between_avx512(__m512i bytes, char low, char high)
{
	return _mm512_cmple_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8(low)), _mm512_set1_epi8((char)(high - low)));
}

static inline CHUNK_AVX512 struct chunk
chunk_read_avx512(struct bytes text, size_t at)
{
	size_t left = text.length - at;
	__mmask64 there = left < CHUNK_SIZE ? (UINT64_C(1) << left) - 1 : UINT64_MAX;
	__m512i bytes = _mm512_maskz_loadu_epi8(there, text.data + at);
	__m512i small = _mm512_set1_epi8(0x20);

	return (struct chunk){
		.alpha = chunk_between_avx512(_mm512_or_si512(bytes, small), 'a', 'z'),
		.small = _mm512_test_epi8_mask(bytes, small),
		.digit = chunk_between_avx512(bytes, '0', '9'),
		.high = _mm512_movepi8_mask(bytes),
		.mark = chunk_between_avx512(bytes, '0', ':') | _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('@')) |
		        _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('+')),
	};
}

#endif
