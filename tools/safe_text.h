/*
 * Text that came from outside (addresses, ids) on its way to a terminal or into
 * JSON: bytes that are no printable ASCII become \xNN, so that neither an escape
 * sequence nor broken UTF-8 gets through.
 */
#ifndef PHIMILTER_TOOLS_SAFE_TEXT_H
#define PHIMILTER_TOOLS_SAFE_TEXT_H

#include <stdio.h>

#include "core/attributes.h"
#include "core/buffer.h"

void safe_text_print(FILE *out, struct bytes text);

/* Followed by spaces up to `width`. */
void safe_text_print_padded(FILE *out, struct bytes text, size_t width);

/* Fails: ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int safe_text_append(struct buffer *out, struct bytes text);

#endif
