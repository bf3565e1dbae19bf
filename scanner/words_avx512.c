/* word_block_read() with AVX-512: 64 bytes and eight words at a time, without a branch a word. */
#include "scanner/words_parts.h"

#ifdef WORDS_AVX512

#include "scanner/chunk_avx512.h"

#define AVX512 \
	__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,popcnt,bmi,bmi2")))

/* What is known of the words of a block besides what it says of them; one more than it has, in places. */
struct wide_signs {
	uint8_t behind[WORD_BLOCK_ROOM];     /* WORD_PATTERN_MARKED, WORD_PATTERN_PLURAL where it may be one */
	uint8_t wants[WORD_BLOCK_ROOM];      /* enum word_want */
	uint8_t plural[WORD_BLOCK_ROOM / 8]; /* bits, as the next two */
	uint8_t stem[WORD_BLOCK_ROOM / 8];   /* with a stem that the vocabulary has */
	uint8_t pair[WORD_BLOCK_ROOM / 8];   /* vocabulary_may_pair() with the next */
};

/* ---- where words begin and end ------------------------------------------------------ */

/* Sixteen numbers from the lowest on, `base` added to each. */
static inline AVX512 void
positions_put(uint32_t *positions, __m128i places, __m512i base)
{
	_mm512_storeu_si512(positions, _mm512_add_epi32(_mm512_cvtepu8_epi32(places), base));
}

/* Adds where the bits are, 32 at most, `base` added to each. Writes 32 places at most. Returns the new count. */
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
	size_t more = (size_t)__builtin_popcountll(bits);

	positions_put(positions + count, _mm512_castsi512_si128(places), bases);
	if (more > 16)
		positions_put(positions + count + 16, _mm512_extracti32x4_epi32(places, 1), bases);
	return count + more;
}

static inline AVX512 uint64_t
letter_bits(__m512i small, char letter)
{
	return _mm512_cmpeq_epi8_mask(small, _mm512_set1_epi8(letter));
}

static inline AVX512 struct word_letters
word_letters_of(__m512i bytes)
{
	__m512i small = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
	uint64_t s = letter_bits(small, 's');

	return (struct word_letters){ .s = s, .not_plural = s | letter_bits(small, 'u') | letter_bits(small, 'i') };
}

/* What is of no word, nor blank. */
static inline AVX512 uint64_t
marks_of(__m512i bytes, const struct chunk *chunk)
{
	return _mm512_cmpgt_epu8_mask(bytes, _mm512_set1_epi8(' ')) & ~word_bits(chunk);
}

static inline AVX512 __m512i
sign_add(__m512i bytes, uint64_t where, char sign)
{
	return _mm512_mask_add_epi8(bytes, where, bytes, _mm512_set1_epi8(sign));
}

/* Puts one of `bytes` for each of the bits of `where`, in their order. Writes CHUNK_SIZE bytes. */
static inline AVX512 void
signs_put(uint8_t *signs, uint64_t where, __m512i bytes)
{
	_mm512_storeu_si512(signs, _mm512_maskz_compress_epi8(where, bytes));
}

/* What is to be seen where words begin; `before` are the marks of the chunk before. */
static inline AVX512 __m512i
signs_first(const struct chunk *chunk, uint64_t marks, uint64_t before)
{
	__m512i signs = _mm512_maskz_set1_epi8(chunk->alpha & ~chunk->small, WORD_PATTERN_CAPITAL);

	signs = sign_add(signs, word_bits_moved(marks, before, 1), WORD_PATTERN_MARKED);
	return sign_add(signs, chunk->digit, WORD_DIGIT);
}

/* What is to be seen just behind words. */
static inline AVX512 __m512i
signs_behind(uint64_t marks, uint64_t plurals)
{
	return sign_add(_mm512_maskz_set1_epi8(marks, WORD_PATTERN_MARKED), plurals, WORD_PATTERN_PLURAL);
}

static inline AVX512 __m512i
chunk_load(struct bytes text, size_t at)
{
	size_t left = text.length - at;

	return _mm512_maskz_loadu_epi8(_bzhi_u64(UINT64_MAX, left < CHUNK_SIZE ? (unsigned)left : CHUNK_SIZE),
	                               text.data + at);
}

