/*
 * A part's text as detectors and lexicon see it: what a reader does not see is
 * taken out, what looks like an ASCII character is made one, and what any
 * program would decode is decoded, so that "1 2 3" in full-width digits, an SSN
 * with a zero-width space in it or a word cut by soft hyphens is found like any
 * other. Every byte of the view knows where it stands in the part's text.
 *
 * Text without such characters (nearly all) is not copied: the view is the
 * text itself.
 *
 * Ownership: the copy lives in the arena. Threads: one at a time.
 */
#ifndef PHIMILTER_SCANNER_TEXT_VIEW_H
#define PHIMILTER_SCANNER_TEXT_VIEW_H

#include "core/arena.h"
#include "core/attributes.h"
#include "core/bytes.h"

/*
 * Where the bytes of the view stand from byte `view` on: byte `view` + n at
 * `text` + n * `stride`. With a stride of 1 characters are as long as they are
 * in the text, with a larger one that long; with 0 every byte stands for the
 * `length` bytes at `text`.
 */
struct text_span {
	uint32_t view;
	uint32_t text;
	uint32_t stride;
	uint32_t length;
};

struct text_view {
	struct bytes bytes;
	struct bytes text;       /* the original */
	struct text_span *spans; /* ascending; none when the view is the text */
	size_t span_count;
	size_t span_capacity;
	bool unfinished;         /* encoded in itself more often than is undone */
	bool opaque;             /* a file that only its own reader reads is encoded in the text */
};

/* `text` must be valid UTF-8 below 4 GB. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int text_view_make(struct arena *arena, struct bytes text, struct text_view *out);

/* The same, character by character. */
void text_view_locate_character(const struct text_view *view, size_t start, size_t length,
                                uint32_t *text_start, uint32_t *text_length);

/* Where [start, start + length) of the view stands in the text. */
static inline void
text_view_locate(const struct text_view *view, size_t start, size_t length, uint32_t *text_start,
                 uint32_t *text_length)
{
	struct bytes bytes = bytes_slice(view->bytes, start, length);

	/* As nearly always: the text itself, and no character of several bytes that ends elsewhere. */
	if (view->span_count == 0 && bytes.length == length && length > 0 &&
	    (bytes.data[0] | bytes.data[length - 1]) < 0x80) {
		*text_start = (uint32_t)start;
		*text_length = (uint32_t)length;
		return;
	}
	text_view_locate_character(view, start, length, text_start, text_length);
}

#endif
