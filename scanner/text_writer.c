#include "scanner/text_writer.h"

#include "core/error.h"

/* No rewriting makes a text longer than twice what it was. */
#define GROWTH 2

/* Room for what stands around something inserted. */
#define GROWTH_ROOM 64

struct text_writer
text_writer_make(struct arena *arena, const struct text_view *view, const struct text_signs *signs)
{
	return (struct text_writer){
		.arena = arena,
		.from = view,
		.signs = signs,
		.limit = view->bytes.length * GROWTH + GROWTH_ROOM,
		.to = { .text = view->text },
	};
}

/* Whether `span`, were it to end at byte `at`, would go on there as `stride` bytes a byte from `text`. */
static bool
span_goes_on(const struct text_span *span, size_t at, uint32_t text, uint32_t stride)
{
	return span->stride == stride && stride != 0 &&
	       span->text + (at - span->view) * stride == text;
}

/* What is written next stands at `text`: see struct text_span. */
static void
span_add(struct text_writer *w, uint32_t text, uint32_t stride, uint32_t length)
{
	struct text_view *to = &w->to;
	void *grown = to->spans;

	if (w->err != 0 ||
	    (to->span_count > 0 &&
	     span_goes_on(&to->spans[to->span_count - 1], w->length, text, stride)))
		return;
	w->err = arena_array_grow(w->arena, &grown, to->span_count, &to->span_capacity,
	                          sizeof(*to->spans));
	if (w->err != 0)
		return;
	to->spans = grown;
	to->spans[to->span_count++] =
		(struct text_span){ (uint32_t)w->length, text, stride, length };
}

/* Makes room for `more` bytes: at first for all that is read, as little makes a text longer. */
static void
room_make(struct text_writer *w, size_t more)
{
	size_t need = w->length + more;

	if (w->err != 0 || (need <= w->capacity && w->out != NULL))
		return;
	if (need > w->limit) {
		w->err = ERROR_LIMIT;
		return;
	}
	size_t capacity = w->out == NULL ? w->from->bytes.length + GROWTH_ROOM : w->limit;
	capacity = capacity < need ? w->limit : capacity;
	uint8_t *out = arena_alloc(w->arena, capacity);
	if (out == NULL) {
		w->err = arena_failure(w->arena);
		return;
	}
	if (w->length > 0)
		memcpy(out, w->out, w->length);
	w->out = out;
	w->capacity = capacity;
}

static void
write(struct text_writer *w, struct bytes bytes)
{
	room_make(w, bytes.length);
	if (w->err != 0 || bytes.length == 0)
		return;
	memcpy(w->out + w->length, bytes.data, bytes.length);
	w->length += bytes.length;
}

/* Where span `i` of `from` ends. */
static size_t
span_end(const struct text_view *from, size_t i)
{
	return i + 1 < from->span_count ? from->spans[i + 1].view : from->bytes.length;
}

/* Copies what of span `i` is in [start, end). */
static void
keep_span(struct text_writer *w, size_t i, size_t start, size_t end)
{
	const struct text_span *span = &w->from->spans[i];
	size_t first = span->view > start ? span->view : start;
	size_t last = span_end(w->from, i) < end ? span_end(w->from, i) : end;

	if (first >= last)
		return;
	span_add(w, span->text + (uint32_t)(first - span->view) * span->stride, span->stride,
	         span->length);
	write(w, bytes_slice(w->from->bytes, first, last - first));
}

/* Copies the source up to `end` as it is. */
static void
keep(struct text_writer *w, size_t end)
{
	const struct text_view *from = w->from;
	size_t start = w->taken;

	if (end <= start || w->err != 0)
		return;
	w->taken = end;
	if (from->span_count == 0) {
		span_add(w, (uint32_t)start, 1, 0);
		write(w, bytes_slice(from->bytes, start, end - start));
		return;
	}
	while (w->cursor + 1 < from->span_count && from->spans[w->cursor + 1].view <= start)
		w->cursor++;
	for (size_t i = w->cursor; i < from->span_count && from->spans[i].view < end; i++)
		keep_span(w, i, start, end);
}

void
text_writer_insert(struct text_writer *w, size_t at, size_t start, size_t length, struct bytes by)
{
	uint32_t text, text_length;

	keep(w, at);
	if (by.length == 0 || w->err != 0)
		return;
	text_view_locate(w->from, start, length, &text, &text_length);
	span_add(w, text, 0, text_length);
	write(w, by);
}

void
text_writer_replace(struct text_writer *w, size_t start, size_t length, struct bytes by)
{
	text_writer_insert(w, start, start, length, by);
	w->taken = start + length;
}

void
text_writer_fold(struct text_writer *w, size_t start, size_t length, uint8_t by)
{
	uint32_t text, text_length;

	keep(w, start);
	text_view_locate(w->from, start, length, &text, &text_length);
	span_add(w, text, text_length == length ? text_length : 0, text_length);
	write(w, bytes_make(&by, 1));
	w->taken = start + length;
}

int
text_writer_finish(struct text_writer *w, struct text_view *view)
{
	if (w->taken > 0 || w->length > 0) {
		keep(w, w->from->bytes.length);
		room_make(w, 0); /* even nothing needs an address */
	}
	if (w->err == 0 && w->out != NULL) {
		w->to.bytes = bytes_make(w->out, w->length);
		w->to.unfinished = view->unfinished;
		w->to.opaque = view->opaque;
		*view = w->to;
	}
	view->opaque |= w->opaque;
	return w->err;
}
