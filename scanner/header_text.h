/*
 * A header field's value as a person reads it: unfolded (RFC 5322 2.2.3),
 * encoded words decoded (RFC 2047), in valid UTF-8. Adjacent encoded words of
 * one charset are joined before they are converted, since senders cut
 * characters in the middle.
 *
 * Ownership: the scratch is the caller's, to be reused from value to value.
 * Threads: one scratch, one thread.
 */
#ifndef PHIMILTER_SCANNER_HEADER_TEXT_H
#define PHIMILTER_SCANNER_HEADER_TEXT_H

#include "core/attributes.h"
#include "core/buffer.h"

struct header_scratch {
	struct buffer line; /* the unfolded value */
	struct buffer word; /* bytes of encoded words not yet converted */
	struct buffer utf8;
};

/* Buffers that hold what a header section of `limit` bytes needs. */
struct header_scratch header_scratch_make(size_t limit);
void header_scratch_release(struct header_scratch *scratch);

/*
 * Appends the decoded `value` to `out`; `*unknown` becomes true when a charset
 * in it had to be guessed at. Fails: ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int header_text_decode(struct bytes value, struct header_scratch *scratch,
                                struct buffer *out, bool *unknown);

/* Fills `out`, emptied first, with `value` without line ends and NULs. */
MUST_USE int header_text_unfold(struct bytes value, struct buffer *out);

#endif
