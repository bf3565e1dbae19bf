#include "scanner/text_view.h"

#include "core/error.h"
#include "scanner/text_codes.h"
#include "scanner/text_direction.h"
#include "scanner/text_encoded.h"
#include "scanner/text_escape.h"
#include "scanner/text_fold.h"
#include "scanner/text_query.h"
#include "scanner/text_spacing.h"
#include "scanner/text_writer.h"

/* Base64 in base64 in percent signs ... is undone so often; links of links have three or four. */
#define ROUNDS_LIMIT 6

/* One kind of disguise undone. */
typedef void text_pass(struct text_writer *w);

struct undoing {
	struct arena *arena;
	struct text_view *view;
	struct text_signs signs; /* of its bytes, when they were looked at last */
};

/* Undoes what `pass` does if there are `signs` of it. */
static int
undo(struct undoing *u, unsigned signs, text_pass *pass)
{
	int err = 0;

	if (u->signs.text.data != u->view->bytes.data)
		err = text_signs_read(u->arena, u->view->bytes, &u->signs);
	if (err != 0 || (u->signs.all & signs) == 0)
		return err;
	struct text_writer w = text_writer_make(u->arena, u->view, &u->signs);
	pass(&w);
	return text_writer_finish(&w, u->view);
}

/* What is encoded in the text, once; `*changed` tells whether anything was. */
static int
undo_encoding(struct undoing *u, bool *changed)
{
	const uint8_t *before = u->view->bytes.data;
	int err = undo(u, TEXT_SIGN_ROW | TEXT_SIGN_ESCAPE, text_encoded);

	if (err == 0)
		err = undo(u, TEXT_SIGN_ESCAPE, text_escape);
	*changed = u->view->bytes.data != before;
	if (err == 0 && *changed)
		err = undo(u, TEXT_SIGN_FOLD, text_fold);
	return err;
}

/*
 * Order matters: directions go by characters that folding takes out, spacing
 * by what is left when all is decoded.
 */
static int
text_view_undo(struct arena *arena, struct text_view *view)
{
	struct undoing u = { .arena = arena, .view = view };
	bool changed = true;
	int err = undo(&u, TEXT_SIGN_FOLD, text_direction);

	if (err == 0)
		err = undo(&u, TEXT_SIGN_FOLD, text_fold);
	if (err == 0)
		err = undo(&u, TEXT_SIGN_ESCAPE, text_query);
	if (err == 0)
		err = undo(&u, TEXT_SIGN_CODES, text_codes);
	for (unsigned round = 0; err == 0 && changed && round < ROUNDS_LIMIT; round++)
		err = undo_encoding(&u, &changed);
	view->unfinished = changed;
	return err == 0 ? undo(&u, TEXT_SIGN_SPACING, text_spacing) : err;
}

int
text_view_make(struct arena *arena, struct bytes text, struct text_view *out)
{
	*out = (struct text_view){ .bytes = text, .text = text };
	if (text.length > UINT32_MAX)
		return ERROR_LIMIT;
	return text.length > 0 ? text_view_undo(arena, out) : 0;
}

/* The span in which byte `at` of the view stands. */
static struct text_span
text_view_span(const struct text_view *view, size_t at)
{
	size_t low = 0, high = view->span_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (view->spans[middle].view <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? (struct text_span){ 0, 0, 1, 0 } : view->spans[low - 1];
}

/* How long the character of valid UTF-8 is that begins with `lead`. */
static size_t
character_size(uint8_t lead)
{
	return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* Where the character at `at` of the view begins and ends in the text. */
static void
text_view_character(const struct text_view *view, size_t at, size_t *start, size_t *end)
{
	struct text_span span = text_view_span(view, at);

	*start = span.text + (at - span.view) * span.stride;
	if (span.stride == 1)
		span.length = *start < view->text.length
		            ? (uint32_t)character_size(view->text.data[*start]) : 0;
	else if (span.stride > 1)
		span.length = span.stride;
	*end = *start + span.length;
	if (*end > view->text.length)
		*end = view->text.length;
}

void
text_view_locate_character(const struct text_view *view, size_t start, size_t length, uint32_t *text_start,
                           uint32_t *text_length)
{
	size_t first, first_end, last, end;

	if (view->span_count == 0 && length > 0) {
		end = start + length - 1 + character_size(view->text.data[start + length - 1]);
		*text_start = (uint32_t)start;
		*text_length = (uint32_t)((end < view->text.length ? end : view->text.length) - start);
		return;
	}
	text_view_character(view, start, &first, &first_end);
	last = end = first;
	/* The end is that of the last character, not the start of the next: what
	 * was taken out in between stays out. */
	if (length > 0)
		text_view_character(view, start + length - 1, &last, &end);
	/* What was put behind the bytes it repeats may go backwards. */
	if (length > 0 && first_end > end)
		end = first_end;
	if (last < first)
		first = last;
	*text_start = (uint32_t)first;
	*text_length = (uint32_t)(end - first);
}
