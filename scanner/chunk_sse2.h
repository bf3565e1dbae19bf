/* chunk.h with SSE2, which all x86-64 processors have. */
#ifndef PHIMILTER_SCANNER_CHUNK_SSE2_H
#define PHIMILTER_SCANNER_CHUNK_SSE2_H

#include <emmintrin.h>

/* The bytes from `low` to `high`. */
static inline __m128i
chunk_between(__m128i bytes, char low, char high)
{
	/* Moved so that the range begins at the least signed byte: one signed comparison. */
	__m128i moved = _mm_add_epi8(bytes, _mm_set1_epi8((char)(-128 - low)));

	return _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(-128 + high - low + 1)));
}

static inline uint64_t
chunk_bits(__m128i tops)
{
	return (uint64_t)_mm_movemask_epi8(tops);
}

/* The ASCII letters among the sixteen bytes at `data`; `*small` has those in lower case and other bytes. */
static inline uint32_t
chunk_letters(const uint8_t *data, uint32_t *small)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)data);

	*small = (uint32_t)_mm_movemask_epi8(_mm_slli_epi16(bytes, 2)); /* bit 5 */
	return (uint32_t)_mm_movemask_epi8(chunk_between(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z'));
}

/* The bytes of sixteen that are `first` and have `second` behind them. */
static inline uint64_t
chunk_pairs_of(const uint8_t *data, uint8_t first, uint8_t second)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)data);
	__m128i behind = _mm_loadu_si128((const __m128i *)(const void *)(data + 1));

	return chunk_bits(_mm_and_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)first)),
	                                _mm_cmpeq_epi8(behind, _mm_set1_epi8((char)second))));
}

/*
 * What sixteen bytes each tell, together. All that looks at a chunk does so without a loop: compilers leave it
 * one, which costs as much as what it does.
 */
static inline uint64_t
chunk_join(uint64_t first, uint64_t second, uint64_t third, uint64_t fourth)
{
	return first | second << 16 | third << 32 | fourth << 48;
}

/* The same of CHUNK_SIZE; one byte more is read. Both are ASCII. */
static inline uint64_t
chunk_pairs(const uint8_t *data, uint8_t first, uint8_t second)
{
	return chunk_join(chunk_pairs_of(data, first, second), chunk_pairs_of(data + 16, first, second),
	                  chunk_pairs_of(data + 32, first, second), chunk_pairs_of(data + 48, first, second));
}

static inline uint64_t
chunk_equal_of(const uint8_t *data, uint8_t byte)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)data);

	return chunk_bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)byte)));
}

static inline uint64_t
chunk_equal(const uint8_t *data, uint8_t byte)
{
	return chunk_join(chunk_equal_of(data, byte), chunk_equal_of(data + 16, byte), chunk_equal_of(data + 32, byte),
	                  chunk_equal_of(data + 48, byte));
}

static inline uint64_t
chunk_letter_of(const uint8_t *data, uint8_t small)
{
	__m128i bytes = _mm_or_si128(_mm_loadu_si128((const __m128i *)(const void *)data), _mm_set1_epi8(0x20));

	return chunk_bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)small)));
}

static inline uint64_t
chunk_letter(const uint8_t *data, uint8_t small)
{
	return chunk_join(chunk_letter_of(data, small), chunk_letter_of(data + 16, small),
	                  chunk_letter_of(data + 32, small), chunk_letter_of(data + 48, small));
}

static inline struct chunk
chunk_of_sixteen(const uint8_t *data)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)data);
	__m128i sign = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('@')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('+')));

	return (struct chunk){
		.alpha = chunk_bits(chunk_between(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z')),
		.small = chunk_bits(_mm_slli_epi16(bytes, 2)), /* bit 5 */
		.digit = chunk_bits(chunk_between(bytes, '0', '9')),
		.high = chunk_bits(bytes),
		.mark = chunk_bits(_mm_or_si128(chunk_between(bytes, '0', ':'), sign)),
	};
}

static inline struct chunk
chunk_of(const uint8_t *data)
{
	struct chunk a = chunk_of_sixteen(data), b = chunk_of_sixteen(data + 16);
	struct chunk c = chunk_of_sixteen(data + 32), d = chunk_of_sixteen(data + 48);

	return (struct chunk){
		.alpha = chunk_join(a.alpha, b.alpha, c.alpha, d.alpha),
		.small = chunk_join(a.small, b.small, c.small, d.small),
		.digit = chunk_join(a.digit, b.digit, c.digit, d.digit),
		.high = chunk_join(a.high, b.high, c.high, d.high),
		.mark = chunk_join(a.mark, b.mark, c.mark, d.mark),
	};
}

static inline uint64_t
chunk_having_none(const uint8_t *data, uint8_t bits)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)data);
	__m128i had = _mm_and_si128(bytes, _mm_set1_epi8((char)bits));

	return chunk_bits(_mm_cmpeq_epi8(had, _mm_setzero_si128()));
}

static inline uint64_t
chunk_having(const uint8_t *data, uint8_t bits)
{
	return ~chunk_join(chunk_having_none(data, bits), chunk_having_none(data + 16, bits),
	                   chunk_having_none(data + 32, bits), chunk_having_none(data + 48, bits));
}

static inline uint64_t
chunk_among_of(const uint8_t *data, const uint8_t bytes[4])
{
	__m128i block = _mm_loadu_si128((const __m128i *)(const void *)data);
	__m128i first = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8((char)bytes[0])),
	                             _mm_cmpeq_epi8(block, _mm_set1_epi8((char)bytes[1])));
	__m128i second = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8((char)bytes[2])),
	                              _mm_cmpeq_epi8(block, _mm_set1_epi8((char)bytes[3])));

	return chunk_bits(_mm_or_si128(first, second));
}

static inline uint64_t
chunk_among(const uint8_t *data, const uint8_t bytes[4])
{
	return chunk_join(chunk_among_of(data, bytes), chunk_among_of(data + 16, bytes), chunk_among_of(data + 32, bytes),
	                  chunk_among_of(data + 48, bytes));
}

#endif
