/*
 * Numbers that stand on a line of their own, with nothing beside them that says
 * what they are: told by shape and check digit alone, and so with little
 * confidence. Somebody was asked for a number and sent it.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_LONE_NUMBER_H
#define PHIMILTER_SCANNER_IDENTIFIERS_LONE_NUMBER_H

#include "scanner/detector.h"

/* Patterns of the detector that calls lone_number_confirm() for them. */
#define LONE_NUMBER_SHAPES \
	{ .shape = "\\b[A-Z]?\\d{7,14}\\b" }, { .shape = "\\b\\d{5}-\\d{4}\\b" }
#define LONE_NUMBER_SHAPE_COUNT 2

/* Reports the number that ends at `end` when it stands so. Fails: as detector_report(). */
MUST_USE int lone_number_confirm(const struct detector_text *text, size_t end);

#endif
