/*
 * The shape of a value in place of the value, for output that many may read:
 * "Aaaa Aaa", "999-99-9999". Enough to see why a detector took or left it.
 */
#ifndef PHIMILTER_TOOLS_MASKED_TEXT_H
#define PHIMILTER_TOOLS_MASKED_TEXT_H

#include "core/attributes.h"
#include "core/buffer.h"

/*
 * Letters become A or a (also those beyond ASCII, which become a), digits 9;
 * the rest of ASCII stays. `text` is UTF-8. Fails: ERROR_LIMIT, ERROR_MEMORY.
 */
MUST_USE int masked_text_append(struct buffer *out, struct bytes text);

#endif
