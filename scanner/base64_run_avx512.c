/* base64_run_decode() with AVX-512: 64 characters at a time. */
#include "scanner/base64_run.h"

#ifdef BASE64_RUN_AVX512

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi,bmi")))

#define CHARACTERS 64

/* Of each four bytes of little-endian groups the three that hold something, the first last. */
#define GROUP(at) (at) + 2, (at) + 1, (at)
#define GROUPS(at) GROUP(at), GROUP((at) + 4), GROUP((at) + 8), GROUP((at) + 12)

static const uint8_t filled[CHARACTERS] = { GROUPS(0), GROUPS(16), GROUPS(32), GROUPS(48) };

/* The values of characters in 6 bits each, packed: three bytes for each four. */
static inline AVX512 __m512i
pack(__m512i values)
{
	/* a b c d -> (a << 6 | b), (c << 6 | d) -> (a << 6 | b) << 12 | c << 6 | d */
	__m512i pairs = _mm512_maddubs_epi16(values, _mm512_set1_epi32(0x01400140));
	__m512i groups = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x00011000));

	return _mm512_permutexvar_epi8(_mm512_loadu_si512(filled), groups);
}

AVX512 size_t
base64_run_decode_avx512(struct bytes in, uint8_t *out)
{
	const __m512i low = _mm512_loadu_si512(base64_values), high = _mm512_loadu_si512(base64_values + 64);
	const __m512i one = _mm512_set1_epi8(1), most = _mm512_set1_epi8(63);
	size_t i = 0, count = CHARACTERS;

	for (; count == CHARACTERS && i < in.length; i += count) {
		size_t left = in.length - i;
		__mmask64 there = left < CHARACTERS ? (UINT64_C(1) << left) - 1 : UINT64_MAX;
		__m512i bytes = _mm512_maskz_loadu_epi8(there, in.data + i);
		__mmask64 ascii = there & ~_mm512_movepi8_mask(bytes);
		__m512i values = _mm512_sub_epi8(_mm512_maskz_permutex2var_epi8(ascii, low, bytes, high), one);
		uint64_t others = ~_mm512_cmple_epu8_mask(values, most);
		count = (others != 0 ? (size_t)__builtin_ctzll(others) : CHARACTERS) / 4 * 4;
		__mmask64 kept = (UINT64_C(1) << count / 4 * 3) - 1;
		_mm512_mask_storeu_epi8(out + i / 4 * 3, kept, pack(values));
	}
	return i;
}

#endif
