/*
 * format=flowed with DelSp=yes (RFC 3676): a line that ends with a space goes
 * on in the next, without the space, so that words and numbers may be broken
 * anywhere. Without DelSp the space stays, and lines are as good as joined.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_FLOWED_TEXT_H
#define PHIMILTER_SCANNER_FLOWED_TEXT_H

#include "core/attributes.h"
#include "core/buffer.h"

/* Appends `text` with its flowed lines joined. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int flowed_text_join(struct bytes text, struct buffer *out);

#endif
