/*
 * Text written as the numbers of its characters: "83 83 78", "53:53:4e",
 * "0x53, 0x53", "01010011 01010011". What it says is put before it, and it stays,
 * since a row of measurements may be no text however much it looks like it.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_TEXT_CODES_H
#define PHIMILTER_SCANNER_TEXT_CODES_H

#include "scanner/text_writer.h"

void text_codes(struct text_writer *w);

#endif
