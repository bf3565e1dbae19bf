/*
 * Names that only their place tells: behind or before words of speech and
 * address, and in texts without a capital letter. Guesses: they count next to
 * nothing (CONFIDENCE_HARDLY), but for what the dictionary knows to be a name.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_NAME_GUESS_H
#define PHIMILTER_SCANNER_IDENTIFIERS_NAME_GUESS_H

#include "scanner/detector.h"

extern const struct cue_table name_guess_leads;   /* single words: a name may follow */
extern const struct cue_table name_guess_phrases; /* several words: the same */
extern const struct cue_table name_guess_follows; /* a name may come before */

/* The name behind, or before, the word that ends at `end`. Fail: as detector_report(). */
MUST_USE int name_guess_behind(const struct detector_text *text, size_t end);
MUST_USE int name_guess_before(const struct detector_text *text, size_t end);

/* Full names in a text that has no capital letter. Fails: as detector_report(). */
MUST_USE int name_guess_small(const struct detector_text *text);

#endif
