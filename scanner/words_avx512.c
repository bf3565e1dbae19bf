/* word_block_read() with AVX-512: 64 bytes and eight words at a time, without a branch a word. */
#include "scanner/words_parts.h"

#ifdef WORDS_AVX512

#include "scanner/chunk_avx512.h"

#define AVX512 \
	__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,popcnt,bmi,bmi2")))

/* ---- where words begin and end ------------------------------------------------------ */

/* Adds where the bits are, 32 at most, `base` added to each. Writes 32 places. Returns the new count. */
static inline AVX512 size_t
positions_add(uint32_t *positions, size_t count, uint64_t bits, size_t base)
{
	static const uint8_t numbers[CHUNK_SIZE] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
		27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51,
		52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
	};
	__m512i places = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(numbers));
	__m512i bases = _mm512_set1_epi32((int)base);
	__m512i low = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places));
	__m512i high = _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 1));

	_mm512_storeu_si512(positions + count, _mm512_add_epi32(low, bases));
	_mm512_storeu_si512(positions + count + 16, _mm512_add_epi32(high, bases));
	return count + (size_t)__builtin_popcountll(bits);
}

/* Where among the bytes of `text` from `at` on, of one chunk, `byte` or, if it is a letter, its capital stands. */
static inline AVX512 uint64_t
chunk_letter(struct bytes text, size_t at, char small)
{
	size_t left = text.length - at;
	__m512i bytes = _mm512_maskz_loadu_epi8(_bzhi_u64(UINT64_MAX, left < CHUNK_SIZE ? (unsigned)left : CHUNK_SIZE),
	                                        text.data + at);

	return _mm512_cmpeq_epi8_mask(_mm512_or_si512(bytes, _mm512_set1_epi8(0x20)), _mm512_set1_epi8(small));
}

static AVX512 size_t
bounds_read(struct bytes text, size_t from, struct word_block *block)
{
	size_t begun = 0, ended = 0;
	size_t at = from;
	struct word_before before = word_before_at(text, from);

	memset(block->interests, 0, sizeof(block->interests));
	for (; at < text.length && begun <= WORD_BLOCK_LIMIT; at += CHUNK_SIZE) {
		struct chunk chunk = chunk_read_avx512(text, at);
		struct word_edges edges =
			word_edges_of(&chunk, chunk_letter(text, at, '\''), chunk_letter(text, at, 's'), &before);
		begun -= edges.undone;
		word_compounds_mark(block, edges.parts, edges.starts, begun);
		begun = positions_add(block->starts, begun, edges.starts, at);
		ended = positions_add(block->ends, ended, edges.ends, at);
	}
	return word_bounds_end(block, text, at, begun - (at >= text.length ? before.possessive : 0), ended);
}

/* ---- what the words are --------------------------------------------------------------- */

#define EACH(value) _mm512_set1_epi64((long long)(value))

/* Eight numbers or bytes of the block's, wherever they begin. */
static inline AVX512 __m256i
eight_numbers(const uint32_t *numbers)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)numbers);
}

static inline AVX512 void
eight_numbers_put(uint32_t *numbers, __m256i values)
{
	_mm256_storeu_si256((__m256i *)(void *)numbers, values);
}

static inline AVX512 __m128i
eight_marks(const uint8_t *marks)
{
	return _mm_loadl_epi64((const __m128i *)(const void *)marks);
}

static inline AVX512 void
eight_marks_put(uint8_t *marks, __m128i values)
{
	_mm_storel_epi64((__m128i *)(void *)marks, values);
}

/* Eight words: the first sixteen bytes of each with capitals in lower case, and how long they are. */
struct eight_words {
	__m512i first;
	__m512i second;
	__m512i length;
};

static inline AVX512 __m128i
sixteen_at(const uint8_t *data, uint32_t at)
{
	return _mm_loadu_si128((const __m128i *)(const void *)(data + at));
}

