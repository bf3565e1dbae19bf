/*
 * Whether the words of a pattern stand where it wants them (scanner/detector.h),
 * told apart by what must be seen where they begin, before it is known that they
 * are there, and where they end.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_WORD_PLACE_H
#define PHIMILTER_SCANNER_WORD_PLACE_H

#include "scanner/detector.h"

/* Of words that begin at `start`; `next` is where the word behind the first one begins, or SIZE_MAX. */
bool word_place_begins(enum word_place place, struct bytes text, size_t start, size_t next);

/* Of words from `start` to `end`. */
bool word_place_ends(enum word_place place, struct bytes text, size_t start, size_t end);

#endif
