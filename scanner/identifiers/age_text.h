/*
 * Ages over 89, 45 CFR 164.514(b)(2)(i)(C): "95-year-old", "aged 92",
 * "92 y/o", "age: 101", "turning 90", "ninety-two years old".
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_AGE_TEXT_H
#define PHIMILTER_SCANNER_IDENTIFIERS_AGE_TEXT_H

#include "core/bytes.h"

/* An age over 89 around byte `at`; sets where it stands. */
bool age_text_over_89(struct bytes text, size_t at, size_t *start, size_t *end);

/* The same for a number alone that begins at `start`, as behind a name: "Anil Desai, 96, of Toledo". */
bool age_text_bare(struct bytes text, size_t start, size_t *end);

#endif
