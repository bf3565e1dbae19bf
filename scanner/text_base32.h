/*
 * Base32 (RFC 4648 section 6, in either case) and Ascii85: what was found to be
 * one of them is replaced by the text that it is. The passes that come by such
 * places anyway ask for it: scanner/text_encoded.c and scanner/text_escape.c.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_TEXT_BASE32_H
#define PHIMILTER_SCANNER_TEXT_BASE32_H

#include "scanner/text_writer.h"

/* The run of base32, broken over lines or not, at [start, end); false when it is no text. */
bool text_base32_undo(struct text_writer *w, size_t start, size_t end);

/* What "<~" at `at` begins, to its "~>"; returns where to go on. */
size_t text_ascii85_undo(struct text_writer *w, size_t at);

#endif
