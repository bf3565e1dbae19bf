/*
 * Numbers that offices give, by their look: capitals and a long run of digits, "W28943365",
 * "FP-482913". Alone they are anything's; behind a word that says of what, they need no label:
 * "her Medicaid came through, QF30642977", "the reader has her fingerprint as FP-482913".
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_CODE_WORD_H
#define PHIMILTER_SCANNER_IDENTIFIERS_CODE_WORD_H

#include "core/bytes.h"

/* Whether one stands behind `end` in its line and sentence, with no word between that says of what else. */
bool code_word_behind(struct bytes text, size_t end, size_t *start, size_t *stop);

#endif
