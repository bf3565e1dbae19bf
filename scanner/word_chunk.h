/*
 * What 64 bytes of a text are, as bits: the end of a word cannot be predicted,
 * so that a branch a byte would cost more than all else that is done with
 * words. Eight bytes at a time, for any processor; word_chunk_sse2.h does the
 * same for x86-64.
 */
#ifndef PHIMILTER_SCANNER_WORD_CHUNK_H
#define PHIMILTER_SCANNER_WORD_CHUNK_H

#include "scanner/words.h"

#define WORD_CHUNK 64

/* A bit for each byte, the first lowest; none for bytes behind the end of the text. */
struct word_chunk {
	uint64_t word;     /* belongs to a word */
	uint64_t compound; /* a part of a word begins here: a capital behind a small letter, a digit behind any */
};

/* What the byte before the chunk is; all 0 where a text or a word begins. */
struct word_seam {
	uint64_t lower; /* a small ASCII letter */
	uint64_t alpha; /* any ASCII letter */
};

/* The top bit of each byte that is at least `low` and below `high`, for bytes below 0x80. */
static inline uint64_t
word_bytes_between(uint64_t bytes, uint8_t low, uint8_t high)
{
	return (bytes + WORD_EACH(0x80 - low)) & ~(bytes + WORD_EACH(0x80 - high));
}

/* The top bits of eight bytes as one byte. */
static inline uint64_t
word_tops_gather(uint64_t tops)
{
	return (tops >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static inline void
word_chunk_add(struct word_chunk *chunk, uint64_t bytes, unsigned shift, struct word_seam *seam)
{
	const uint64_t tops = WORD_EACH(0x80);
	uint64_t low = bytes & ~tops, ascii = ~bytes & tops;
	uint64_t alpha = word_bytes_between(low | WORD_EACH(0x20), 'a', 'z' + 1) & ascii;
	uint64_t digit = word_bytes_between(low, '0', '9' + 1) & ascii;
	uint64_t lower = alpha & low << 2;
	uint64_t part = (alpha & ~lower & (lower << 8 | seam->lower << 7)) |
	                (digit & (alpha << 8 | seam->alpha << 7));

	chunk->word |= word_tops_gather(alpha | digit | (bytes & tops)) << shift;
	if (part != 0)
		chunk->compound |= word_tops_gather(part) << shift;
	seam->lower = lower >> 63;
	seam->alpha = alpha >> 63;
}

/* The chunk of `text` from `at`, which goes on from the one that left `seam`. */
static inline struct word_chunk
word_chunk_read(struct bytes text, size_t at, struct word_seam *seam)
{
	struct word_chunk chunk = { 0, 0 };

	for (unsigned i = 0; i < WORD_CHUNK; i += 8)
		word_chunk_add(&chunk, word_load(text, at + i), i, seam);
	return chunk;
}

#endif
