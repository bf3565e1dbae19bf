/*
 * Content-Transfer-Encoding (RFC 2045 section 6), decoded so that nothing a
 * sloppy receiver would show stays hidden: base64 goes on after padding,
 * quoted-printable forgives blanks behind a soft line break, uuencode needs no
 * begin line. GMime's own base64 and quoted-printable steps stop or drop there.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_TRANSFER_ENCODING_H
#define PHIMILTER_SCANNER_TRANSFER_ENCODING_H

#include "core/attributes.h"
#include "core/bytes.h"

enum transfer_encoding {
	TRANSFER_IDENTITY, /* 7bit, 8bit, binary, none given */
	TRANSFER_BASE64,
	TRANSFER_QUOTED_PRINTABLE,
	TRANSFER_UUENCODE,
	TRANSFER_UNKNOWN, /* read as it is, and reported */
};

/* What the value of a Content-Transfer-Encoding field means; comments and quotes are forgiven. */
enum transfer_encoding transfer_encoding_find(struct bytes value);

/* Whether decoding changes anything. */
bool transfer_encoding_is_coded(enum transfer_encoding encoding);

/*
 * Decodes `in` to `out`, which has room for `in.length` bytes; returns how many
 * were written. `*broken` becomes true when `in` holds what the encoding cannot
 * mean, so that a receiver may see something else.
 */
MUST_USE size_t transfer_decode(enum transfer_encoding encoding, struct bytes in, uint8_t *out,
                                bool *broken);

#endif
