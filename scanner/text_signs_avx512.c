/* text_signs_read() with AVX-512: what a byte is comes from one table, for 64 bytes at a time. */
#include "scanner/text_signs_parts.h"

#ifdef TEXT_SIGNS_AVX512

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi,popcnt,bmi,lzcnt")))

/* What ASCII characters are. */
enum {
	FOLD = 1,    /* a control but white space and separators */
	ESCAPE = 2,
	DIGIT = 4,
	BASE64 = 8,  /* RFC 4648 sections 4 and 5: what is encoded is a row of these */
	DIVIDER = 16, /* of characters that stand one by one */
};

enum {
	D = DIVIDER, DF = D | FOLD, DE = D | ESCAPE, B = BASE64, DB = D | B, DX = DE | B, N = DIGIT | B, E = ESCAPE,
};

static const uint8_t classes[128] = {
	DF, DF, DF, DF, DF, DF, DF, DF, DF, D, D, D, D, D, DF, DF,
	DF, DF, DF, DF, DF, DF, DF, DF, DF, DF, DF, DF, D, D, D, D,
	D, D, D, D, D, DE, DE, D, D, D, D, DX, D, DB, D, DB, /* !"#$%&'()*+,-./ */
	N, N, N, N, N, N, N, N, N, N, 0, 0, E, E, 0, 0,      /* 0-9:;<=>? */
	0, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B,
	B, B, B, B, B, B, B, B, B, B, B, 0, E, 0, 0, DB,     /* P-Z[\]^_ */
	0, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B,
	B, B, B, B, B, B, B, B, B, B, B, 0, 0, 0, 0, FOLD,
};

static inline AVX512 __m512i
each(char byte)
{
	return _mm512_set1_epi8(byte);
}

/* Where text_spacing() looks closer: what its suspects() tells, but for what has bytes above ASCII in it. */
static inline AVX512 uint64_t
spacing_of(const uint8_t *chunk, __m512i bytes, uint64_t dividers, uint64_t digits)
{
	__m512i next = _mm512_loadu_si512(chunk + 1), second = _mm512_loadu_si512(chunk + 2);
	uint64_t alike = _mm512_mask_cmpeq_epi8_mask(dividers, bytes, second);
	uint64_t line = _mm512_mask_cmpeq_epi8_mask(digits, next, each('\n'));
	uint64_t hyphen = _mm512_mask_cmpeq_epi8_mask(digits, next, each('-'));

	alike = _mm512_mask_cmpeq_epi8_mask(alike, bytes, _mm512_loadu_si512(chunk + 4));
	alike = _mm512_mask_cmpgt_epi8_mask(alike, next, each(',')); /* bytes above ASCII are negative */
	alike = _mm512_mask_cmpneq_epi8_mask(alike, next, bytes);
	return alike | line | _mm512_mask_cmple_epu8_mask(hyphen, second, each(' '));
}

/* The signs of a chunk; `*row` as text_signs_row_gets_long() has it. */
static inline AVX512 unsigned
chunk_signs(const uint8_t *chunk, size_t *row)
{
	const __m512i low = _mm512_loadu_si512(classes), high = _mm512_loadu_si512(classes + 64);
	__m512i bytes = _mm512_loadu_si512(chunk);
	uint64_t foreign = _mm512_movepi8_mask(bytes);
	__m512i class = _mm512_maskz_permutex2var_epi8(~foreign, low, bytes, high);
	uint64_t digits = _mm512_test_epi8_mask(class, each(DIGIT));
	uint64_t dividers = _mm512_test_epi8_mask(class, each(DIVIDER));
	uint64_t others = _mm512_testn_epi8_mask(class, each(BASE64));
	unsigned signs = 0;

	signs |= (foreign | _mm512_test_epi8_mask(class, each(FOLD))) != 0 ? TEXT_SIGN_FOLD : 0;
	signs |= _mm512_test_epi8_mask(class, each(ESCAPE)) != 0 ? TEXT_SIGN_ESCAPE : 0;
	signs |= spacing_of(chunk, bytes, dividers, digits) != 0 ? TEXT_SIGN_SPACING : 0;
	signs |= __builtin_popcountll(digits) >= TEXT_SIGNS_DIGITS ? TEXT_SIGN_CODES : 0;
	signs |= text_signs_row_gets_long(others, row) ? TEXT_SIGN_ROW : 0;
	return signs;
}

AVX512 void
text_signs_tell_avx512(struct text_signs *signs)
{
	const size_t length = signs->text.length, reach = TEXT_SIGNS_SIZE + TEXT_SIGNS_AHEAD;
	const size_t whole = length >= reach ? (length - reach) / TEXT_SIGNS_SIZE + 1 : 0;
	const uint8_t *text = signs->text.data;
	uint8_t *chunks = signs->chunks;
	struct text_signs_tail tail;
	unsigned all = 0, told;
	size_t row = 0;

	/* Those at the end apart: a call within the loop would have it load its constants each time. */
	for (size_t i = 0; i < whole; i++) {
		told = chunk_signs(text + i * TEXT_SIGNS_SIZE, &row);
		chunks[i] = (uint8_t)told;
		all |= told;
	}
	for (size_t i = whole; i < signs->count; i++) {
		told = chunk_signs(text_signs_chunk(signs->text, i, &tail), &row);
		chunks[i] = (uint8_t)told;
		all |= told;
	}
	signs->all = all;
}

#endif
