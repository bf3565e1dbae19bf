/*
 * Whether the words between a name and a health phrase behind it say that the name's bearer has
 * it: a verb by which somebody has something, and nothing but what fills up between such words.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SCORE_HAVING_H
#define PHIMILTER_SCANNER_SCORE_HAVING_H

#include "core/bytes.h"
#include "scanner/word_list.h"

/* At most so many bytes stand between. */
#define SCORE_HAVING_REACH 80

/* Verbs by which somebody has what is named behind them, and what may stand between them and it. */
extern const struct word_list score_having_verbs, score_having_fillers;

/*
 * Of a name that ends at `end` and what begins at `start`: "Ann Lee has depression",
 * "Ann Lee (room 4) is being treated for asthma", "Ann Lee, who had a stroke", "Ann Lee, refuses dialysis".
 */
bool score_having_holds(struct bytes text, size_t end, size_t start);

#endif