static inline AVX512 struct eight_words
eight_words_load(const uint8_t *data, const uint32_t *starts, __m512i length)
{
	__m512i even = _mm512_castsi128_si512(sixteen_at(data, starts[0]));
	__m512i odd = _mm512_castsi128_si512(sixteen_at(data, starts[1]));

	even = _mm512_inserti64x2(even, sixteen_at(data, starts[2]), 1);
	odd = _mm512_inserti64x2(odd, sixteen_at(data, starts[3]), 1);
	even = _mm512_inserti64x2(even, sixteen_at(data, starts[4]), 2);
	odd = _mm512_inserti64x2(odd, sixteen_at(data, starts[5]), 2);
	even = _mm512_inserti64x2(even, sixteen_at(data, starts[6]), 3);
	odd = _mm512_inserti64x2(odd, sixteen_at(data, starts[7]), 3);
	return (struct eight_words){
		.first = _mm512_or_si512(_mm512_unpacklo_epi64(even, odd), EACH(EIGHT_EACH(0x20))),
		.second = _mm512_or_si512(_mm512_unpackhi_epi64(even, odd), EACH(EIGHT_EACH(0x20))),
		.length = length,
	};
}

/* word_is_plural() */
static inline AVX512 __mmask8
eight_words_plural(const struct eight_words *words)
{
	/* The last two bytes, of the sixteen moved to the front: bits to move by. */
	__m512i by = _mm512_slli_epi64(_mm512_sub_epi64(words->length, EACH(2)), 3);
	__mmask8 far = _mm512_cmpge_epu64_mask(by, EACH(64));
	__m512i tail = _mm512_shrdv_epi64(words->first, words->second, by);
	tail = _mm512_mask_srlv_epi64(tail, far, words->second, _mm512_sub_epi64(by, EACH(64)));
	__m512i before = _mm512_and_si512(tail, EACH(0xff)), last = _mm512_and_si512(tail, EACH(0xff00));

	return _mm512_cmpge_epu64_mask(words->length, EACH(WORD_PLURAL_LENGTH)) &
	       _mm512_cmpeq_epi64_mask(last, EACH('s' << 8)) & _mm512_cmpneq_epi64_mask(before, EACH('s')) &
	       _mm512_cmpneq_epi64_mask(before, EACH('u')) & _mm512_cmpneq_epi64_mask(before, EACH('i'));
}

/* word_hash_finish() */
static inline AVX512 __m512i
eight_hashes_finish(__m512i hash)
{
	hash = _mm512_mullo_epi64(hash, EACH(UINT64_C(0x9E3779B97F4A7C15)));
	return _mm512_xor_si512(hash, _mm512_srli_epi64(hash, 32));
}

/* word_hash_singular() */
static inline AVX512 __m512i
eight_words_hash(const struct eight_words *words)
{
	__m512i length = _mm512_mask_sub_epi64(words->length, eight_words_plural(words), words->length, EACH(1));
	__m512i rest = _mm512_max_epi64(_mm512_sub_epi64(length, EACH(8)), EACH(0));
	/* All bytes behind the word: moved by 64 bits and more, none. */
	__m512i behind = _mm512_sllv_epi64(EACH(UINT64_MAX), _mm512_slli_epi64(length, 3));
	__m512i first = _mm512_andnot_si512(behind, words->first);
	behind = _mm512_sllv_epi64(EACH(UINT64_MAX), _mm512_slli_epi64(rest, 3));
	__m512i second = _mm512_rol_epi64(_mm512_andnot_si512(behind, words->second), 29);

	second = _mm512_mullo_epi64(second, EACH(UINT64_C(0xC2B2AE3D27D4EB4F)));
	return eight_hashes_finish(_mm512_xor_si512(first, second));
}

/* vocabulary_has_stem() of word_hash_stem() */
static inline AVX512 __mmask8
eight_words_stem(const struct vocabulary *vocabulary, const struct eight_words *words)
{
	const uint64_t *stems = vocabulary->stems;
	__m512i stem = eight_hashes_finish(_mm512_and_si512(words->first, EACH(UINT32_MAX)));
	__m512i place = _mm512_srli_epi64(_mm512_xor_si512(stem, EACH(UINT64_MAX)), 64 - VOCABULARY_STEM_BITS);
	__m512i bits = _mm512_permutex2var_epi64(_mm512_loadu_si512(stems), _mm512_srli_epi64(place, 6),
	                                         _mm512_loadu_si512(stems + 8));

	bits = _mm512_srlv_epi64(bits, _mm512_and_si512(place, EACH(63)));
	return _mm512_test_epi64_mask(bits, EACH(1)) &
	       _mm512_cmpge_epu64_mask(words->length, EACH(WORD_STEM_LENGTH));
}

