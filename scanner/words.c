#include "scanner/words.h"
#ifdef __SSE2__
#include "scanner/word_chunk_sse2.h"
#else
#include "scanner/word_chunk.h"
#endif

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

/* ---- words ----------------------------------------------------------------------- */

static inline size_t
positions_add(uint32_t *positions, size_t count, uint64_t bits, size_t base)
{
	for (; bits != 0; bits &= bits - 1)
		positions[count++] = (uint32_t)(base + (size_t)__builtin_ctzll(bits));
	return count;
}

/* Marks the words that the parts in `chunk` belong to; `before` words began in earlier chunks. */
static void
compounds_mark(struct word_block *block, const struct word_chunk *chunk, uint64_t starts, size_t before)
{
	for (uint64_t left = chunk->compound; left != 0; left &= left - 1) {
		uint64_t upto = left ^ (left - 1); /* the lowest bit and all below */
		block->interests[before + (size_t)__builtin_popcountll(starts & upto) - 1] = WORD_COMPOUND;
	}
}

/* Finds where words begin and end, until the block is full. Returns how many have ended. */
static size_t
bounds_read(struct bytes text, size_t from, struct word_block *block)
{
	size_t begun = 0, ended = 0;
	size_t at = from;
	uint64_t inside = 0; /* a word runs into this chunk */
	struct word_seam seam = { 0, 0 };

	memset(block->interests, 0, sizeof(block->interests));
	for (; at < text.length && ended <= WORD_BLOCK_LIMIT && begun <= WORD_BLOCK_LIMIT; at += WORD_CHUNK) {
		struct word_chunk chunk = word_chunk_read(text, at, &seam);
		uint64_t behind = chunk.word << 1 | inside;
		uint64_t starts = chunk.word & ~behind;
		size_t before = begun;
		begun = positions_add(block->starts, begun, starts, at);
		ended = positions_add(block->ends, ended, ~chunk.word & behind, at);
		inside = chunk.word >> 63;
		if (chunk.compound != 0)
			compounds_mark(block, &chunk, starts, before);
	}
	if (at >= text.length && ended < begun)
		block->ends[ended++] = (uint32_t)text.length;
	block->next = ended < begun ? block->starts[ended] : at < text.length ? at : text.length;
	return ended;
}

/* The s of "patient's". */
static bool
is_possessive(struct bytes text, size_t start, size_t length)
{
	return length == 1 && (text.data[start] | 0x20) == 's' && start > 1 &&
	       text.data[start - 1] == '\'' && word_bytes[text.data[start - 2]] != 0;
}

static inline unsigned
word_interests(const struct vocabulary *vocabulary, struct bytes text, size_t start, uint64_t hash)
{
	unsigned interests = vocabulary_interest(vocabulary, hash);

	if (vocabulary_has_stem(vocabulary, word_hash_stem(text, start)))
		interests |= WORD_LEXICON_STEM;
	return byte_is_digit(text.data[start]) ? interests | WORD_DIGIT : interests;
}

void
word_block_read(const struct vocabulary *vocabulary, struct bytes text, size_t from,
                struct word_block *block)
{
	size_t found = bounds_read(text, from, block);
	size_t count = 0;

	for (size_t i = 0; i < found; i++) {
		size_t start = block->starts[i], length = block->ends[i] - start;
		uint64_t hash = word_hash_singular(text, start, length);
		block->starts[count] = (uint32_t)start;
		block->ends[count] = block->ends[i];
		block->interests[count] = (uint8_t)(block->interests[i] | word_interests(vocabulary, text, start, hash));
		block->hashes[count] = hash;
		count += !is_possessive(text, start, length);
	}
	/* The last word waits for the next block, unless the text ends: each knows the one behind it. */
	if (block->next < text.length && count > 1)
		block->next = block->starts[--count];
	else
		block->hashes[count] = 0;
	block->starts[count] = (uint32_t)block->next;
	block->count = count;
}
