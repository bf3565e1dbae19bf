/*
 * Character references of HTML: "&eacute;", "&#233;", "&#xE9;" (HTML 13.1.4),
 * as leniently as browsers read them.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_CONTENT_HTML_ENTITY_H
#define PHIMILTER_SCANNER_CONTENT_HTML_ENTITY_H

#include "core/attributes.h"
#include "core/bytes.h"

/* Longest known name and its terminator. */
#define HTML_ENTITY_NAME_SIZE 17

/*
 * `text` starts with '&'. The length of the reference there, and its character
 * (which may be beyond Unicode); 0 when the '&' is but an ampersand.
 */
MUST_USE size_t html_entity_parse(struct bytes text, uint32_t *character);

#endif
