/*
 * Parameters of structured MIME fields (RFC 2045 section 5.1), with RFC 2231
 * continuations and charsets, and RFC 2047 words where senders put them.
 *
 * Not GMime's parser: that hands the sender's charset names to a cache that
 * never shrinks, and stops at NUL.
 *
 * Threads: pure functions but for the scratch.
 */
#ifndef PHIMILTER_SCANNER_MIME_PARAMETER_H
#define PHIMILTER_SCANNER_MIME_PARAMETER_H

#include "scanner/header_text.h"

struct mime_parameter {
	struct bytes name;  /* as written, e.g. "filename*0*" */
	struct bytes value; /* without quotes; backslashes still in it when quoted */
	bool quoted;
};

/*
 * Reads the media type that starts a Content-Type's unfolded `value`: "text" and
 * "plain" in `*type` and `*subtype`, empty when there is none. Returns where it ends.
 */
MUST_USE size_t mime_parameter_media_type(struct bytes value, struct bytes *type,
                                          struct bytes *subtype);

/* The next parameter behind a ';' at or after `*offset` of an unfolded value. False at the end. */
bool mime_parameter_next(struct bytes value, size_t *offset, struct mime_parameter *parameter);

/*
 * Appends the decoded value of the parameter called `name` to `out` (nothing
 * when absent). `value` is unfolded and not in `scratch`. `*unknown` as in
 * header_text_decode(); `*repeated` becomes true when it is given twice, of
 * which the first is taken. Fails: ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int mime_parameter_find(struct bytes value, struct bytes name,
                                 struct header_scratch *scratch, struct buffer *out,
                                 bool *unknown, bool *repeated);

#endif
