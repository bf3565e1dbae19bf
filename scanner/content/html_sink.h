/*
 * Where the text of HTML goes: collapses white space as a browser does and
 * holds breaks back until text follows, so that a row of a table stays one
 * line with a tab between its cells.
 *
 * An error (ERROR_MEMORY, ERROR_LIMIT of the buffer) sticks; the calls after it do nothing.
 */
#ifndef PHIMILTER_SCANNER_CONTENT_HTML_SINK_H
#define PHIMILTER_SCANNER_CONTENT_HTML_SINK_H

#include "core/arena.h"
#include "core/buffer.h"

enum html_break {
	HTML_BREAK_NONE,
	HTML_BREAK_BLOCK, /* a paragraph's; gives way to a cell's */
	HTML_BREAK_ROW,
};

/* Bytes of text and what they stand for in the HTML. */
struct html_place {
	size_t text;
	size_t text_length;
	size_t html;
	size_t html_length; /* the same as `text_length` for text that stands there as it is */
};

/* Where text came from, in ascending order of `text`; white space is left out. */
struct html_trace {
	struct arena *arena;
	struct html_place *places; /* the arena's */
	size_t count;
	size_t capacity;
};

struct html_sink {
	struct buffer *out;
	struct buffer *aside; /* lines to put at the next line's end, or NULL */
	struct html_trace *trace; /* NULL where nobody asks */
	struct bytes html;    /* of the trace: all of it, and */
	struct bytes origin;  /* the character or reference that comes next; empty for none */
	enum html_break line; /* waiting to be written, as are the next two */
	unsigned tabs;
	bool space;
	bool row_start;       /* no cell of the row was begun */
	int err;
};

/* Text without white space, '<' or '&' in it. */
void html_sink_text(struct html_sink *sink, struct bytes text);

/*
 * One character: white space collapses, no-break spaces become spaces, and
 * what is shown as nothing (soft hyphens, zero-width spaces, marks of
 * direction, NUL) is left out, so that it splits no word or number. What turns
 * text round stays: scanner/text_direction.h reads it.
 */
void html_sink_character(struct html_sink *sink, uint32_t character);

/* A space that is not collapsed, as in <pre>. */
void html_sink_space(struct html_sink *sink);

void html_sink_block(struct html_sink *sink);
void html_sink_row(struct html_sink *sink);
void html_sink_cell(struct html_sink *sink);

/* Writes what waits in `aside`, after the last text. */
void html_sink_finish(struct html_sink *sink);

#endif
