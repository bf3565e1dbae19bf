/*
 * The words of a text: runs of ASCII letters, digits and bytes above 0x7F, in
 * blocks and with a hash each, so that all that looks for words (the lexicon,
 * the words that announce an identifier) shares one reading of the text. A
 * possessive 's belongs to the word before it and is none of its own.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_WORDS_H
#define PHIMILTER_SCANNER_WORDS_H

#include "scanner/chunk.h"
#include "scanner/eight_bytes.h"

/* Shorter words keep their s: "gas", "AIDS". */
#define WORD_PLURAL_LENGTH 5

/* Letters in lower case, digits and bytes above 0x7F as they are, 0 for what separates words. */
extern const uint8_t word_bytes[256];

/* Spreads the letters over the upper and lower bits that filters and tables use. */
static inline uint64_t
word_hash_finish(uint64_t hash)
{
	hash *= UINT64_C(0x9E3779B97F4A7C15);
	return hash ^ hash >> 32;
}

/* The longest word that is hashed without a loop. */
#define WORD_HASH_BYTES 16

/* Of sixteen bytes, those at the word's start, the first `length`; case ignored. */
static inline uint64_t
word_hash_short(uint64_t first, uint64_t second, size_t length)
{
	static const uint64_t kept[] = { /* of `first`, and eight further on of `second` */
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff,
		0xffffffffffffff, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
		UINT64_MAX, UINT64_MAX, UINT64_MAX,
	};

	first = (first | EIGHT_EACH(0x20)) & kept[8 + length];
	second = (second | EIGHT_EACH(0x20)) & kept[length];
	return first ^ (second << 29 | second >> 35) * UINT64_C(0xC2B2AE3D27D4EB4F);
}

/* Of `length` bytes from `at`, letters in lower case. */
static inline uint64_t
word_hash(struct bytes text, size_t at, size_t length)
{
	uint64_t hash = 0;

	for (; length > WORD_HASH_BYTES; at += WORD_HASH_BYTES, length -= WORD_HASH_BYTES)
		hash = word_hash_finish(hash ^ word_hash_short(eight_load_clipped(text, at),
		                                               eight_load_clipped(text, at + 8), WORD_HASH_BYTES));
	return word_hash_finish(hash ^ word_hash_short(eight_load_clipped(text, at),
	                                               eight_load_clipped(text, at + 8), length));
}

static inline bool
word_is_plural(const uint8_t *word, size_t length)
{
	/* No branch: how long a word is cannot be predicted. */
	uint8_t last = word[length - 1] | 0x20, before = word[length - 1 - (length > 1)] | 0x20;

	return (length >= WORD_PLURAL_LENGTH) & (last == 's') & (before != 's') & (before != 'u') &
	       (before != 'i');
}

/* The hash of a word of `length` bytes from `at`: without a plural s. */
static inline uint64_t
word_hash_singular(struct bytes text, size_t at, size_t length)
{
	return word_hash(text, at, length - word_is_plural(text.data + at, length));
}

/* The letters of a stem that longer words are looked up by. */
#define WORD_STEM_LENGTH 4

/* The hash of the word's first letters: unlike that of any word. */
static inline uint64_t
word_hash_stem(struct bytes text, size_t at)
{
	return ~word_hash_finish(word_hash_short(eight_load_clipped(text, at), 0, WORD_STEM_LENGTH));
}

/* The hash of two words that follow one another, by theirs: like that of no word. */
static inline uint64_t
word_hash_pair(uint64_t first, uint64_t second)
{
	return word_hash_finish(first + (second << 1 | second >> 63));
}

/* Where the part of a word that begins at `at` ends: before a capital or digit behind letters. */
static inline size_t
word_part_end(struct bytes text, size_t at, size_t end)
{
	for (at++; at < end; at++) {
		uint8_t c = text.data[at], before = text.data[at - 1];
		if ((byte_is_upper(c) && byte_is_lower(before)) || (byte_is_digit(c) && byte_is_alpha(before)))
			return at;
	}
	return end;
}

