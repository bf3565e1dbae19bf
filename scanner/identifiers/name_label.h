/*
 * Names that a label, a title in lower case, or a column's head announces:
 * known or not, in any case where a field's label leaves no doubt.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_NAME_LABEL_H
#define PHIMILTER_SCANNER_IDENTIFIERS_NAME_LABEL_H

#include "scanner/identifiers/name_context.h"

/* Titles of columns that hold names and are no labels otherwise. */
extern const struct cue_table name_label_columns;

/* The functions below report what they find. They fail as detector_report(). */

/* The name `match` and, where it is full and no clinician's, the number that stands behind it. */
MUST_USE int name_report(const struct detector_text *text, const struct name_match *match,
                         uint8_t confidence, const struct name_cue *cue);

/* The name behind the label that ends at `end`. */
MUST_USE int name_label_behind(const struct detector_text *text, size_t end);

/* "dr. Cruz": the name behind a title in lower case that ends at `end`; others are part of the name. */
MUST_USE int name_label_titled(const struct detector_text *text, size_t end);

/* The names below the title of a column that ends at `end`. */
MUST_USE int name_label_column(const struct detector_text *text, size_t end);

/* The display name before the address whose < is at `at` and whose local part is `local` (RFC 5322 3.4). */
MUST_USE int name_label_addressed(const struct detector_text *text, size_t at, struct bytes local);

/* Whether a word that ends at `end` is a label: "<given>", "family:", not the "font-family:" of a style sheet. */
bool name_label_is_field(struct bytes text, size_t end);

#endif
