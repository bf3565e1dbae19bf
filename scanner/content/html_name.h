/*
 * The elements and attributes of HTML, as far as they matter to its text.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_CONTENT_HTML_NAME_H
#define PHIMILTER_SCANNER_CONTENT_HTML_NAME_H

#include "core/bytes.h"

enum html_element {
	HTML_UNKNOWN, /* "<john@example.com>": its very name is text */
	HTML_INLINE,
	HTML_BLOCK,
	HTML_ROW,
	HTML_CELL,
	HTML_PREFORMATTED,
	HTML_RAW,     /* script, style: no tags in it but its own end */
};

/* What the element called `name` does; case is ignored. */
enum html_element html_element_find(struct bytes name);

/* Whether an attribute describes looks or behaviour only, so that its value is no text. */
bool html_attribute_is_mute(struct bytes name);

#endif
