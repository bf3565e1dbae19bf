/*
 * Writes a view anew with some of its bytes replaced, and keeps account of
 * where every byte stands in the part's text, however many times it was
 * rewritten.
 *
 * An error (ERROR_MEMORY, ERROR_LIMIT) sticks until text_writer_finish()
 * returns it; calls after it do nothing. Threads: one at a time.
 */
#ifndef PHIMILTER_SCANNER_TEXT_WRITER_H
#define PHIMILTER_SCANNER_TEXT_WRITER_H

#include "scanner/text_signs.h"
#include "scanner/text_view.h"

struct text_writer {
	struct arena *arena;
	const struct text_view *from;    /* what is read */
	const struct text_signs *signs;  /* where in it to look */
	uint8_t *out;        /* what is written; in the arena, as it is to stay */
	size_t length;
	size_t capacity;
	size_t limit;        /* the most that may be written */
	struct text_view to; /* spans of what is written */
	size_t taken;        /* bytes of `from` that are dealt with */
	size_t cursor;       /* the span of `from` in which `taken` stands, or one before it */
	bool opaque;         /* a file that only its own reader reads stands there */
	int err;
};

/* A rewriting of `view`, of whose bytes `signs` are; both must outlive it. Allocates nothing. */
struct text_writer text_writer_make(struct arena *arena, const struct text_view *view,
                                    const struct text_signs *signs);

/* What is read. */
static inline struct bytes
text_writer_source(const struct text_writer *w)
{
	return w->from->bytes;
}

/*
 * Bytes [start, start + length) become `by`, every byte of which stands for all
 * of them. `start` is at or behind the end of what was replaced before.
 */
void text_writer_replace(struct text_writer *w, size_t start, size_t length, struct bytes by);

/* The same for one character of `length` bytes that becomes one byte. */
void text_writer_fold(struct text_writer *w, size_t start, size_t length, uint8_t by);

/* Puts `by` before byte `at`; it stands for [start, start + length). `at` is as in text_writer_replace(). */
void text_writer_insert(struct text_writer *w, size_t at, size_t start, size_t length,
                        struct bytes by);

/*
 * Ends the rewriting. `*view`, which may be the one that was read, becomes
 * what was written, in the arena; its bytes are left alone when nothing was
 * replaced.
 */
MUST_USE int text_writer_finish(struct text_writer *w, struct text_view *view);

#endif
