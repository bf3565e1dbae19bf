/* line_ends_copy() with AVX-512: 64 bytes at a time, wherever lines end among them. */
#include "scanner/line_ends.h"

#ifdef LINE_ENDS_AVX512

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt,bmi")))

#define BLOCK 64

AVX512 size_t
line_ends_copy_avx512(struct bytes text, uint8_t *out)
{
	const __m512i cr = _mm512_set1_epi8('\r'), lf = _mm512_set1_epi8('\n');
	size_t written = 0;

	for (size_t at = 0; at < text.length; at += BLOCK) {
		size_t left = text.length - at;
		__mmask64 there = left < BLOCK ? (UINT64_C(1) << left) - 1 : UINT64_MAX;
		__m512i bytes = _mm512_maskz_loadu_epi8(there, text.data + at);
		uint64_t ends = _mm512_cmpeq_epi8_mask(bytes, lf);
		uint64_t before_end = ends >> 1 | (uint64_t)(left > BLOCK && text.data[at + BLOCK] == '\n') << (BLOCK - 1);
		uint64_t crs = _mm512_cmpeq_epi8_mask(bytes, cr);
		__mmask64 kept = there & ~(crs & before_end);
		__m512i lines = _mm512_maskz_compress_epi8(kept, _mm512_mask_mov_epi8(bytes, crs, lf));
		size_t count = (size_t)__builtin_popcountll(kept);
		/* No more than was read: the rest of a block would be written behind what there is room for. */
		_mm512_mask_storeu_epi8(out + written, there, lines);
		written += count;
	}
	return written;
}

#endif
