/*
 * Values that nobody has: what forms, manuals and training put in the place of
 * an individual's. One alone may be anything; together with words that say so
 * ("sample", "fictitious", "example only") all that stands in the text is such.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SCORE_SAMPLE_H
#define PHIMILTER_SCANNER_SCORE_SAMPLE_H

#include "core/message.h"

/* Whether no individual has the value of `finding` in `text`, its part's. */
bool score_sample_value(struct bytes text, const struct finding *finding);

/* Whether `text` says that what it shows is no real person's. */
bool score_sample_said(struct bytes text);

/* Whether it is a name that nobody has, whatever its text says: "Ms. XYZ", "Mr. XXXX". */
bool score_sample_nobody(struct bytes text, const struct finding *finding);

#endif
