/*
 * Which bytes of a text speak of the sender and the mail itself rather than of
 * its subject matter: the sender's signature and disclaimer, the header lines
 * of quoted mail, header fields that mail software writes. A signature's phone
 * number beside one medical word is the commonest false alarm there is.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SIGNATURE_H
#define PHIMILTER_SCANNER_SIGNATURE_H

#include "core/attributes.h"
#include "core/bytes.h"

/* A signature has at most this many lines; longer is letter, not signature. */
#define SIGNATURE_LINES 20

/* Where the sender's own signature stands; length 0 when there is none. */
struct signature {
	size_t start;
	size_t length;
};

/*
 * Finds the sender's signature: from "-- " (RFC 3676 4.3), a closing such as
 * "Kind regards," or a disclaimer, to the end of what the sender wrote, which
 * is where quoted mail begins or the text ends. Where there is none of these,
 * the sender's name alone on a line begins one, with the short lines below it.
 * The sender's is a name in `from`, the line of the message's From field; where
 * that is empty, any below a finished sentence: a patient's stands in rows.
 * One pass over the text's lines: call it once for each text.
 */
struct signature signature_find(struct bytes text, struct bytes from);

/* The line of the From field in decoded header fields, one a line; empty when there is none. */
struct bytes signature_from_field(struct bytes fields);

static inline bool
signature_holds(const struct signature *signature, size_t at)
{
	return at >= signature->start && at - signature->start < signature->length;
}

/* Whether `at` stands in a quoted mail's header: "From: ...", "On ... wrote:". */
bool signature_in_quoted_header(struct bytes text, size_t at);

/* The same of table_line(), for who has it. */
bool signature_is_quoted_header(struct bytes text, struct bytes line);

/*
 * Whether `at` stands in a header field that mail software writes for itself:
 * trace, identification, authentication, structure (RFC 5322 3.6.7, 3.6.4).
 * `text` is decoded header fields, one a line. Unknown fields are not among them.
 */
bool signature_in_technical_header(struct bytes text, size_t at);

/* Whether `at` stands in an address field of the message's own header: From, To, Cc ... */
bool signature_in_address_header(struct bytes text, size_t at);

#endif
