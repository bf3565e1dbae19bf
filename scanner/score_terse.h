/*
 * Short mail leaves out the words that bind: "Mrs. Lee rm 9 fell in bathroom, no head
 * strike", "Lee, B: POD 2 hip". A paragraph of a line or two that names somebody and has a
 * health phrase has no room for both a person and something else, unless its words are those of
 * work: who teaches, orders, repairs or covers for somebody has no part in what they are about.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SCORE_TERSE_H
#define PHIMILTER_SCANNER_SCORE_TERSE_H

#include "core/attributes.h"
#include "core/bytes.h"
#include "scanner/score_tie.h"

/* Whether the phrase is said of the name's bearer as they stand in one short paragraph without words of work. */
bool score_terse_holds(struct bytes text, const struct score_tie *tie);

/* Whether all of the text is no longer than one such paragraph may be, and has no words of work. */
bool score_terse_is_whole(struct bytes text);

#endif
