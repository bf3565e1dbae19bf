#include "scanner/mark_window.h"

#include "scanner/chunk.h"

/* The first mark at or after `at`; text.length when there is none. */
static size_t
mark_find(struct bytes text, size_t at)
{
	for (; at < text.length; at += CHUNK_SIZE) {
		uint64_t marks = chunk_read(text, at).mark;
		if (marks != 0)
			return at + (size_t)__builtin_ctzll(marks);
	}
	return text.length;
}

/* The last mark before `end`, at or after `at`, which is one. */
static size_t
mark_last(struct bytes text, size_t at, size_t end)
{
	size_t last = at;

	for (; at < end; at += CHUNK_SIZE) {
		uint64_t marks = chunk_read(text, at).mark;
		if (end - at < CHUNK_SIZE)
			marks &= (UINT64_C(1) << (end - at)) - 1;
		if (marks != 0)
			last = at + 63 - (size_t)__builtin_clzll(marks);
	}
	return last;
}

bool
mark_window_next(struct bytes text, size_t from, size_t reach, struct mark_window *out)
{
	size_t mark = mark_find(text, from);

	if (mark >= text.length)
		return false;
	out->start = mark > from + reach ? mark - reach : from;
	/* Marks so near that nothing would stand between two windows share one. */
	for (size_t next = mark; next != SIZE_MAX;) {
		size_t near = next + 2 * (reach + 1);
		mark = next;
		next = mark_last(text, mark, near < text.length ? near : text.length);
		if (next == mark)
			next = SIZE_MAX;
	}
	out->end = mark + 1 + reach < text.length ? mark + 1 + reach : text.length;
	return true;
}
