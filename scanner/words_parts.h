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

/* And where WORDS_AVX2_RUNS(): many processors have no AVX-512. */
#define WORDS_AVX2
#define WORDS_AVX2_RUNS() \
	(__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && \
	 __builtin_cpu_supports("popcnt"))
void word_block_read_avx2(const struct vocabulary *vocabulary, struct bytes text, size_t from,
                          struct word_block *block);
#endif

/* Words ahead of which their places in the vocabulary are asked for. */
#define WORD_PLACES_AHEAD 16

/* What is known of the words of a block besides what it says of them, but where AVX-512 reads them. */
struct word_signs {
	uint8_t plural[WORD_BLOCK_ROOM];   /* UINT8_MAX for a plural, else 0 */
	uint8_t wants[WORD_BLOCK_ROOM];    /* enum word_want */
	uint8_t pair[WORD_BLOCK_ROOM / 8]; /* bits: vocabulary_may_pair() with the next */
};

#ifdef WORDS_AVX2
/*
 * What is done with a block in words.c: word_bounds_read(), the hashes and stems of `count` words, then what
 * they are wanted for and which may be of a pair.
 */
size_t word_bounds_read_avx2(struct bytes text, size_t from, struct word_block *block, struct word_signs *signs);
void words_read_avx2(const struct vocabulary *vocabulary, struct bytes text, struct word_block *block,
                     const struct word_signs *signs, size_t count);
void words_look_up_avx2(const struct vocabulary *vocabulary, const struct word_block *block,
                        struct word_signs *signs);
#endif

/* ---- where words begin and end ---------------------------------------------------- */

/* Letters of a chunk, of either case, that tell of an s at a word's end what it is. */
struct word_letters {
	uint64_t s;
	uint64_t not_plural; /* no plural s follows them: s, u, i */
};

