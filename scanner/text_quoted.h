/*
 * Quoted-printable (RFC 2045 section 6.7) and UTF-7 (RFC 2152) in a text that
 * was not declared to be either: part of scanner/text_escape.h.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_TEXT_QUOTED_H
#define PHIMILTER_SCANNER_TEXT_QUOTED_H

#include "scanner/text_writer.h"

/* What is known of one text; starts zeroed. */
struct text_quoted {
	bool known;
	bool quoted; /* all of it is quoted-printable */
};

/* Undoes what begins with the '=' at `i`, if it is an escape; returns where to go on. */
size_t text_quoted_undo(struct text_quoted *quoted, struct text_writer *w, size_t i);

/* The same with the '+' at `i`. */
size_t text_quoted_utf7(struct text_writer *w, size_t i);

/*
 * Undoes the encoded words in "Q" (RFC 2047 section 4.2) that begin with the '='
 * at `i`, as they stand in header fields that were pasted; returns where to go
 * on, `i` when there is none. Those in "B" are undone like any base64.
 */
size_t text_quoted_word(struct text_writer *w, size_t i);

/*
 * How many escapes of a mark and two hexadecimal digits at the start of `text`
 * spell one printable character or white space; 0 when they spell none, and
 * `*character` is then nothing to go by.
 */
size_t text_quoted_character(struct bytes text, char mark, uint32_t *character);

#endif
