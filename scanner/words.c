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

static inline size_t
positions_add(uint32_t *positions, size_t count, uint64_t bits, size_t base)
{
	for (; bits != 0; bits &= bits - 1)
		positions[count++] = (uint32_t)(base + (size_t)__builtin_ctzll(bits));
	return count;
}

/* Finds where words begin and end, until the block is full. Returns how many have ended. */
static size_t
bounds_read(struct bytes text, size_t from, struct word_block *block)
{
	size_t begun = 0, ended = 0;
	size_t at = from;
	struct word_before before = word_before_at(text, from);
	uint8_t copy[CHUNK_SIZE];

	memset(block->interests, 0, sizeof(block->interests));
	for (; at < text.length && begun <= WORD_BLOCK_LIMIT; at += CHUNK_SIZE) {
		const uint8_t *data = chunk_bytes(text, at, copy);
		struct chunk chunk = chunk_of(data);
		uint64_t s = chunk_equal(data, 's') | chunk_equal(data, 'S');
		struct word_edges edges = word_edges_of(&chunk, chunk_equal(data, '\''), s, &before);
		begun -= edges.undone;
		word_compounds_mark(block, edges.parts, edges.starts, begun);
		begun = positions_add(block->starts, begun, edges.starts, at);
		ended = positions_add(block->ends, ended, edges.ends, at);
	}
	return word_bounds_end(block, text, at, begun - (at >= text.length ? before.possessive : 0), ended);
}

static bool
word_is_capital(struct bytes text, const struct word_block *block, size_t i)
{
	return block->starts[i] < text.length && byte_is_upper(text.data[block->starts[i]]);
}

/* How word `i` stands in its text: bits of enum word_want, each of words that are wanted where they stand like that. */
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

/* Reads the letters of word `i`, whose bounds are known. Returns what the vocabulary has of it. */
static uint32_t
word_read(const struct vocabulary *vocabulary, struct bytes text, struct word_block *block, size_t i)
{
	size_t start = block->starts[i], length = block->ends[i] - start;
	struct word_look look = word_look_at(text, start, length);
	uint32_t content = vocabulary_content(vocabulary, look.hash);
	unsigned wants = vocabulary_wants(content);
	unsigned stands = look.plural ? WORD_PATTERN_PLURAL : WORD_PATTERN;

	block->hashes[i] = look.hash;
	if (wants & (WORD_PATTERN_CAPITAL | WORD_PATTERN_BEFORE_CAPITAL | WORD_PATTERN_MARKED))
		stands |= word_stands(text, block, i);
	block->interests[i] |= (uint8_t)((wants & WORD_LEXICON) | (wants & stands ? WORD_PATTERN : 0) |
	                                 (byte_is_digit(text.data[start]) ? WORD_DIGIT : 0));
	/* No branch: how long a word is cannot be predicted. */
	block->interests[i] |=
		(uint8_t)(((length >= WORD_STEM_LENGTH) & vocabulary_has_stem(vocabulary, look.stem)) * WORD_LEXICON_STEM);
	return content;
}

void
word_block_read_plain(const struct vocabulary *vocabulary, struct bytes text, size_t from,
                      struct word_block *block)
{
	uint32_t contents[WORD_BLOCK_ROOM];
	size_t count = bounds_read(text, from, block);

	block->starts[count] = (uint32_t)block->next;
	for (size_t i = 0; i < count; i++)
		contents[i] = word_read(vocabulary, text, block, i);
	word_block_end(block, text, count);
	for (size_t i = 0; i < block->count; i++)
		if (vocabulary_may_pair(contents[i], block->hashes[i + 1]))
			word_pair_mark(vocabulary, block, i, block->hashes[i + 1]);
	word_pairs_mark_parts(vocabulary, text, block);
}

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
	word_block_read_plain(vocabulary, text, from, block);
}
