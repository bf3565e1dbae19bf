#include "scanner/content/html_sink.h"

#include "scanner/charset.h"

static void
append(struct html_sink *sink, struct bytes bytes)
{
	if (sink->err == 0)
		sink->err = buffer_append(sink->out, bytes);
}

static bool
at_line_start(const struct html_sink *sink)
{
	return sink->out->length == 0 || sink->out->data[sink->out->length - 1] == '\n';
}

static void
end_line(struct html_sink *sink)
{
	if (!at_line_start(sink))
		append(sink, bytes_of_string("\n"));
}

static void
write_aside(struct html_sink *sink)
{
	if (sink->aside == NULL || sink->aside->length == 0)
		return;
	end_line(sink);
	append(sink, buffer_bytes(sink->aside));
	buffer_clear(sink->aside);
}

/* Writes the breaks that were held back, now that text follows them. */
static void
write_breaks(struct html_sink *sink)
{
	if (sink->line != HTML_BREAK_NONE) {
		write_aside(sink);
		end_line(sink);
	}
	for (unsigned i = 0; i < sink->tabs && sink->err == 0; i++)
		append(sink, bytes_of_string("\t"));
	if (sink->space && sink->tabs == 0 && !at_line_start(sink))
		append(sink, bytes_of_string(" "));
	sink->line = HTML_BREAK_NONE;
	sink->tabs = 0;
	sink->space = false;
}

/* That the next `length` bytes of text come from `origin`. */
static void
trace(struct html_sink *sink, struct bytes origin, size_t length)
{
	struct html_trace *trace = sink->trace;

	if (trace == NULL || origin.length == 0 || sink->err != 0)
		return;
	sink->err = arena_array_grow(trace->arena, (void **)&trace->places, trace->count,
	                             &trace->capacity, sizeof(*trace->places));
	if (sink->err == 0)
		trace->places[trace->count++] = (struct html_place){
			.text = sink->out->length, .text_length = length,
			.html = (size_t)(origin.data - sink->html.data), .html_length = origin.length };
}

/* `text` does not come from the HTML. */
static void
write_made(struct html_sink *sink, struct bytes text)
{
	if (sink->line != HTML_BREAK_NONE || sink->tabs > 0 || sink->space)
		write_breaks(sink);
	append(sink, text);
}

void
html_sink_text(struct html_sink *sink, struct bytes text)
{
	if (sink->trace != NULL) {
		write_made(sink, bytes_make(NULL, 0));
		trace(sink, text, text.length);
	}
	write_made(sink, text);
}

static bool
is_no_break_space(uint32_t c)
{
	return c == 0xA0 || c == 0x2007 || c == 0x202F;
}

static bool
is_invisible(uint32_t c)
{
	return c == 0 || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
}

void
html_sink_space(struct html_sink *sink)
{
	write_made(sink, bytes_of_string(" "));
}

void
html_sink_character(struct html_sink *sink, uint32_t c)
{
	if (c < 0x80 && byte_is_space((uint8_t)c)) {
		sink->space = true;
	} else if (is_no_break_space(c)) {
		html_sink_space(sink);
	} else if (!is_invisible(c)) {
		write_made(sink, bytes_make(NULL, 0));
		trace(sink, sink->origin, charset_utf8_size(c));
		if (sink->err == 0)
			sink->err = charset_utf8_append(sink->out, c);
	}
	sink->origin = bytes_make(NULL, 0);
}

void
html_sink_block(struct html_sink *sink)
{
	/* A paragraph that opens a cell does not end the row. */
	if (sink->tabs == 0 && sink->line == HTML_BREAK_NONE)
		sink->line = HTML_BREAK_BLOCK;
}

void
html_sink_row(struct html_sink *sink)
{
	sink->line = HTML_BREAK_ROW;
	sink->tabs = 0;
	sink->row_start = true;
}

void
html_sink_cell(struct html_sink *sink)
{
	if (!sink->row_start) {
		sink->tabs++;
		if (sink->line == HTML_BREAK_BLOCK)
			sink->line = HTML_BREAK_NONE;
	}
	sink->row_start = false;
}

void
html_sink_finish(struct html_sink *sink)
{
	write_aside(sink);
}
