/*
 * Numbers whose digits are spelled out: "two one nine, zero nine, nine nine nine
 * eight", "three-one-two five five five oh one double two".
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_SPELLED_NUMBER_H
#define PHIMILTER_SCANNER_IDENTIFIERS_SPELLED_NUMBER_H

#include "scanner/detector.h"

/* Two digits in a row, as words: a longer number hardly has none of them. */
extern const struct cue_table spelled_number_pairs;

/* Reports the number of which a pair ends at `end`: an SSN or a telephone number. Fails: as detector_report(). */
MUST_USE int spelled_number_confirm(const struct detector_text *text, size_t end);

#endif
