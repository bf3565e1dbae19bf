/*
 * Characters written as something else that programs undo without being told:
 * percent signs (RFC 3986), character references (HTML), backslashes (JSON, C,
 * CSS, RTF), undeclared quoted-printable (RFC 2045), encoded words (RFC 2047) and
 * UTF-7 (RFC 2152), and tags and comments inside a word of plain text.
 *
 * Each is undone only where its like is not written by chance: "MRN=44718"
 * stays, and so do percent signs of URLs, which scanner/text_query.h reads.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_TEXT_ESCAPE_H
#define PHIMILTER_SCANNER_TEXT_ESCAPE_H

#include "scanner/text_writer.h"

void text_escape(struct text_writer *w);

#endif
