/*
 * The inside of text_signs.h: what its readings share. text_signs_read() takes the
 * fastest that the processor at hand can do; what one tells of a place where a
 * pass finds something, all do.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_TEXT_SIGNS_PARTS_H
#define PHIMILTER_SCANNER_TEXT_SIGNS_PARTS_H

#include "scanner/eight_bytes.h"
#include "scanner/text_signs.h"

/* Fills signs->chunks and signs->all; for any processor. */
void text_signs_tell_plain(struct text_signs *signs);

/* The same where TEXT_SIGNS_AVX512_RUNS(), and of fewer places where nothing is. */
#if defined(__x86_64__)
#define TEXT_SIGNS_AVX512
#define TEXT_SIGNS_AVX512_RUNS() (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi"))
void text_signs_tell_avx512(struct text_signs *signs);
#endif

/* Whether any of its eight bytes is zero. */
static inline bool
text_signs_has_zero(uint64_t bytes)
{
	return ((bytes - EIGHT_EACH(1)) & ~bytes & EIGHT_TOPS) != 0;
}

/*
 * Whether a row of what is no blank gets as long as TEXT_SIGNS_ROW in the chunk, or
 * is already. `*row` is how long it is before the chunk, and then at its end.
 */
static inline bool
text_signs_row_gets_long(uint64_t blanks, size_t *row)
{
	size_t before = *row;
	uint64_t long_row = ~blanks;

	*row = blanks == 0 ? before + TEXT_SIGNS_SIZE : (size_t)__builtin_clzll(blanks);
	/* Then it fills eight places that begin at a multiple of eight, here or in the chunk before. */
	if (!text_signs_has_zero(blanks) && before < TEXT_SIGNS_ROW / 2)
		return false;
	size_t goes_on = blanks == 0 ? TEXT_SIGNS_SIZE : (size_t)__builtin_ctzll(blanks);
	long_row &= long_row >> 1;
	long_row &= long_row >> 2;
	long_row &= long_row >> 4;
	long_row &= long_row >> 8;
	return long_row != 0 || (goes_on > 0 && before + goes_on >= TEXT_SIGNS_ROW);
}

#endif