/* What stands before a chunk; all 0 at the beginning of a text. */
struct word_before {
	uint64_t word;       /* the chunk before it: bytes of words */
	struct word_letters letters;
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

static inline uint64_t
word_bits(const struct chunk *chunk)
{
	return chunk->alpha | chunk->digit | chunk->high;
}

/* The bits `places` further on, with those of the chunk before below them. */
static inline uint64_t
word_bits_moved(uint64_t bits, uint64_t before, unsigned places)
{
	return bits << places | before >> (CHUNK_SIZE - places);
}

/* Behind what may be the s of a plural. */
static inline uint64_t
word_plurals_of(const struct word_letters *letters, const struct word_letters *before)
{
	return word_bits_moved(letters->s, before->s, 1) & ~word_bits_moved(letters->not_plural, before->not_plural, 2);
}

/* Where in a chunk words begin, where they have ended just before, and where parts of words begin. */
struct word_edges {
	uint64_t starts;
	uint64_t ends;
	uint64_t plurals; /* behind what may be the s of one */
	uint64_t parts;   /* a capital behind a small letter, a digit behind any */
	uint64_t undone;  /* 1 when the last start of the chunk before was of no word, but a possessive s */
};

/* Of the chunks of a text in their order; `quote` is where a ' stands. */
static inline struct word_edges
word_edges_of(const struct chunk *chunk, uint64_t quote, struct word_letters letters, struct word_before *before)
{
	uint64_t word = word_bits(chunk), behind = word_bits_moved(word, before->word, 1);
	uint64_t lower = chunk->alpha & chunk->small, capital = chunk->alpha & ~chunk->small;
	uint64_t starts = word & ~behind, ends = ~word & behind, undone = before->possessive & ~word;
	/* Each an s alone behind a word and a '; what follows the last byte is not known yet. */
	uint64_t possessive = starts & letters.s & (quote << 1 | before->quote) & word_bits_moved(word, before->word, 2) &
	                      ~(word >> 1);
	struct word_edges edges = {
		.starts = starts & ~(possessive << 1 >> 1),
		.ends = ends & ~(possessive << 1 | undone),
		.plurals = word_plurals_of(&letters, &before->letters),
		.parts = (capital & (lower << 1 | before->lower)) |
		         (chunk->digit & (chunk->alpha << 1 | before->alpha)),
		.undone = undone,
	};

	*before = (struct word_before){ word, letters, lower >> 63, chunk->alpha >> 63, quote >> 63, possessive >> 63 };
	return edges;
}

/* Whether the last word before a chunk, which the text's end ends there, has such an s. */
static inline bool
word_ends_plural(const struct word_before *before)
{
	return word_plurals_of(&(const struct word_letters){ 0, 0 }, &before->letters) & 1;
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

/* What one look at a chunk tells of its words. */
struct word_sight {
	struct chunk chunk;
	struct word_letters letters;
	uint64_t quote; /* where a ' stands */
};

typedef struct word_sight word_sight_of(const uint8_t *data);

/*
 * Puts the lowest of `bits` behind `base`, or the last place there is where they are none, and `sign` if
 * `marked` has it too. Returns the other bits.
 */
static inline uint64_t
word_place_put(uint32_t *place, uint8_t *sign_put, uint64_t bits, uint64_t marked, uint8_t sign, size_t base)
{
	unsigned at = (unsigned)__builtin_ctzll(bits | UINT64_C(1) << (CHUNK_SIZE - 1));

	*place = (uint32_t)base + at;
	*sign_put = (uint8_t)((marked >> at & 1) * sign);
	return bits & (bits - 1);
}

/*
 * For each of `bits` its place behind `base` and, in `signs`, `sign` where `marked` has it too. Writes three
 * more at most: how many there are cannot be predicted, but by fours. Returns the new count.
 */
static inline size_t
word_places_add(uint32_t *places, uint8_t *signs, size_t count, uint64_t bits, uint64_t marked, uint8_t sign,
                size_t base)
{
	size_t next = count;

	count += (size_t)__builtin_popcountll(bits);
	do {
		bits = word_place_put(places + next, signs + next, bits, marked, sign, base);
		bits = word_place_put(places + next + 1, signs + next + 1, bits, marked, sign, base);
		bits = word_place_put(places + next + 2, signs + next + 2, bits, marked, sign, base);
		bits = word_place_put(places + next + 3, signs + next + 3, bits, marked, sign, base);
		next += 4;
	} while (bits != 0);
	return count;
}

/* Just behind WORD_PLURAL_LENGTH bytes or more of one word. */
static inline uint64_t
word_long_enough(uint64_t word, uint64_t before)
{
	uint64_t behind = word_bits_moved(word, before, 1);

	for (unsigned i = 2; i <= WORD_PLURAL_LENGTH; i++)
		behind &= word_bits_moved(word, before, i);
	return behind;
}

/* Finds where words begin and end, until the block is full. Returns how many have ended. */
static inline __attribute__((always_inline)) size_t
word_bounds_read(struct bytes text, size_t from, struct word_block *block, struct word_signs *signs,
                 word_sight_of *sight_of)
{
	size_t begun = 0, ended = 0;
	size_t at = from;
	struct word_before before = word_before_at(text, from);
	uint8_t copy[CHUNK_SIZE];

	for (; at < text.length && begun <= WORD_BLOCK_LIMIT; at += CHUNK_SIZE) {
		struct word_sight sight = sight_of(chunk_bytes(text, at, copy));
		uint64_t long_enough = word_long_enough(word_bits(&sight.chunk), before.word);
		struct word_edges edges = word_edges_of(&sight.chunk, sight.quote, sight.letters, &before);
		size_t first = begun - edges.undone;
		begun = word_places_add(block->starts, block->interests, first, edges.starts, sight.chunk.digit, WORD_DIGIT,
		                        at);
		ended = word_places_add(block->ends, signs->plural, ended, edges.ends, edges.plurals & long_enough, UINT8_MAX,
		                        at);
		word_compounds_mark(block, edges.parts, edges.starts, first);
	}
	signs->plural[ended] = word_ends_plural(&before) && (word_long_enough(0, before.word) & 1) ? UINT8_MAX : 0;
	return word_bounds_end(block, text, at, begun - (at >= text.length ? before.possessive : 0), ended);
}

/* ---- what the words are ------------------------------------------------------------- */

/* Reads word `i`, which is too long to be hashed without a loop or too near to the text's end. */
void word_read_alone(const struct vocabulary *vocabulary, struct bytes text, struct word_block *block, size_t i);

/* WORD_LEXICON_STEM for a word that begins with the letters `first` if it has a stem of the vocabulary's. */
static inline uint8_t
word_stem_interest(const struct vocabulary *vocabulary, uint64_t first, size_t length)
{
	/* Of a hash the upper half is made by the multiplication alone. */
	uint64_t stem = ~((uint32_t)(first | EIGHT_EACH(0x20)) * WORD_HASH_SPREAD);
	uint64_t has = vocabulary->stems[vocabulary_stem_place(stem)];

	has = has >> (stem >> VOCABULARY_STEM_ONE & 63) & has >> (stem >> VOCABULARY_STEM_OTHER & 63);
	/* No branch: how long a word is cannot be predicted. */
	return (uint8_t)((has & (length >= WORD_STEM_LENGTH)) * WORD_LEXICON_STEM);
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

/* 64 of the bits of which there is one for each word, from those of word `i` on. */
static inline uint64_t
word_signs_bits(const uint8_t *bits, size_t i)
{
	return eight_load(bits + i / 8);
}

/* The same for all words that have one of the bits `may_pair`, and before compounds. */
static inline void
word_pairs_mark(const struct vocabulary *vocabulary, struct bytes text, struct word_block *block,
                const uint8_t *may_pair)
{
	struct word_walk walk = { .block = block, .interests = WORD_COMPOUND };

	for (size_t i = 0; i < block->count; i += 64) {
		uint64_t bits = word_signs_bits(may_pair, i);
		if (block->count - i < 64)
			bits &= (UINT64_C(1) << (block->count - i)) - 1;
		for (; bits != 0; bits &= bits - 1) {
			size_t first = i + (size_t)__builtin_ctzll(bits);
			word_pair_mark(vocabulary, block, first, block->hashes[first + 1]);
		}
	}
	for (size_t i; word_walk_next(&walk, &i);)
		if (i > 0)
			word_pair_mark_part(vocabulary, text, block, i - 1);
	if (block->count > 0 && block->interests[block->count] & WORD_COMPOUND)
		word_pair_mark_part(vocabulary, text, block, block->count - 1);
}

#endif
