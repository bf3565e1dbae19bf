/* Base64 (RFC 4648 4) in one line, padded. Threads: any. */
#ifndef PHIMILTER_CORE_BASE64_H
#define PHIMILTER_CORE_BASE64_H

#include "core/attributes.h"
#include "core/buffer.h"

/* Appends. Fails: ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int base64_encode(struct bytes bytes, struct buffer *out);

/* Appends. Fails: ERROR_INVALID (another byte, no or wrong padding), ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int base64_decode(struct bytes text, struct buffer *out);

#endif
