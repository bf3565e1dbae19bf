/*
 * Street addresses as people write them: "1234 N. Elm St. Apt 5", "P.O. Box 12",
 * "RR 2 Box 40", "PSC 12, Box 345", and the street names of other countries
 * ("Lindenstrasse 5", "12 rue Lepic").
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_STREET_TEXT_H
#define PHIMILTER_SCANNER_IDENTIFIERS_STREET_TEXT_H

#include "scanner/detector.h"

enum street_form {
	STREET_NONE = 0,
	STREET_DOUBTFUL, /* the words may mean something else: only with more evidence */
	STREET_CLEAR,
};

/*
 * Reads the address that begins with the house number at `start`. With
 * `any_case` the street's name may be in lower case, as after a label.
 */
enum street_form street_text_read(const struct detector_text *text, size_t start, bool any_case,
                                  size_t *end);

/* Where an apartment, suite or box number that follows at `at` ends; `at` when none does. */
size_t street_text_unit_end(struct bytes text, size_t at);

/* Whether the number at `start` is that of an apartment, suite or box: its word stands before. */
bool street_text_is_unit_number(struct bytes text, size_t start);

/* A number that follows at `at`, behind a space or '#'; `at` when none does. */
size_t street_text_number_end(struct bytes text, size_t at);

#endif
