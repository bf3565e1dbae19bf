/*
 * The inside of words.h: what its readings of a block share. word_block_read()
 * takes the fastest that the processor at hand can do; all give the same.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_WORDS_PARTS_H
#define PHIMILTER_SCANNER_WORDS_PARTS_H

#include "scanner/words.h"

/* word_block_read() for any processor. */
void word_block_read_plain(const struct vocabulary *vocabulary, struct bytes text, size_t from,
                           struct word_block *block);

/* The same where WORDS_AVX512_RUNS(). */
#if defined(__x86_64__)
#define WORDS_AVX512
#define WORDS_AVX512_RUNS() \
	(CHUNK_AVX512_RUNS() && __builtin_cpu_supports("avx512vbmi2") && \
	 __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
void word_block_read_avx512(const struct vocabulary *vocabulary, struct bytes text, size_t from,
                            struct word_block *block);
#endif

/* ---- where words begin and end ---------------------------------------------------- */

/* What stands before a chunk; all 0 at the beginning of a text. */
struct word_before {
	uint64_t word;       /* the last bits of the chunk before it: bytes of words */
	uint64_t lower;      /* bit 0, as of the next two: the last byte is such a letter */
	uint64_t alpha;
	uint64_t quote;      /* or a ' */
	uint64_t possessive; /* or the s of "patient's", if no word goes on behind it */
};

/* Of a block that begins at `from`, where no word goes on. */
static inline struct word_before
word_before_at(struct bytes text, size_t from)
{
	return (struct word_before){
		.word = from > 1 && word_bytes[text.data[from - 2]] != 0 ? UINT64_C(1) << 62 : 0,
		.quote = from > 0 && text.data[from - 1] == '\'',
	};
}

/* Where in a chunk words begin, where they have ended just before, and where parts of words begin. */
struct word_edges {
	uint64_t starts;
	uint64_t ends;
	uint64_t parts;  /* a capital behind a small letter, a digit behind any */
	uint64_t undone; /* 1 when the last start of the chunk before was of no word, but a possessive s */
};

/* Of the chunks of a text in their order; `quote` and `s` are where a ' and an s of either case stand. */
static inline struct word_edges
word_edges_of(const struct chunk *chunk, uint64_t quote, uint64_t s, struct word_before *before)
{
	uint64_t word = chunk->alpha | chunk->digit | chunk->high, behind = word << 1 | before->word >> 63;
	uint64_t lower = chunk->alpha & chunk->small, capital = chunk->alpha & ~chunk->small;
	uint64_t starts = word & ~behind, ends = ~word & behind, undone = before->possessive & ~word;
	/* Each an s alone behind a word and a '; what follows the last byte is not known yet. */
	uint64_t possessive = starts & s & (quote << 1 | before->quote) & (word << 2 | before->word >> 62) &
	                      ~(word >> 1);
	struct word_edges edges = {
		.starts = starts & ~(possessive << 1 >> 1),
		.ends = ends & ~(possessive << 1 | undone),
		.parts = (capital & (lower << 1 | before->lower)) |
		         (chunk->digit & (chunk->alpha << 1 | before->alpha)),
		.undone = undone,
	};

	*before = (struct word_before){ word, lower >> 63, chunk->alpha >> 63, quote >> 63, possessive >> 63 };
	return edges;
}

/*
 * Marks the words that have a part which begins at one of the bits of `parts`;
 * `begun` words began in earlier chunks, and at `starts` in this one.
 */
static inline void
word_compounds_mark(struct word_block *block, uint64_t parts, uint64_t starts, size_t begun)
{
	for (; parts != 0; parts &= parts - 1) {
		uint64_t upto = parts ^ (parts - 1); /* the lowest bit and all below */
		block->interests[begun + (size_t)__builtin_popcountll(starts & upto) - 1] |= WORD_COMPOUND;
	}
}

/* The chunks before `at` were read: `begun` words, of which `ended` have ended. Returns how many are whole. */
static inline size_t
word_bounds_end(struct word_block *block, struct bytes text, size_t at, size_t begun, size_t ended)
{
	if (at >= text.length && ended < begun)
		block->ends[ended++] = (uint32_t)text.length;
	block->next = ended < begun ? block->starts[ended] : at < text.length ? at : text.length;
	return ended;
}

/* ---- what the words are ------------------------------------------------------------- */

/* What is known of a word at one look at its letters. */
struct word_look {
	uint64_t hash; /* word_hash_singular() */
	uint64_t stem; /* word_hash_stem() */
	bool plural;
};

/* Without a branch for words that WORD_HASH_BYTES bytes of text have room for: nearly all. */
static inline struct word_look
word_look_at(struct bytes text, size_t start, size_t length)
{
	const uint8_t *word = text.data + start;
	bool plural = word_is_plural(word, length);

	if (length > WORD_HASH_BYTES || start + WORD_HASH_BYTES > text.length)
		return (struct word_look){ word_hash(text, start, length - plural), word_hash_stem(text, start), plural };
	uint64_t first = eight_load(word), second = eight_load(word + 8);

	return (struct word_look){
		word_hash_finish(word_hash_short(first, second, length - plural)),
		~word_hash_finish(word_hash_short(first, 0, WORD_STEM_LENGTH)),
		plural,
	};
}

/* The last word waits for the next block, unless the text ends: each knows the one behind it. */
static inline void
word_block_end(struct word_block *block, struct bytes text, size_t count)
{
	if (block->next < text.length && count > 1)
		block->next = block->starts[--count];
	else
		block->hashes[count] = 0;
	block->interests[count] &= block->hashes[count] != 0 ? WORD_COMPOUND : 0;
	block->starts[count] = (uint32_t)block->next;
	block->count = count;
}

/* ---- pairs ---------------------------------------------------------------------------- */

/* Tells what word `i` is of interest for with the one behind it, whose hash is `second`. */
static inline void
word_pair_mark(const struct vocabulary *vocabulary, struct word_block *block, size_t i, uint64_t second)
{
	block->interests[i] |= (uint8_t)vocabulary_pair_wants(vocabulary, block->hashes[i], second);
}

/* Before a compound its first part may be meant: "member number123". */
static inline void
word_pair_mark_part(const struct vocabulary *vocabulary, struct bytes text, struct word_block *block, size_t i)
{
	size_t start = block->starts[i + 1];

	word_pair_mark(vocabulary, block, i,
	               word_hash_singular(text, start, word_part_end(text, start, text.length) - start));
}

/* The same for all words before compounds. */
static inline void
word_pairs_mark_parts(const struct vocabulary *vocabulary, struct bytes text, struct word_block *block)
{
	struct word_walk walk = { .block = block, .interests = WORD_COMPOUND };

	for (size_t i; word_walk_next(&walk, &i);)
		if (i > 0)
			word_pair_mark_part(vocabulary, text, block, i - 1);
	if (block->count > 0 && block->interests[block->count] & WORD_COMPOUND)
		word_pair_mark_part(vocabulary, text, block, block->count - 1);
}

#endif
