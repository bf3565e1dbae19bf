/*
 * Text on its way into a message: UTF-8 checked, escaped, encoded so that any
 * MTA takes it (RFC 2045, 2047).
 *
 * All append to `out` and fail as buffer_append(): ERROR_LIMIT, ERROR_MEMORY.
 * Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_MIME_TEXT_H
#define PHIMILTER_ENCRYPTION_MIME_TEXT_H

#include "core/attributes.h"
#include "core/buffer.h"

/* "=_" cannot occur in quoted-printable text (RFC 2045 6.7); the rest is random. */
#define MIME_TEXT_BOUNDARY_PREFIX "=_"
#define MIME_TEXT_BOUNDARY_RANDOM 16
struct mime_text_boundary {
	char text[sizeof(MIME_TEXT_BOUNDARY_PREFIX) + 2 * MIME_TEXT_BOUNDARY_RANDOM];
};

/* A boundary that stands nowhere else. Fails: ERROR_CRYPTO. */
MUST_USE int mime_text_boundary_create(struct mime_text_boundary *out);

/* Well-formed UTF-8 (RFC 3629) without NUL. */
bool mime_text_is_utf8(struct bytes text);

/* Printable ASCII and spaces only: fit for a header as it is. */
bool mime_text_is_plain(struct bytes text);

/* With & < > " ' as character references: for element content and quoted attributes. */
MUST_USE int mime_text_append_html(struct bytes text, struct buffer *out);

/*
 * Quoted-printable (RFC 2045 6.7): lines of at most 76 characters that end in
 * CRLF, whichever way those of `text` end. What a transport may alter (a
 * leading "." or "From ", white space at the end of a line) is encoded, and so is
 * what a delimiter of a multipart begins with.
 */
MUST_USE int mime_text_append_quoted_printable(struct bytes text, struct buffer *out);

/* UTF-8 as encoded words (RFC 2047 2), folded with LF and tab as milters fold. */
MUST_USE int mime_text_append_encoded_words(struct bytes text, struct buffer *out);

/* A field's value: as it is where that is short plain text, else as encoded words. */
MUST_USE int mime_text_append_field(struct bytes text, struct buffer *out);

#endif