static AVX512 size_t
bounds_read(struct bytes text, size_t from, struct word_block *block, struct wide_signs *signs)
{
	size_t begun = 0, ended = 0;
	size_t at = from;
	struct word_before before = word_before_at(text, from);
	uint64_t marks_before = (uint64_t)(from > 0 && word_is_mark(text.data[from - 1])) << 63;

	for (; at < text.length && begun <= WORD_BLOCK_LIMIT; at += CHUNK_SIZE) {
		struct chunk chunk = chunk_read_avx512(text, at);
		__m512i bytes = chunk_load(text, at);
		uint64_t quote = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\''));
		struct word_edges edges = word_edges_of(&chunk, quote, word_letters_of(bytes), &before);
		uint64_t marks = marks_of(bytes, &chunk);
		begun -= edges.undone;
		signs_put(block->interests + begun, edges.starts, signs_first(&chunk, marks, marks_before));
		signs_put(signs->behind + ended, edges.ends, signs_behind(marks, edges.plurals));
		word_compounds_mark(block, edges.parts, edges.starts, begun);
		begun = positions_add(block->starts, begun, edges.starts, at);
		ended = positions_add(block->ends, ended, edges.ends, at);
		marks_before = marks;
	}
	signs->behind[ended] = word_ends_plural(&before) ? WORD_PATTERN_PLURAL : 0;
	return word_bounds_end(block, text, at, begun - (at >= text.length ? before.possessive : 0), ended);
}

/* ---- what the words are --------------------------------------------------------------- */

#define EACH(value) _mm512_set1_epi64((long long)(value))

/* Eight numbers of the block's, wherever they begin. */
static inline AVX512 __m256i
eight_numbers(const uint32_t *numbers)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)numbers);
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

/* word_hash_finish() */
static inline AVX512 __m512i
eight_hashes_finish(__m512i hash)
{
	hash = _mm512_mullo_epi64(hash, EACH(WORD_HASH_SPREAD));
	return _mm512_xor_si512(hash, _mm512_srli_epi64(hash, 32));
}

/* word_hash_singular() */
static inline AVX512 __m512i
eight_words_hash(const struct eight_words *words, __mmask8 plural)
{
	__m512i length = _mm512_mask_sub_epi64(words->length, plural, words->length, EACH(1));
	__m512i bits = _mm512_slli_epi64(length, 3);
	/* Moved by 64 bits and more, or less than none, none are left. */
	__m512i behind = _mm512_sllv_epi64(EACH(UINT64_MAX), bits);
	__m512i kept = _mm512_srlv_epi64(EACH(UINT64_MAX), _mm512_sub_epi64(EACH(128), bits));
	__m512i first = _mm512_andnot_si512(behind, words->first);
	__m512i second = _mm512_rol_epi64(_mm512_and_si512(kept, words->second), WORD_HASH_TURN);

	second = _mm512_mullo_epi64(second, EACH(WORD_HASH_SECOND));
	return eight_hashes_finish(_mm512_xor_si512(first, second));
}

/* vocabulary_has_stem() of word_hash_stem() */
static inline AVX512 __mmask8
eight_words_stem(const struct vocabulary *vocabulary, const struct eight_words *words)
{
	const uint64_t *stems = vocabulary->stems;
	/* Of a hash the upper half is made by the multiplication alone. */
	__m512i letters = _mm512_and_si512(words->first, EACH(UINT32_MAX));
	__m512i stem = _mm512_xor_si512(_mm512_mullo_epi64(letters, EACH(WORD_HASH_SPREAD)), EACH(UINT64_MAX));
	__m512i place = _mm512_srli_epi64(stem, 64 - VOCABULARY_STEMS_BITS);
	__m512i has = _mm512_permutex2var_epi64(_mm512_loadu_si512(stems), place, _mm512_loadu_si512(stems + 8));
	__m512i one = _mm512_srlv_epi64(has, _mm512_and_si512(_mm512_srli_epi64(stem, VOCABULARY_STEM_ONE), EACH(63)));
	__m512i other = _mm512_srlv_epi64(has, _mm512_and_si512(_mm512_srli_epi64(stem, VOCABULARY_STEM_OTHER), EACH(63)));

	return _mm512_test_epi64_mask(_mm512_and_si512(one, other), EACH(1)) &
	       _mm512_cmpge_epu64_mask(words->length, EACH(WORD_STEM_LENGTH));
}

