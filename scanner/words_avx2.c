/* What words.c does with the words of a block, with AVX2: four words at a time. */
#include "scanner/words_parts.h"

#ifdef WORDS_AVX2

#include "scanner/chunk_avx2.h"

#define AVX2 __attribute__((target("avx2,popcnt,bmi,bmi2")))

#define EACH(value) _mm256_set1_epi64x((long long)(value))

/* Four numbers of the block's, wherever they begin. */
static inline AVX2 __m128i
four_numbers(const uint32_t *numbers)
{
	return _mm_loadu_si128((const __m128i *)(const void *)numbers);
}

static inline AVX2 __m256i
four_load(const uint64_t *numbers)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)numbers);
}

/* Of four bytes 64 bits each, with their sign. */
static inline AVX2 __m256i
four_bytes(const uint8_t *bytes)
{
	int32_t four;

	memcpy(&four, bytes, sizeof(four));
	return _mm256_cvtepi8_epi64(_mm_cvtsi32_si128(four));
}

/* A bit for each of four that have their top bit. */
static inline AVX2 unsigned
four_tops(__m256i four)
{
	return (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(four));
}

/* ---- where words begin and end ------------------------------------------------------ */

static inline AVX2 struct word_sight
sight_of_avx2(const uint8_t *data)
{
	struct chunk_halves bytes = chunk_load_avx2(data), small = chunk_or_avx2(bytes, 0x20);
	uint64_t s = chunk_equal_avx2(small, 's');

	return (struct word_sight){
		.chunk = chunk_of_avx2(bytes),
		.letters = { .s = s, .not_plural = s | chunk_equal_avx2(small, 'u') | chunk_equal_avx2(small, 'i') },
		.quote = chunk_equal_avx2(bytes, '\''),
	};
}

AVX2 size_t
word_bounds_read_avx2(struct bytes text, size_t from, struct word_block *block, struct word_signs *signs)
{
	return word_bounds_read(text, from, block, signs, sight_of_avx2);
}

/* ---- what the words are ----------------------------------------------------------------- */

/* Four words: the first sixteen bytes of each with capitals in lower case. */
struct four_words {
	__m256i first;
	__m256i second;
};

static inline AVX2 __m128i
sixteen_at(const uint8_t *data, uint32_t at)
{
	return _mm_loadu_si128((const __m128i *)(const void *)(data + at));
}

static inline AVX2 struct four_words
four_words_load(const uint8_t *data, const uint32_t *starts)
{
	__m256i even = _mm256_castsi128_si256(sixteen_at(data, starts[0]));
	__m256i odd = _mm256_castsi128_si256(sixteen_at(data, starts[1]));

	even = _mm256_inserti128_si256(even, sixteen_at(data, starts[2]), 1);
	odd = _mm256_inserti128_si256(odd, sixteen_at(data, starts[3]), 1);
	return (struct four_words){
		.first = _mm256_or_si256(_mm256_unpacklo_epi64(even, odd), EACH(EIGHT_EACH(0x20))),
		.second = _mm256_or_si256(_mm256_unpackhi_epi64(even, odd), EACH(EIGHT_EACH(0x20))),
	};
}

/* The lower 64 bits of products, of numbers of 32 bits and of more. */
static inline AVX2 __m256i
four_times_short(__m256i four, uint64_t factor)
{
	__m256i high = _mm256_mul_epu32(four, EACH(factor >> 32));

	return _mm256_add_epi64(_mm256_mul_epu32(four, EACH(factor)), _mm256_slli_epi64(high, 32));
}

static inline AVX2 __m256i
four_times(__m256i four, uint64_t factor)
{
	__m256i high = _mm256_mul_epu32(_mm256_srli_epi64(four, 32), EACH(factor));

	return _mm256_add_epi64(four_times_short(four, factor), _mm256_slli_epi64(high, 32));
}

/* word_hash() of as many bytes of each. */
static inline AVX2 __m256i
four_words_hash(const struct four_words *words, __m256i length)
{
	__m256i bits = _mm256_slli_epi64(length, 3);
	/* Moved by 64 bits and more, or less than none, none are left. */
	__m256i behind = _mm256_sllv_epi64(EACH(UINT64_MAX), bits);
	__m256i kept = _mm256_srlv_epi64(EACH(UINT64_MAX), _mm256_sub_epi64(EACH(128), bits));
	__m256i first = _mm256_andnot_si256(behind, words->first);
	__m256i second = _mm256_and_si256(kept, words->second);

	second = _mm256_or_si256(_mm256_slli_epi64(second, WORD_HASH_TURN),
	                         _mm256_srli_epi64(second, 64 - WORD_HASH_TURN));
	__m256i hash = four_times(_mm256_xor_si256(first, four_times(second, WORD_HASH_SECOND)), WORD_HASH_SPREAD);
	return _mm256_xor_si256(hash, _mm256_srli_epi64(hash, 32));
}

/* Four of `items`, the first of numbers from the lowest on; one by one, as processors gather no faster. */
static inline AVX2 __m256i
four_of(const uint64_t *items, __m256i numbers)
{
	uint64_t at[4];

	_mm256_storeu_si256((__m256i *)(void *)at, numbers);
	return _mm256_set_epi64x((long long)items[at[3]], (long long)items[at[2]], (long long)items[at[1]],
	                         (long long)items[at[0]]);
}

