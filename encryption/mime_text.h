/*
 * Text on its way into a message: UTF-8 checked, escaped, encoded so that any
 * MTA takes it (RFC 2045, 2047). Internal to the room.
 *
 * All append to `out` and fail as buffer_append(): ERROR_LIMIT, ERROR_MEMORY.
 * Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_MIME_TEXT_H
#define PHIMILTER_ENCRYPTION_MIME_TEXT_H

#include "core/attributes.h"
#include "core/buffer.h"

/* Well-formed UTF-8 (RFC 3629) without NUL. */
bool mime_text_is_utf8(struct bytes text);

/* Printable ASCII and spaces only: fit for a header as it is. */
bool mime_text_is_plain(struct bytes text);

/* With & < > " ' as character references: for element content and quoted attributes. */
MUST_USE int mime_text_append_html(struct bytes text, struct buffer *out);

/*
 * Quoted-printable (RFC 2045 6.7): lines of at most 76 characters that end in
 * CRLF, whichever way those of `text` end. What a transport may alter (a
 * leading "." or "From ", white space at the end of a line) is encoded.
 */
MUST_USE int mime_text_append_quoted_printable(struct bytes text, struct buffer *out);

/* UTF-8 as encoded words (RFC 2047 2), folded with LF and tab as milters fold. */
MUST_USE int mime_text_append_encoded_words(struct bytes text, struct buffer *out);

#endif
