/*
 * HTML to the text it can show, in one pass and linear time.
 *
 * Hidden text is text: it leaves the building too. So display:none counts for
 * nothing, and comments, scripts, styles and the values of attributes (alt,
 * title, href, placeholder ...) are put on lines of their own, between the
 * lines of text; words that tags run through stay whole. Blocks and rows
 * become lines, cells are separated by a tab. What is unterminated goes on to
 * the end and is still read.
 *
 * Threads: pure but for the buffers.
 */
#ifndef PHIMILTER_SCANNER_CONTENT_HTML_TEXT_H
#define PHIMILTER_SCANNER_CONTENT_HTML_TEXT_H

#include "core/attributes.h"
#include "core/buffer.h"
#include "scanner/content/html_sink.h"

/* A limit for `out` that no input of `length` bytes reaches: text is shorter than its HTML. */
#define HTML_TEXT_LIMIT(length) ((length) * 2 + 64)

/*
 * Appends the text of `html`, which is valid UTF-8, to `out`. `*embedded`
 * becomes true when a data: URL (RFC 2397) carries something other than a
 * picture, which is not read. Fails: ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int html_text(struct bytes html, struct buffer *out, bool *embedded);

/*
 * The same, and where the text stands in `html`, but for comments and attributes,
 * which nobody is shown. `trace` begins empty, with an arena.
 */
MUST_USE int html_text_traced(struct bytes html, struct buffer *out, bool *embedded,
                              struct html_trace *trace);

#endif
