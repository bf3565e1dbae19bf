/*
 * What was pulled apart: letters and digits with something between each two
 * ("2 1 9 - 0 9", "J o h n  S m i t h"), and numbers broken at a line's end.
 * What stands between is taken out where the pieces make a word or a number.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_TEXT_SPACING_H
#define PHIMILTER_SCANNER_TEXT_SPACING_H

#include "scanner/text_writer.h"

void text_spacing(struct text_writer *w);

#endif
