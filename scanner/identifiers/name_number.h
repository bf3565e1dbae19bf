/*
 * What stands behind a person's name without a word that says what it is:
 * "Roberts, Linda B8831104" (a record number), "Anil Desai, 96, of Toledo".
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_NAME_NUMBER_H
#define PHIMILTER_SCANNER_IDENTIFIERS_NAME_NUMBER_H

#include "scanner/detector.h"

/* Whether a record number stands behind the words that end at `end`: then they are a name. */
bool name_number_stands_behind(struct bytes text, size_t end);

/* Reports what stands behind the full name that ends at `end`. Fails: as detector_report(). */
MUST_USE int name_number_behind(const struct detector_text *text, size_t end);

#endif
