/* All readings of a block of words that the processor at hand can do: they must be alike. */
#ifndef PHIMILTER_TESTS_WORD_READERS_H
#define PHIMILTER_TESTS_WORD_READERS_H

#include "scanner/words_parts.h"

#define WORD_READERS_MOST 3

typedef void word_reader(const struct vocabulary *vocabulary, struct bytes text, size_t from,
                         struct word_block *block);

/* Returns how many there are; the first is that for any processor. */
static inline size_t
word_readers(word_reader *readers[WORD_READERS_MOST])
{
	size_t count = 0;

	readers[count++] = word_block_read_plain;
#ifdef WORDS_AVX2
	if (WORDS_AVX2_RUNS())
		readers[count++] = word_block_read_avx2;
#endif
#ifdef WORDS_AVX512
	if (WORDS_AVX512_RUNS())
		readers[count++] = word_block_read_avx512;
#endif
	return count;
}

#endif
