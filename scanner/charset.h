/*
 * Any charset of mail to valid UTF-8 (RFC 2045 charset=, RFC 2047, RFC 2231).
 *
 * Names come from the sender, so iconv never sees them: a table maps the names
 * known in mail to iconv's, everything else is unknown. The rules are those of
 * mail clients (WHATWG Encoding): ISO-8859-1 and US-ASCII mean windows-1252
 * where they are not UTF-8. NUL bytes are dropped, so that they neither end a
 * text nor split what a reader sees together.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_CHARSET_H
#define PHIMILTER_SCANNER_CHARSET_H

#include "core/attributes.h"
#include "core/buffer.h"

/*
 * Gives `in` as valid UTF-8 in `*out`: a view of `in` itself when it is that
 * already, else of `scratch`, whose old content is lost. `charset` may be empty.
 * `*unknown` becomes true (and is else left alone) when the charset is not
 * known, or cannot be right, and the bytes had to be guessed at.
 * Fails: ERROR_MEMORY, ERROR_LIMIT (of `scratch`), ERROR_IO (charset_iconv.h).
 */
MUST_USE int charset_decode(struct bytes charset, struct bytes in, struct buffer *scratch,
                            struct bytes *out, bool *unknown);

/* How many leading bytes are valid UTF-8 (RFC 3629) without NUL. */
size_t charset_utf8_prefix(struct bytes text);

/* `text`, known to be valid UTF-8, shortened to `limit` bytes or fewer at a character's edge. */
struct bytes charset_utf8_cut(struct bytes text, size_t limit);

/* How many bytes charset_utf8_append() appends. */
size_t charset_utf8_size(uint32_t character);

/* Appends one character. Surrogates and what is beyond Unicode become U+FFFD. */
MUST_USE int charset_utf8_append(struct buffer *out, uint32_t character);

/* The character that windows-1252 gives a byte; undefined ones are C1 controls. */
uint32_t charset_windows_1252(uint8_t byte);

#endif