/* A bit for each that has a stem of the vocabulary's: vocabulary_has_stem() of word_hash_stem(). */
static inline AVX2 unsigned
four_words_stem(const struct vocabulary *vocabulary, const struct four_words *words, __m256i length)
{
	/* Of a hash the upper half is made by the multiplication alone. */
	__m256i stem = four_times_short(_mm256_and_si256(words->first, EACH(UINT32_MAX)), WORD_HASH_SPREAD);
	stem = _mm256_xor_si256(stem, EACH(UINT64_MAX));
	__m256i has = four_of(vocabulary->stems, _mm256_srli_epi64(stem, 64 - VOCABULARY_STEMS_BITS));
	__m256i one = _mm256_srlv_epi64(has, _mm256_and_si256(_mm256_srli_epi64(stem, VOCABULARY_STEM_ONE), EACH(63)));
	__m256i other = _mm256_srlv_epi64(has, _mm256_and_si256(_mm256_srli_epi64(stem, VOCABULARY_STEM_OTHER), EACH(63)));
	has = _mm256_and_si256(_mm256_slli_epi64(_mm256_and_si256(one, other), 63),
	                       _mm256_cmpgt_epi64(length, EACH(WORD_STEM_LENGTH - 1)));

	return four_tops(has);
}

/* Marks those of the four words from `i` on that `bits` has. */
static inline AVX2 void
four_words_mark(struct word_block *block, size_t i, unsigned bits, uint8_t interest)
{
	uint32_t marks = (bits * 0x00204081u & 0x01010101u) * interest, interests;

	memcpy(&interests, block->interests + i, sizeof(interests));
	interests |= marks;
	memcpy(block->interests + i, &interests, sizeof(interests));
}

/* Reads the four words from `i` on. */
static inline AVX2 void
four_words_read(const struct vocabulary *vocabulary, struct bytes text, struct word_block *block,
                const struct word_signs *signs, size_t i)
{
	__m128i starts = four_numbers(block->starts + i);
	__m256i length = _mm256_cvtepu32_epi64(_mm_sub_epi32(four_numbers(block->ends + i), starts));
	unsigned far = four_tops(_mm256_cmpgt_epi64(length, EACH(WORD_HASH_BYTES)));

	if ((size_t)block->starts[i + 3] + WORD_HASH_BYTES <= text.length) {
		struct four_words words = four_words_load(text.data, block->starts + i);
		__m256i singular = _mm256_add_epi64(length, four_bytes(signs->plural + i));
		_mm256_storeu_si256((__m256i *)(void *)(block->hashes + i), four_words_hash(&words, singular));
		four_words_mark(block, i, four_words_stem(vocabulary, &words, length), WORD_LEXICON_STEM);
	} else {
		far = 0xf;
	}
	for (; far != 0; far &= far - 1)
		word_read_alone(vocabulary, text, block, i + (size_t)__builtin_ctz(far));
}

AVX2 void
words_read_avx2(const struct vocabulary *vocabulary, struct bytes text, struct word_block *block,
                const struct word_signs *signs, size_t count)
{
	for (size_t i = 0; i < 8 && count > 0; i++) { /* the last word again, where there are no eight more */
		block->starts[count + i] = block->starts[count - 1];
		block->ends[count + i] = block->ends[count - 1];
	}
	for (size_t i = 0; i < count; i += 8) {
		four_words_read(vocabulary, text, block, signs, i);
		four_words_read(vocabulary, text, block, signs, i + 4);
	}
}

/* ---- what they are wanted for ----------------------------------------------------------- */

/* Looks up the four words from `i` on. Returns a bit for each that may be of a pair with the next. */
static inline AVX2 unsigned
four_words_look_up(const struct vocabulary *vocabulary, const struct word_block *block, struct word_signs *signs,
                   size_t i)
{
	const __m256i tags = _mm256_set1_epi32((int)VOCABULARY_TAG), zero = _mm256_setzero_si256();
	__m256i hashes = four_load(block->hashes + i), next = four_load(block->hashes + i + 1);
	__m256i places = four_of(vocabulary->places, _mm256_srli_epi64(hashes, 64 - VOCABULARY_BITS));
	/* The lower half, which has the tag, in both. */
	__m256i other = _mm256_xor_si256(places, _mm256_shuffle_epi32(hashes, _MM_SHUFFLE(2, 2, 0, 0)));
	__m256i own = _mm256_or_si256(_mm256_cmpeq_epi32(_mm256_and_si256(other, tags), zero),
	                              _mm256_cmpeq_epi32(_mm256_and_si256(places, tags), zero));
	__m256i content = _mm256_andnot_si256(tags, _mm256_and_si256(own, places));

	content = _mm256_or_si256(content, _mm256_srli_epi64(content, 32));
	__m256i follows = _mm256_srlv_epi64(content, _mm256_and_si256(next, EACH(VOCABULARY_FOLLOWERS - 1)));
	__m256i bytes = _mm256_shuffle_epi8(content, _mm256_set1_epi16(0x0A02));
	__m128i four = _mm_unpacklo_epi16(_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1));
	int wants = _mm_cvtsi128_si32(four);
	memcpy(signs->wants + i, &wants, sizeof(wants));
	return four_tops(_mm256_slli_epi64(follows, 63));
}

AVX2 void
words_look_up_avx2(const struct vocabulary *vocabulary, const struct word_block *block, struct word_signs *signs)
{
	for (size_t i = 0; i < block->count; i += 8) {
		if (i + WORD_PLACES_AHEAD < block->count)
			for (size_t k = i + WORD_PLACES_AHEAD; k < i + WORD_PLACES_AHEAD + 8; k++)
				vocabulary_prefetch(vocabulary, block->hashes[k]);
		unsigned low = four_words_look_up(vocabulary, block, signs, i);
		signs->pair[i / 8] = (uint8_t)(low | four_words_look_up(vocabulary, block, signs, i + 4) << 4);
	}
}

#endif
