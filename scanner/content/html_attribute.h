/*
 * What the value of an attribute tells a reader, or somebody who looks for it.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_CONTENT_HTML_ATTRIBUTE_H
#define PHIMILTER_SCANNER_CONTENT_HTML_ATTRIBUTE_H

#include "core/bytes.h"

/*
 * What of `value` is text: nothing of attributes that describe looks or
 * behaviour, unless a comment or a person's number stands in them. Of a data:
 * URL (RFC 2397) that is a picture only the type is text, its pixels are looked
 * at no more than those of an attached picture; `*embedded` becomes true for others.
 */
struct bytes html_attribute_text(struct bytes name, struct bytes value, bool *embedded);

/* Whether the attribute makes the text of its element run backwards: <bdo dir=rtl>, bidi-override. */
bool html_attribute_reverses(struct bytes element, struct bytes name, struct bytes value);

#endif
