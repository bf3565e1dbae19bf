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
#include "scanner/vocabulary.h"

/* Letters in lower case, digits and bytes above 0x7F as they are, 0 for what separates words. */
extern const uint8_t word_bytes[256];

/* Behind the bytes of a word from `at` on; `at` where there are none. */
static inline size_t
word_bytes_end(struct bytes text, size_t at)
{
	while (at < text.length && word_bytes[text.data[at]] != 0)
		at++;
	return at;
}

/* What is neither of a word nor blank. */
static inline bool
word_is_mark(uint8_t c)
{
	return c > ' ' && word_bytes[c] == 0;
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

/* ---- blocks ------------------------------------------------------------------- */

/* Words read at once: they and their hashes fit the first-level cache. */
#define WORD_BLOCK_LIMIT 512

/* As many as may begin among the last 64 bytes of a block are read besides. */
#define WORD_BLOCK_MOST (WORD_BLOCK_LIMIT + CHUNK_SIZE / 2)

/* And what is written or looked at at once. */
#define WORD_BLOCK_ROOM (WORD_BLOCK_LIMIT + 128)

/* Why a word of a block, or it and the next one, may be of interest: bits, and WORD_LEXICON,
 * WORD_LEXICON_PAIR, WORD_PATTERN (where it stands as some pattern wants it). */
enum word_interest {
	WORD_LEXICON_STEM = 16,
	WORD_DIGIT = 32,     /* begins with a digit */
	WORD_COMPOUND = 128, /* made of several: "memberId", "SSN123" */
};

struct word_block {
	size_t count;
	size_t next; /* where the next block begins; the text's length behind the last */
	uint32_t starts[WORD_BLOCK_ROOM]; /* starts[count]: the next word's or `next` */
	uint32_t ends[WORD_BLOCK_ROOM];   /* without a possessive 's; ends[count]: the next word's, if there is one */
	uint64_t hashes[WORD_BLOCK_ROOM]; /* word_hash_singular(); hashes[count]: the next word's or 0 */
	uint8_t interests[WORD_BLOCK_ROOM]; /* enum word_interest of each; of the one behind the last only WORD_COMPOUND */
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
