#include "config.h"

#include "scanner/cue_window.h"

/* A line at least this long was probably broken by the mail program. */
#define FLOWING_LINE 50

/* How far back a line's beginning is looked for: text without breaks must not cost the whole. */
#define LINE_REACH 1024

/* A label alone on its line is not longer than this. */
#define LABEL_LINE 48

/* White space between that line and the value's. */
#define LABEL_GAP 16

/* Where the line that holds `at` begins, or as far back as any cue may stand. */
static size_t
line_begin(struct bytes text, size_t at)
{
	size_t reach = at < LINE_REACH ? at : LINE_REACH;
	const uint8_t *newline = reach > 0 ? memrchr(text.data + at - reach, '\n', reach) : NULL;
	return newline == NULL ? at - reach : (size_t)(newline - text.data) + 1;
}

/* Lines as "> - SSN:" begin with what a reader skips. */
static bool
is_decoration(uint8_t c)
{
	return byte_is_space(c) || memchr(">*-|\"'([:=#", c, 11) != NULL;
}

static bool
only_decoration(struct bytes text, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if (!is_decoration(text.data[i]))
			return false;
	return true;
}

/* End of the line without its white space. */
static size_t
trimmed_end(struct bytes text, size_t begin, size_t end)
{
	while (end > begin && byte_is_space(text.data[end - 1]))
		end--;
	return end;
}

/*
 * Where the line above the one at `begin` begins when the text runs on over the
 * break between them, as a wrapped paragraph does; `begin` otherwise.
 */
static size_t
paragraph_begin(struct bytes text, size_t begin)
{
	if (begin == 0)
		return begin;
	size_t above = line_begin(text, begin - 1);
	size_t end = trimmed_end(text, above, begin - 1);
	if (end - above < FLOWING_LINE)
		return begin;
	uint8_t last = text.data[end - 1];
	return last == '.' || last == '!' || last == '?' || last == ';' ? begin : above;
}

void
cue_window_read(struct bytes text, size_t start, size_t window, struct cue_window *out)
{
	out->text = text;
	out->start = start < text.length ? start : text.length;
	out->line = line_begin(text, out->start);
	out->paragraph = out->start - out->line < window ? paragraph_begin(text, out->line) : out->line;
	out->lowest = out->start > window ? out->start - window : 0;
	if (out->lowest < out->paragraph)
		out->lowest = out->paragraph;
	cue_ends_collect(&out->ends, text, out->lowest, out->start, true);
}

/* A label on the line above the one at `begin`: "SSN", "Patient's SSN:". */
static struct cue_match
label_above(struct bytes text, size_t begin, const struct cue_table *table)
{
	const struct cue_match none = { NULL, 0, 0 };
	size_t end = trimmed_end(text, begin > LABEL_GAP ? begin - LABEL_GAP : 0, begin);
	size_t above = line_begin(text, end);
	/* One empty line between the two is usual where HTML was made into text. */
	size_t breaks = 0;
	for (size_t i = end; i < begin; i++)
		breaks += text.data[i] == '\n';
	if (end == above || breaks > 2 || end - above > LABEL_LINE)
		return none;
	bool colon = text.data[end - 1] == ':';
	size_t label_end = end;
	while (label_end > above && !cue_word_before(text, label_end))
		label_end--;
	struct cue_match match = cue_ends_longest(text, above, label_end, table);
	if (match.cue == NULL || (!colon && !only_decoration(text, above, match.start)))
		return none;
	return match;
}

struct cue_match
cue_window_find(const struct cue_window *window, const struct cue_table *table)
{
	size_t floor = window->paragraph;

	if (window->lowest > CUE_LENGTH_LIMIT && floor < window->lowest - CUE_LENGTH_LIMIT)
		floor = window->lowest - CUE_LENGTH_LIMIT;
	struct cue_match match = cue_ends_nearest(&window->ends, window->text, floor, table);
	if (match.cue == NULL && window->line > 0 &&
	    only_decoration(window->text, window->line, window->start))
		match = label_above(window->text, window->line, table);
	return match;
}
