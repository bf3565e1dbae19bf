#include "scanner/byte_block.h"
#include "scanner/words_parts.h"

const uint8_t word_bytes[256] = {
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4',
	['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
#define LETTER(upper, lower) [upper] = (lower), [lower] = (lower)
	LETTER('A', 'a'), LETTER('B', 'b'), LETTER('C', 'c'), LETTER('D', 'd'), LETTER('E', 'e'),
	LETTER('F', 'f'), LETTER('G', 'g'), LETTER('H', 'h'), LETTER('I', 'i'), LETTER('J', 'j'),
	LETTER('K', 'k'), LETTER('L', 'l'), LETTER('M', 'm'), LETTER('N', 'n'), LETTER('O', 'o'),
	LETTER('P', 'p'), LETTER('Q', 'q'), LETTER('R', 'r'), LETTER('S', 's'), LETTER('T', 't'),
	LETTER('U', 'u'), LETTER('V', 'v'), LETTER('W', 'w'), LETTER('X', 'x'), LETTER('Y', 'y'),
	LETTER('Z', 'z'),
#undef LETTER
#define HIGH(c) [c] = (c), [c + 1] = (c) + 1, [c + 2] = (c) + 2, [c + 3] = (c) + 3
#define HIGH16(c) HIGH(c), HIGH((c) + 4), HIGH((c) + 8), HIGH((c) + 12)
	HIGH16(0x80), HIGH16(0x90), HIGH16(0xA0), HIGH16(0xB0),
	HIGH16(0xC0), HIGH16(0xD0), HIGH16(0xE0), HIGH16(0xF0),
#undef HIGH16
#undef HIGH
};

/* ---- where words begin and end ------------------------------------------------------ */

static inline struct word_sight
sight_of(const uint8_t *data)
{
	uint64_t s = chunk_letter(data, 's');

	return (struct word_sight){
		.chunk = chunk_of(data),
		.letters = { .s = s, .not_plural = s | chunk_letter(data, 'u') | chunk_letter(data, 'i') },
		.quote = chunk_equal(data, '\''),
	};
}

static size_t
bounds_read(struct bytes text, size_t from, struct word_block *block, struct word_signs *signs)
{
	return word_bounds_read(text, from, block, signs, sight_of);
}

/* ---- what the words are --------------------------------------------------------------- */

void
word_read_alone(const struct vocabulary *vocabulary, struct bytes text, struct word_block *block, size_t i)
{
	size_t start = block->starts[i], length = block->ends[i] - start;

	block->hashes[i] = word_hash_singular(text, start, length);
	block->interests[i] |= word_stem_interest(vocabulary, eight_load_clipped(text, start), length);
}

/* The hashes of the words, whose bounds are known, and whether the vocabulary has their stems. */
static void
words_read(const struct vocabulary *vocabulary, struct bytes text, struct word_block *block,
           const struct word_signs *signs, size_t count)
{
	size_t near_end = text.length >= WORD_HASH_BYTES ? text.length - WORD_HASH_BYTES + 1 : 0;

	for (size_t i = 0; i < count; i++) {
		size_t start = block->starts[i], length = block->ends[i] - start;
		if (length > WORD_HASH_BYTES || start >= near_end) {
			word_read_alone(vocabulary, text, block, i);
			continue;
		}
		uint64_t first = eight_load(text.data + start), second = eight_load(text.data + start + 8);
		block->hashes[i] = word_hash_finish(word_hash_short(first, second, length + (size_t)(int8_t)signs->plural[i]));
		block->interests[i] |= word_stem_interest(vocabulary, first, length);
	}
}

/* ---- what they are wanted for ----------------------------------------------------------- */

static bool
word_is_capital(struct bytes text, const struct word_block *block, size_t i)
{
	return block->starts[i] < text.length && byte_is_upper(text.data[block->starts[i]]);
}

/* How word `i` stands in its text: of WORD_PATTERN_STANDING. */
static unsigned
word_stands(struct bytes text, const struct word_block *block, size_t i)
{
	size_t start = block->starts[i], end = block->ends[i];
	unsigned stands = 0;

	if (word_is_capital(text, block, i))
		stands |= WORD_PATTERN_CAPITAL;
	if (word_is_capital(text, block, i + 1))
		stands |= WORD_PATTERN_BEFORE_CAPITAL;
	if ((start > 0 && word_is_mark(text.data[start - 1])) || (end < text.length && word_is_mark(text.data[end])))
		stands |= WORD_PATTERN_MARKED;
	return stands;
}

/* Places of two words, whole and as halves; the vectors are those of gcc and clang, on any processor. */
typedef uint64_t two_places __attribute__((vector_size(16)));
typedef uint32_t two_halves __attribute__((vector_size(16)));

/* vocabulary_content() of the two words from `i` on, in the lower half of each. */
static inline two_places
two_words_look_up(const struct vocabulary *vocabulary, const struct word_block *block, size_t i)
{
	const two_halves tags = (two_halves){ 0 } + VOCABULARY_TAG;
	two_places own = { block->hashes[i], block->hashes[i + 1] };
	two_places places = { *vocabulary_place(vocabulary, own[0]), *vocabulary_place(vocabulary, own[1]) };

	own &= VOCABULARY_TAG;
	two_halves other = (two_halves)(places ^ (own | own << 32)) & tags;
	two_halves none = (two_halves)places & tags;
	two_places content = places & (two_places)((other == 0) | (none == 0)) & (two_places)~tags;
	return content | content >> 32;
}

/* Looks up what the words are wanted for, and whether each may be of a pair with the next: two at a time. */
static void
words_look_up(const struct vocabulary *vocabulary, const struct word_block *block, struct word_signs *signs)
{
	unsigned pair = 0;
	size_t i = 0;

	for (; i < block->count; i += 2) {
		if (i + WORD_PLACES_AHEAD + 1 < block->count) {
			vocabulary_prefetch(vocabulary, block->hashes[i + WORD_PLACES_AHEAD]);
			vocabulary_prefetch(vocabulary, block->hashes[i + WORD_PLACES_AHEAD + 1]);
		}
		two_places contents = two_words_look_up(vocabulary, block, i);
		uint32_t first = (uint32_t)contents[0], second = (uint32_t)contents[1];
		signs->wants[i] = (uint8_t)vocabulary_wants(first);
		signs->wants[i + 1] = (uint8_t)vocabulary_wants(second);
		/* Of the last eight, the latest highest. */
		pair = pair >> 2 | (unsigned)vocabulary_may_pair(first, block->hashes[i + 1]) << 6 |
		       (unsigned)vocabulary_may_pair(second, block->hashes[i + 2]) << 7;
		signs->pair[i / 8] = (uint8_t)pair;
	}
	if (i % 8 != 0)
		signs->pair[i / 8] >>= 8 - i % 8;
}

/* Marks what the words from `i` on are wanted for, as many as a block has bytes; `count` there are. */
static void
words_mark(struct bytes text, struct word_block *block, const struct word_signs *signs, size_t i)
{
	byte_block wants = byte_block_load(signs->wants + i), plural = byte_block_load(signs->plural + i);
	byte_block form = (plural & WORD_PATTERN) + WORD_PATTERN, interests = byte_block_load(block->interests + i);
	uint64_t standing = byte_flags_bits(~byte_block_is(wants & WORD_PATTERN_STANDING, 0));

	interests |= (wants & WORD_LEXICON) | ((byte_block)~byte_block_is(wants & form, 0) & WORD_PATTERN);
	memcpy(block->interests + i, &interests, sizeof(interests));
	if (block->count - i < BYTE_BLOCK_SIZE)
		standing &= (UINT64_C(1) << (block->count - i)) - 1;
	for (; standing != 0; standing &= standing - 1) {
		size_t k = i + (size_t)__builtin_ctzll(standing);
		block->interests[k] |= signs->wants[k] & word_stands(text, block, k) ? WORD_PATTERN : 0;
	}
}

_Static_assert(WORD_PATTERN_PLURAL == WORD_PATTERN * 2, "told by an addition");

/* What is done with a block: bounds_read(), words_read() and words_look_up(), or the same with AVX2. */
struct word_passes {
	size_t (*bounds)(struct bytes text, size_t from, struct word_block *block, struct word_signs *signs);
	void (*read)(const struct vocabulary *vocabulary, struct bytes text, struct word_block *block,
	             const struct word_signs *signs, size_t count);
	void (*look_up)(const struct vocabulary *vocabulary, const struct word_block *block, struct word_signs *signs);
};

static void
block_read(const struct word_passes *passes, const struct vocabulary *vocabulary, struct bytes text, size_t from,
           struct word_block *block)
{
	struct word_signs signs;
	size_t count = passes->bounds(text, from, block, &signs);

	passes->read(vocabulary, text, block, &signs, count);
	word_block_end(block, text, count);
	passes->look_up(vocabulary, block, &signs);
	signs.wants[block->count] = 0; /* that of the next block is marked as well, of which nobody knows */
	for (size_t i = 0; i < block->count; i += BYTE_BLOCK_SIZE)
		words_mark(text, block, &signs, i);
	word_pairs_mark(vocabulary, text, block, signs.pair);
}

void
word_block_read_plain(const struct vocabulary *vocabulary, struct bytes text, size_t from,
                      struct word_block *block)
{
	static const struct word_passes passes = { bounds_read, words_read, words_look_up };

	block_read(&passes, vocabulary, text, from, block);
}

#ifdef WORDS_AVX2
void
word_block_read_avx2(const struct vocabulary *vocabulary, struct bytes text, size_t from,
                     struct word_block *block)
{
	static const struct word_passes passes = { word_bounds_read_avx2, words_read_avx2, words_look_up_avx2 };

	block_read(&passes, vocabulary, text, from, block);
}
#endif

void
word_block_read(const struct vocabulary *vocabulary, struct bytes text, size_t from,
                struct word_block *block)
{
#ifdef WORDS_AVX512
	if (WORDS_AVX512_RUNS()) {
		word_block_read_avx512(vocabulary, text, from, block);
		return;
	}
#endif
#ifdef WORDS_AVX2
	if (WORDS_AVX2_RUNS()) {
		word_block_read_avx2(vocabulary, text, from, block);
		return;
	}
#endif
	word_block_read_plain(vocabulary, text, from, block);
}
