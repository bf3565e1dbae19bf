/*
 * A text part on its way out otherwise than it came: what it holds, decoded,
 * and which of its bytes are to go.
 *
 * Fails closed: only what is shown as it stands can go. A finding in a comment
 * or an attribute, behind a disguise that scanning undid (scanner/text_view.h),
 * in a part that could not be read whole or that lies within something encoded
 * has no exact place, and is reported as such.
 *
 * Ownership: all of it lives in the message's arena. Threads: the message's.
 */
#ifndef PHIMILTER_SCANNER_PART_SOURCE_H
#define PHIMILTER_SCANNER_PART_SOURCE_H

#include "core/configuration.h"
#include "core/message.h"

struct part_source;

/* Whether the part stands in the original as it was sent, so that it can be cut out of it. */
bool part_source_is_verbatim(const struct message *m, const struct part *part);

/*
 * Reads part `index` of a scanned message again: a text, or the message's own
 * header section as text, of which the caller makes fields. Fails: ERROR_NOT_FOUND (it is no
 * text, or not all of it is known), ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int part_source_open(const struct configuration *configuration, struct message *m,
                              size_t index, struct part_source **out);

/*
 * Takes out `length` bytes from `start` of the part's text. Fails: ERROR_NOT_FOUND
 * (they have no exact place; nothing is taken out then).
 */
MUST_USE int part_source_take_out(struct part_source *source, size_t start, size_t length);

/*
 * Appends what is left, UTF-8, with `mark` for each run that was taken out; HTML
 * stays HTML. Fails: ERROR_MEMORY, ERROR_LIMIT (of `out`).
 */
MUST_USE int part_source_write(const struct part_source *source, const char *mark,
                               struct buffer *out);

#endif
