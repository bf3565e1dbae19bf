/*
 * Text that is written backwards and shown forwards: what stands behind a
 * RIGHT-TO-LEFT OVERRIDE (U+202E, Unicode UAX #9 section 2.2) is put there as a
 * reader sees it, and once more as it is.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_TEXT_DIRECTION_H
#define PHIMILTER_SCANNER_TEXT_DIRECTION_H

#include "scanner/text_writer.h"

void text_direction(struct text_writer *w);

#endif
