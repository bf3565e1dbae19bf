/*
 * The hashes that words are looked up by: of their letters without case and
 * without a plural s.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_WORD_HASH_H
#define PHIMILTER_SCANNER_WORD_HASH_H

#include "scanner/eight_bytes.h"

/* Shorter words keep their s: "gas", "AIDS". */
#define WORD_PLURAL_LENGTH 5

/* Odd, with bits set all over: every letter has a share in the upper bits of a product by one. */
#define WORD_HASH_SPREAD UINT64_C(0x9E3779B97F4A7C15)
#define WORD_HASH_SECOND UINT64_C(0xC2B2AE3D27D4EB4F)

/* Bits by which the second eight letters are turned: their last ones have few bits above them to go to. */
#define WORD_HASH_TURN 29

/* Spreads the letters over the upper and lower bits that filters and tables use. */
static inline uint64_t
word_hash_finish(uint64_t hash)
{
	hash *= WORD_HASH_SPREAD;
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
	return first ^ (second << WORD_HASH_TURN | second >> (64 - WORD_HASH_TURN)) * WORD_HASH_SECOND;
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

#endif
