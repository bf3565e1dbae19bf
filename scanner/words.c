#include "scanner/words.h"
#include "scanner/chunk.h"

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

/*
 * Marks the words that have a part which begins at one of the bits of `parts`;
 * `begun` words began in earlier chunks, and at `starts` in this one.
 */
static void
compounds_mark(struct word_block *block, uint64_t parts, uint64_t starts, size_t begun)
{
	for (; parts != 0; parts &= parts - 1) {
		uint64_t upto = parts ^ (parts - 1); /* the lowest bit and all below */
		block->interests[begun + (size_t)__builtin_popcountll(starts & upto) - 1] = WORD_COMPOUND;
	}
}

/* Finds where words begin and end, until the block is full. Returns how many have ended. */
static size_t
bounds_read(struct bytes text, size_t from, struct word_block *block)
{
	size_t begun = 0, ended = 0;
	size_t at = from;
	uint64_t inside = 0, lower = 0, alpha = 0; /* what the byte before the chunk is */

	memset(block->interests, 0, sizeof(block->interests));
	for (; at < text.length && begun <= WORD_BLOCK_LIMIT; at += CHUNK_SIZE) {
		struct chunk chunk = chunk_read(text, at);
		uint64_t word = chunk.alpha | chunk.digit | chunk.high;
		uint64_t behind = word << 1 | inside, starts = word & ~behind;
		/* A capital behind a small letter, a digit behind any. */
		uint64_t parts = (chunk.alpha & ~chunk.small & ((chunk.alpha & chunk.small) << 1 | lower)) |
		                 (chunk.digit & (chunk.alpha << 1 | alpha));
		if (parts != 0)
			compounds_mark(block, parts, starts, begun);
		begun = positions_add(block->starts, begun, starts, at);
		ended = positions_add(block->ends, ended, ~word & behind, at);
		inside = word >> 63;
		lower = (chunk.alpha & chunk.small) >> 63;
		alpha = chunk.alpha >> 63;
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

/* What is known of a word at one look at its letters. */
struct word_look {
	uint64_t hash; /* word_hash_singular() */
	uint64_t stem; /* word_hash_stem() */
};

/* Without a branch for words that WORD_HASH_BYTES bytes of text have room for: nearly all. */
static inline struct word_look
word_look_at(struct bytes text, size_t start, size_t length)
{
	if (length > WORD_HASH_BYTES || start + WORD_HASH_BYTES > text.length)
		return (struct word_look){ word_hash_singular(text, start, length), word_hash_stem(text, start) };
	const uint8_t *word = text.data + start;
	uint64_t first = eight_load(word), second = eight_load(word + 8);
	size_t singular = length - word_is_plural(word, length);

	return (struct word_look){
		word_hash_finish(word_hash_short(first, second, singular)),
		~word_hash_finish(word_hash_short(first, 0, WORD_STEM_LENGTH)),
	};
}

void
word_block_read(const struct vocabulary *vocabulary, struct bytes text, size_t from,
                struct word_block *block)
{
	size_t found = bounds_read(text, from, block);
	size_t count = 0;

	for (size_t i = 0; i < found; i++) {
		size_t start = block->starts[i], length = block->ends[i] - start;
		struct word_look look = word_look_at(text, start, length);
		unsigned stem = vocabulary_has_stem(vocabulary, look.stem) * WORD_LEXICON_STEM;
		unsigned digit = byte_is_digit(text.data[start]) * WORD_DIGIT;
		block->starts[count] = (uint32_t)start;
		block->ends[count] = block->ends[i];
		block->interests[count] =
			(uint8_t)(block->interests[i] | vocabulary_interest(vocabulary, look.hash) | stem | digit);
		block->hashes[count] = look.hash;
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