/* ---- who wants which words ------------------------------------------------------ */

/* Why a word may be of interest: bits. */
enum word_interest {
	WORD_LEXICON = 1,                /* alone a phrase of the lexicon */
	WORD_LEXICON_PAIR = 2,           /* with the next word the beginning of one */
	WORD_PATTERN = 4,                /* the first of a pattern's words */
	WORD_PATTERN_CAPITAL = 8,        /* the same when it begins with a capital */
	WORD_PATTERN_BEFORE_CAPITAL = 16, /* the same when the next word does */
	WORD_LEXICON_STEM = 32,
	WORD_DIGIT = 64,                 /* begins with a digit */
	WORD_COMPOUND = 128,             /* made of several: "memberId", "SSN123" */
};

/* Of a word in the vocabulary: there are pairs of words that begin with it. */
#define WORD_BEGINS_PAIR WORD_LEXICON_PAIR

#define VOCABULARY_BITS 15

/* Of the bits of a word's hash that tell it from others of its place; and of what it is of interest for. */
#define VOCABULARY_TAG_BITS 11
#define VOCABULARY_INTEREST_BITS 5

/* Words of 64 bits in the set of pairs. */
#define VOCABULARY_PAIRS 1024

/* Stems are few: their set fits a processor's registers. */
#define VOCABULARY_STEM_BITS 10

/*
 * The words that somebody wants, and the pairs of words, by their hashes: nearly
 * all of a text are told with one look to be of no interest. It may answer yes for
 * others too, though seldom. A place has room for two, one in each half: in its lower
 * bits its enum word_interest, above them its vocabulary_tag(), or 0 for whatever
 * else belongs there.
 */
struct vocabulary {
	uint32_t places[1u << VOCABULARY_BITS];
	uint64_t pairs[VOCABULARY_PAIRS]; /* small enough to stay at hand: pairs are many and seldom known */
	uint64_t stems[(1u << VOCABULARY_STEM_BITS) / 64];
};

static inline size_t
vocabulary_place(uint64_t hash)
{
	return hash >> (64 - VOCABULARY_BITS);
}

/* Tells words of one place apart: the bits below those of the place, never 0. */
static inline uint32_t
vocabulary_tag(uint64_t hash)
{
	uint32_t tag = hash >> (64 - VOCABULARY_BITS - VOCABULARY_TAG_BITS) & ((1u << VOCABULARY_TAG_BITS) - 1);

	return tag != 0 ? tag : 1;
}

/* `hash` is of a word or a pair; `interests` are of the first VOCABULARY_INTEREST_BITS. */
static inline void
vocabulary_add(struct vocabulary *vocabulary, uint64_t hash, unsigned interests)
{
	uint32_t *place = &vocabulary->places[vocabulary_place(hash)];
	uint32_t tag = vocabulary_tag(hash), low = *place & 0xffff, high = *place >> 16;

	if (low == 0 || low >> VOCABULARY_INTEREST_BITS == tag)
		low |= tag << VOCABULARY_INTEREST_BITS | interests;
	else if (high == 0 || high >> VOCABULARY_INTEREST_BITS == tag)
		high |= tag << VOCABULARY_INTEREST_BITS | interests;
	else
		high = (high & ((1u << VOCABULARY_INTEREST_BITS) - 1)) | interests;
	*place = high << 16 | low;
}

/* What half a place has for a word with `tag`. */
static inline unsigned
vocabulary_half_interest(uint32_t half, uint32_t tag)
{
	uint32_t half_tag = half >> VOCABULARY_INTEREST_BITS;

	return half_tag == tag || half_tag == 0 ? half & ((1u << VOCABULARY_INTEREST_BITS) - 1) : 0;
}

static inline unsigned
vocabulary_interest(const struct vocabulary *vocabulary, uint64_t hash)
{
	uint32_t place = vocabulary->places[vocabulary_place(hash)], tag = vocabulary_tag(hash);

	return vocabulary_half_interest(place & 0xffff, tag) | vocabulary_half_interest(place >> 16, tag);
}

