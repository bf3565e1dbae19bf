/*
 * What detectors of numbers share: does a run of bytes stand by itself, what
 * shape has it, what is it without its separators. The text is the engine's
 * view (scanner/text_view.h), in which all dashes, spaces and digits that look
 * like ASCII ones are ASCII.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_VALUE_H
#define PHIMILTER_SCANNER_VALUE_H

#include "scanner/cue.h"

struct detector_text;

/* No value detectors compact is longer. */
#define VALUE_LENGTH_LIMIT 64

/* Space, dot, hyphen and slash: what people put between groups of digits. */
bool value_is_separator(uint8_t c);

/*
 * Whether [start, end) is a word of its own: no letter or digit is glued to it,
 * and it is no piece of a longer number, decimal, amount, version, UUID or
 * time, nor of a URL, a path, an e-mail address or a Message-ID.
 */
bool value_stands_alone(struct bytes text, size_t start, size_t end);

/* The same, but anything may stand before `start`. */
bool value_stands_on_right(struct bytes text, size_t end);

/* Whether the blank-delimited word around `start` is a URL, an e-mail address or a path. */
bool value_in_address(struct bytes text, size_t start);

/*
 * Matches a shape, byte for byte: 9 a digit, A a letter, X either, - one
 * separator, ~ a separator or nothing, anything else itself. Backwards from
 * `end` the start, forwards from `start` the end is given; false when the text
 * has another shape.
 */
bool value_shape_before(struct bytes text, size_t end, const char *shape, size_t *start);
bool value_shape_at(struct bytes text, size_t start, const char *shape, size_t *end);

/* The letters and digits of [start, end), upper case; at most VALUE_LENGTH_LIMIT. */
struct value_compact {
	uint8_t data[VALUE_LENGTH_LIMIT];
	size_t length;
};
struct value_compact value_compact(struct bytes text, size_t start, size_t end);

static inline struct bytes
value_bytes(const struct value_compact *value)
{
	return bytes_make(value->data, value->length);
}

/*
 * The word that says "this is something else" (order, invoice, tracking, ticket,
 * version, ISBN ...) of a value that begins at `start`, a string constant; NULL for none.
 */
const char *value_denier(struct bytes text, size_t start);

/* Whether such a word stands nearer than `cue` does; cue.cue is NULL when nothing else spoke. */
bool value_denied(const struct detector_text *text, size_t start, struct cue_match cue);

#endif
