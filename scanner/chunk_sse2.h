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

/* The same of CHUNK_SIZE; one byte more is read. Both are ASCII. */
static inline uint64_t
chunk_pairs(const uint8_t *data, uint8_t first, uint8_t second)
{
	/* No loop: compilers leave it one, which costs as much as what it does. */
	return chunk_pairs_of(data, first, second) | chunk_pairs_of(data + 16, first, second) << 16 |
	       chunk_pairs_of(data + 32, first, second) << 32 | chunk_pairs_of(data + 48, first, second) << 48;
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
	return chunk_equal_of(data, byte) | chunk_equal_of(data + 16, byte) << 16 |
	       chunk_equal_of(data + 32, byte) << 32 | chunk_equal_of(data + 48, byte) << 48;
}

static inline uint64_t
chunk_letter(const uint8_t *data, uint8_t small)
{
	uint64_t equal = 0;

	for (unsigned i = 0; i < CHUNK_SIZE; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(data + i));
		bytes = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
		equal |= chunk_bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)small))) << i;
	}
	return equal;
}

static inline struct chunk
chunk_of(const uint8_t *data)
{
	struct chunk chunk = { 0, 0, 0, 0, 0 };

	for (unsigned i = 0; i < CHUNK_SIZE; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(data + i));
		__m128i sign = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('@')),
		                            _mm_cmpeq_epi8(bytes, _mm_set1_epi8('+')));
		chunk.alpha |= chunk_bits(chunk_between(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z')) << i;
		chunk.small |= chunk_bits(_mm_slli_epi16(bytes, 2)) << i; /* bit 5 */
		chunk.digit |= chunk_bits(chunk_between(bytes, '0', '9')) << i;
		chunk.high |= chunk_bits(bytes) << i;
		chunk.mark |= chunk_bits(_mm_or_si128(chunk_between(bytes, '0', ':'), sign)) << i;
	}
	return chunk;
}

static inline uint64_t
chunk_having(const uint8_t *data, uint8_t bits)
{
	uint64_t none = 0;

	for (unsigned i = 0; i < CHUNK_SIZE; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(data + i));
		__m128i had = _mm_and_si128(bytes, _mm_set1_epi8((char)bits));
		none |= chunk_bits(_mm_cmpeq_epi8(had, _mm_setzero_si128())) << i;
	}
	return ~none;
}

static inline uint64_t
chunk_among(const uint8_t *data, const uint8_t bytes[4])
{
	uint64_t found = 0;

	for (unsigned i = 0; i < CHUNK_SIZE; i += 16) {
		__m128i block = _mm_loadu_si128((const __m128i *)(const void *)(data + i));
		__m128i first = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8((char)bytes[0])),
		                             _mm_cmpeq_epi8(block, _mm_set1_epi8((char)bytes[1])));
		__m128i second = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8((char)bytes[2])),
		                              _mm_cmpeq_epi8(block, _mm_set1_epi8((char)bytes[3])));
		found |= chunk_bits(_mm_or_si128(first, second)) << i;
	}
	return found;
}

#endif
