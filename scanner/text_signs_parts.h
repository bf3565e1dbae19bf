/*
 * The inside of text_signs.h: what its readings share. text_signs_read() takes the
 * fastest that the processor at hand can do; what one tells of a place where a
 * pass finds something, all do.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_TEXT_SIGNS_PARTS_H
#define PHIMILTER_SCANNER_TEXT_SIGNS_PARTS_H

#include "scanner/text_signs.h"

/* Fills signs->chunks and signs->all; for any processor. */
void text_signs_tell_plain(struct text_signs *signs);

/* The same where TEXT_SIGNS_AVX512_RUNS(), and of fewer places where nothing is. */
#if defined(__x86_64__)
#define TEXT_SIGNS_AVX512
#define TEXT_SIGNS_AVX512_RUNS() (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi"))
void text_signs_tell_avx512(struct text_signs *signs);
#endif

/*
 * Whether a row of what is no blank gets as long as TEXT_SIGNS_ROW in the chunk, or
 * is already. `*row` is how long it is before the chunk, and then at its end.
 */
static inline bool
text_signs_row_gets_long(uint64_t blanks, size_t *row)
{
	size_t before = *row, goes_on = blanks == 0 ? TEXT_SIGNS_SIZE : (size_t)__builtin_ctzll(blanks);
	uint64_t within = ~blanks;

	/* No branch: in words, addresses and lines it would be wrong as often as right. */
	within &= within >> 1;
	within &= within >> 2;
	within &= within >> 4;
	within &= within >> 8;
	*row = blanks == 0 ? before + TEXT_SIGNS_SIZE : (size_t)__builtin_clzll(blanks);
	return (int)(within != 0) | ((int)(goes_on > 0) & (int)(before + goes_on >= TEXT_SIGNS_ROW));
}

#endif