_Static_assert(VOCABULARY_STEM_BITS == 10, "two registers");
_Static_assert(VOCABULARY_TAG_BITS + VOCABULARY_INTEREST_BITS == 16, "half a place");

/* vocabulary_interest() */
static inline AVX512 __m128i
eight_hashes_interest(const struct vocabulary *vocabulary, __m512i hash)
{
	const __m256i tags = _mm256_set1_epi16((short)(UINT32_MAX << VOCABULARY_INTEREST_BITS));
	const __m256i least = _mm256_set1_epi16(1 << VOCABULARY_INTEREST_BITS);
	uint32_t index[8], found[8];

	/* One by one: processors gather no faster. */
	eight_numbers_put(index, _mm512_cvtepi64_epi32(_mm512_srli_epi64(hash, 64 - VOCABULARY_BITS)));
	for (unsigned i = 0; i < 8; i++)
		found[i] = vocabulary->places[index[i]];
	__m256i place = eight_numbers(found), place_tag = _mm256_and_si256(place, tags);
	__m256i tag = _mm512_cvtepi64_epi32(_mm512_srli_epi64(hash, 64 - VOCABULARY_BITS - 16));

	/* The same in both halves. */
	tag = _mm256_mask_blend_epi16(0x5555, _mm256_slli_epi32(tag, 16), tag);
	tag = _mm256_max_epu16(_mm256_and_si256(tag, tags), least);
	__mmask16 mine = _mm256_cmpeq_epi16_mask(place_tag, tag) | _mm256_testn_epi16_mask(place_tag, place_tag);
	__m256i interests = _mm256_maskz_mov_epi16(mine, _mm256_andnot_si256(tags, place));
	return _mm256_cvtepi32_epi8(_mm256_or_si256(interests, _mm256_srli_epi32(interests, 16)));
}

/* word_read() for the eight words from `i` on. */
static inline AVX512 void
eight_words_read(const struct vocabulary *vocabulary, struct bytes text, struct word_block *block, size_t i)
{
	__m256i starts = eight_numbers(block->starts + i);
	__m256i ends = eight_numbers(block->ends + i);
	__m512i length = _mm512_cvtepu32_epi64(_mm256_sub_epi32(ends, starts));

	if (block->starts[i + 7] + WORD_HASH_BYTES > text.length ||
	    _mm512_cmpgt_epu64_mask(length, EACH(WORD_HASH_BYTES)) != 0) {
		for (unsigned k = 0; k < 8; k++)
			word_read(vocabulary, text, block, i + k);
		return;
	}
	struct eight_words words = eight_words_load(text.data, block->starts + i, length);
	__m512i letter = _mm512_sub_epi64(_mm512_and_si512(words.first, EACH(0xff)), EACH('0'));
	__m128i stem = _mm_maskz_set1_epi8(eight_words_stem(vocabulary, &words), WORD_LEXICON_STEM);
	__m128i digit = _mm_maskz_set1_epi8(_mm512_cmple_epu64_mask(letter, EACH(9)), WORD_DIGIT);
	__m128i interests = eight_marks(block->interests + i);

	_mm512_storeu_si512(block->hashes + i, eight_words_hash(&words));
	eight_marks_put(block->interests + i, _mm_or_si128(interests, _mm_or_si128(stem, digit)));
}

AVX512 void
word_block_read_avx512(const struct vocabulary *vocabulary, struct bytes text, size_t from,
                       struct word_block *block)
{
	size_t count = bounds_read(text, from, block);

	for (size_t i = 0; i < 8 && count > 0; i++) { /* the last word again, where there are no eight more */
		block->starts[count + i] = block->starts[count - 1];
		block->ends[count + i] = block->ends[count - 1];
	}
	for (size_t i = 0; i < count; i += 8)
		eight_words_read(vocabulary, text, block, i);
	for (size_t i = 0; i < count; i += 8) {
		__m128i interests = eight_hashes_interest(vocabulary, _mm512_loadu_si512(block->hashes + i));
		eight_marks_put(block->interests + i, _mm_or_si128(eight_marks(block->interests + i), interests));
	}
	word_block_end(block, text, count);
	word_pairs_mark(vocabulary, block);
	word_pairs_mark_parts(vocabulary, text, block);
}

#endif
