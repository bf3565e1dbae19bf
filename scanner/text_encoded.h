/*
 * Text pasted in base64, base32 or hexadecimal, wherever in a text and however broken
 * over lines or quoted: what decodes to text is replaced by it. Digests, keys,
 * signatures and pictures do not, and stay.
 *
 * Not undone: runs shorter than ENCODED_RUN_MIN without padding, and
 * encodings that take a programme to read (uuencode and yEnc are told by
 * content_hidden_find()).
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_TEXT_ENCODED_H
#define PHIMILTER_SCANNER_TEXT_ENCODED_H

#include "scanner/text_writer.h"

void text_encoded(struct text_writer *w);

#endif