/* The place of a pair in the set, and its bits there. */
static inline size_t
vocabulary_pair_place(uint64_t pair)
{
	return pair / (UINT64_MAX / VOCABULARY_PAIRS + 1);
}

static inline uint64_t
vocabulary_pair_bits(uint64_t pair)
{
	return UINT64_C(1) << (pair & 63) | UINT64_C(1) << (pair >> 6 & 63);
}

/* With a word that begins a pair. */
static inline void
vocabulary_add_pair(struct vocabulary *vocabulary, uint64_t first, uint64_t second, unsigned interests)
{
	uint64_t pair = word_hash_pair(first, second);

	vocabulary_add(vocabulary, first, WORD_BEGINS_PAIR);
	vocabulary_add(vocabulary, pair, interests);
	vocabulary->pairs[vocabulary_pair_place(pair)] |= vocabulary_pair_bits(pair);
}

static inline unsigned
vocabulary_pair_interest(const struct vocabulary *vocabulary, uint64_t first, uint64_t second)
{
	uint64_t pair = word_hash_pair(first, second), bits = vocabulary_pair_bits(pair);

	return (vocabulary->pairs[vocabulary_pair_place(pair)] & bits) == bits ? vocabulary_interest(vocabulary, pair) : 0;
}

/* `hash` is word_hash_stem(). */
static inline void
vocabulary_add_stem(struct vocabulary *vocabulary, uint64_t hash)
{
	size_t stem = hash >> (64 - VOCABULARY_STEM_BITS);

	vocabulary->stems[stem / 64] |= UINT64_C(1) << stem % 64;
}

static inline bool
vocabulary_has_stem(const struct vocabulary *vocabulary, uint64_t hash)
{
	size_t stem = hash >> (64 - VOCABULARY_STEM_BITS);

	return vocabulary->stems[stem / 64] >> stem % 64 & 1;
}

/* ---- blocks ------------------------------------------------------------------- */

/* Words read at once: they and their hashes fit the first-level cache. */
#define WORD_BLOCK_LIMIT 512

/* The most words that begin among 64 bytes, the one behind the block, and what is written at once. */
#define WORD_BLOCK_ROOM (WORD_BLOCK_LIMIT + 64)

struct word_block {
	size_t count;
	size_t next; /* where the next block begins; the text's length behind the last */
	uint32_t starts[WORD_BLOCK_ROOM]; /* starts[count]: the next word's or `next` */
	uint32_t ends[WORD_BLOCK_ROOM];   /* without a possessive 's; ends[count]: the next word's, if there is one */
	uint64_t hashes[WORD_BLOCK_ROOM]; /* word_hash_singular(); hashes[count]: the next word's or 0 */
	uint8_t interests[WORD_BLOCK_ROOM]; /* enum word_interest: of each word, and of it with the next one */
};

/*
 * Reads the words that begin at `from` or later, which is 0 or the `next` of
 * the block before. `text` is shorter than 4 GB. At the end of the text count
 * may be 0.
 */
void word_block_read(const struct vocabulary *vocabulary, struct bytes text, size_t from,
                     struct word_block *block);

/* The words of a block that have one of `interests`; begins as { .block, .interests }. */
struct word_walk {
	const struct word_block *block;
	unsigned interests;
	size_t from;   /* words before it were looked at */
	uint64_t bits; /* which of the 64 before `from` are still to come */
};

/* The next word's index; false behind the last. */
static inline bool
word_walk_next(struct word_walk *walk, size_t *i)
{
	while (walk->bits == 0) {
		if (walk->from >= walk->block->count)
			return false;
		size_t left = walk->block->count - walk->from;
		walk->bits = chunk_having(walk->block->interests + walk->from, (uint8_t)walk->interests);
		walk->bits &= left < CHUNK_SIZE ? (UINT64_C(1) << left) - 1 : UINT64_MAX;
		walk->from += CHUNK_SIZE;
	}
	*i = walk->from - CHUNK_SIZE + (size_t)__builtin_ctzll(walk->bits);
	walk->bits &= walk->bits - 1;
	return true;
}

#endif