_Static_assert(VOCABULARY_STEMS_BITS == 4, "two registers");

/* Reads word `i`, which is too long for its place among eight or too near to the text's end. */
static void
word_read(const struct vocabulary *vocabulary, struct bytes text, struct word_block *block,
          struct wide_signs *signs, size_t i)
{
	size_t start = block->starts[i], length = block->ends[i] - start;
	bool plural = word_is_plural(text.data + start, length);
	bool stem = word_stem_interest(vocabulary, eight_load_clipped(text, start), length) != 0;
	uint8_t bit = (uint8_t)(1u << i % 8);

	block->hashes[i] = word_hash(text, start, length - plural);
	signs->plural[i / 8] = (uint8_t)((signs->plural[i / 8] & ~bit) | (plural ? bit : 0));
	signs->stem[i / 8] = (uint8_t)((signs->stem[i / 8] & ~bit) | (stem ? bit : 0));
}

/* The hashes of the eight words from `i` on, and what their letters tell. */
static inline AVX512 void
eight_words_read(const struct vocabulary *vocabulary, struct bytes text, struct word_block *block,
                 struct wide_signs *signs, size_t i)
{
	__m256i starts = eight_numbers(block->starts + i);
	__m512i length = _mm512_cvtepu32_epi64(_mm256_sub_epi32(eight_numbers(block->ends + i), starts));
	/* Widened only when it is used: gcc 12 may keep a wider one in a byte, and read four. */
	__mmask8 far = _mm512_cmpgt_epu64_mask(length, EACH(WORD_HASH_BYTES));

	if ((size_t)block->starts[i + 7] + WORD_HASH_BYTES <= text.length) {
		struct eight_words words = eight_words_load(text.data, block->starts + i, length);
		__m128i behind = _mm_loadl_epi64((const __m128i *)(const void *)(signs->behind + i));
		__mmask8 plural = (__mmask8)_mm_test_epi8_mask(behind, _mm_set1_epi8(WORD_PATTERN_PLURAL)) &
		                  _mm512_cmpge_epu64_mask(length, EACH(WORD_PLURAL_LENGTH));
		_mm512_storeu_si512(block->hashes + i, eight_words_hash(&words, plural));
		signs->plural[i / 8] = plural;
		signs->stem[i / 8] = eight_words_stem(vocabulary, &words);
	} else {
		far = 0xff;
	}
	for (unsigned left = far; left != 0; left &= left - 1)
		word_read(vocabulary, text, block, signs, i + (size_t)__builtin_ctz(left));
}

/* ---- what they are wanted for ----------------------------------------------------------- */

_Static_assert(VOCABULARY_FOLLOWERS == 16 && VOCABULARY_WANTS_BITS <= 8, "a byte above two");

/* The places of eight words. */
static inline AVX512 __m512i
eight_places(const struct vocabulary *vocabulary, __m512i hashes)
{
	const uint64_t *places = vocabulary->places;
	uint64_t at[8];

	/* One by one: processors gather no faster. */
	_mm512_storeu_si512(at, _mm512_srli_epi64(hashes, 64 - VOCABULARY_BITS));
	return _mm512_set_epi64((long long)places[at[7]], (long long)places[at[6]], (long long)places[at[5]],
	                        (long long)places[at[4]], (long long)places[at[3]], (long long)places[at[2]],
	                        (long long)places[at[1]], (long long)places[at[0]]);
}

/* vocabulary_content(), vocabulary_wants() and vocabulary_may_pair() of the eight words from `i` on. */
static inline AVX512 void
eight_words_look_up(const struct vocabulary *vocabulary, const struct word_block *block, struct wide_signs *signs,
                    size_t i)
{
	const __m512i tags = _mm512_set1_epi32((int)VOCABULARY_TAG);
	__m512i hashes = _mm512_loadu_si512(block->hashes + i), next = _mm512_loadu_si512(block->hashes + i + 1);
	__m512i places = eight_places(vocabulary, hashes);
	/* The lower half, which has the tag, in both. */
	__m512i other = _mm512_xor_si512(places, _mm512_shuffle_epi32(hashes, _MM_PERM_CCAA));
	__mmask16 own = _mm512_testn_epi32_mask(other, tags) | _mm512_testn_epi32_mask(places, tags);
	__m512i content = _mm512_maskz_mov_epi32(own, places);

	content = _mm512_or_si512(content, _mm512_srli_epi64(content, 32));
	__m512i follows = _mm512_srlv_epi64(content, _mm512_and_si512(next, EACH(VOCABULARY_FOLLOWERS - 1)));
	signs->pair[i / 8] = _mm512_test_epi64_mask(follows, EACH(1));
	_mm_storel_epi64((__m128i *)(void *)(signs->wants + i),
	                 _mm512_cvtepi64_epi8(_mm512_srli_epi64(content, VOCABULARY_FOLLOWERS)));
}

/* Words ahead of which their places are asked for. */
#define PLACES_AHEAD 24

static inline void
eight_places_prefetch(const struct vocabulary *vocabulary, const uint64_t *hashes)
{
	for (unsigned i = 0; i < 8; i++)
		vocabulary_prefetch(vocabulary, hashes[i]);
}

/* The interests of the 64 words from `i` on, which have what bounds_read() saw where each begins. */
static inline AVX512 void
words_mark(struct word_block *block, const struct wide_signs *signs, size_t i)
{
	const __m512i capital = _mm512_set1_epi8(WORD_PATTERN_CAPITAL);
	const __m512i stands_first = _mm512_set1_epi8(WORD_PATTERN_CAPITAL | WORD_PATTERN_MARKED);
	__m512i first = _mm512_loadu_si512(block->interests + i), next = _mm512_loadu_si512(block->interests + i + 1);
	__m512i behind = _mm512_loadu_si512(signs->behind + i), wants = _mm512_loadu_si512(signs->wants + i);
	__m512i form = _mm512_mask_blend_epi8(word_signs_bits(signs->plural, i), _mm512_set1_epi8(WORD_PATTERN),
	                                      _mm512_set1_epi8(WORD_PATTERN_PLURAL));
	__m512i before_capital = _mm512_and_si512(next, capital);

	before_capital = _mm512_add_epi8(before_capital, before_capital);
	__m512i stands = _mm512_or_si512(_mm512_and_si512(first, stands_first),
	                                 _mm512_and_si512(behind, _mm512_set1_epi8(WORD_PATTERN_MARKED)));
	stands = _mm512_or_si512(stands, _mm512_or_si512(before_capital, form));
	__m512i interests = _mm512_or_si512(_mm512_and_si512(first, _mm512_set1_epi8((char)(WORD_DIGIT | WORD_COMPOUND))),
	                                    _mm512_and_si512(wants, _mm512_set1_epi8(WORD_LEXICON)));
	interests = sign_add(interests, _mm512_test_epi8_mask(wants, stands), WORD_PATTERN);
	interests = sign_add(interests, word_signs_bits(signs->stem, i), WORD_LEXICON_STEM);
	_mm512_storeu_si512(block->interests + i, interests);
}

_Static_assert(WORD_PATTERN_BEFORE_CAPITAL == WORD_PATTERN_CAPITAL * 2, "told by an addition");

AVX512 void
word_block_read_avx512(const struct vocabulary *vocabulary, struct bytes text, size_t from,
                       struct word_block *block)
{
	struct wide_signs signs;
	size_t count = bounds_read(text, from, block, &signs);

	for (size_t i = 0; i < 8 && count > 0; i++) { /* the last word again, where there are no eight more */
		block->starts[count + i] = block->starts[count - 1];
		block->ends[count + i] = block->ends[count - 1];
	}
	for (size_t i = 0; i < count; i += 8)
		eight_words_read(vocabulary, text, block, &signs, i);
	if (block->next == text.length) { /* none is behind the last */
		block->hashes[count] = 0;
		block->interests[count] = 0;
	}
	for (size_t i = 0; i < count; i += 8) {
		if (i + PLACES_AHEAD < count)
			eight_places_prefetch(vocabulary, block->hashes + i + PLACES_AHEAD);
		eight_words_look_up(vocabulary, block, &signs, i);
	}
	for (size_t i = 0; i < count; i += 64)
		words_mark(block, &signs, i);
	word_block_end(block, text, count);
	word_pairs_mark(vocabulary, text, block, signs.pair);
}

#endif
