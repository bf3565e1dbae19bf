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
static const bool decorations[256] = {
	['\t' ... '\r'] = true, [' '] = true, ['>'] = true, ['*'] = true, ['-'] = true, ['|'] = true,
	['"'] = true, ['\''] = true, ['('] = true, ['['] = true, [':'] = true, ['='] = true, ['#'] = true,
};

static bool
only_decoration(struct bytes text, size_t begin, size_t end)
{
	while (begin < end && decorations[text.data[begin]])
		begin++;
	return begin == end;
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

/* Where a label on the line above the value's may stand: "SSN", "Patient's SSN:". */
static void
label_find(struct cue_window *window)
{
	struct bytes text = window->text;
	size_t begin = window->line;
	size_t end = trimmed_end(text, begin > LABEL_GAP ? begin - LABEL_GAP : 0, begin);
	size_t above = line_begin(text, end);
	/* One empty line between the two is usual where HTML was made into text. */
	size_t breaks = 0;
	for (size_t i = end; i < begin; i++)
		breaks += text.data[i] == '\n';
	if (end == above || breaks > 2 || end - above > LABEL_LINE)
		return;
	window->label_colon = text.data[end - 1] == ':';
	window->label_line = above;
	while (end > above && !cue_word_before(text, end))
		end--;
	if (end > above)
		window->label = cue_endings_at(text, end);
}

void
cue_window_open(struct bytes text, size_t start, struct cue_window *out)
{
	out->text = text;
	out->start = start < text.length ? start : text.length;
	out->line = line_begin(text, out->start);
	out->paragraph_known = out->label_known = false;
	out->lowest = out->start;
	out->ends.count = 0;
	out->label.count = 0;
}

/* Where what is one text with the value begins, when cues are looked for `window` bytes before it. */
static inline size_t
begin_of(struct cue_window *before, size_t window)
{
	if (before->start - before->line >= window)
		return before->line;
	if (!before->paragraph_known) {
		before->paragraph = paragraph_begin(before->text, before->line);
		before->paragraph_known = true;
	}
	return before->paragraph;
}

/* Takes in the words of `window` bytes, or of as many as the next question may well be about. */
static void
ends_read(struct cue_window *before, size_t window, size_t begin)
{
	size_t most = window > CUE_WINDOW ? window : CUE_WINDOW;
	size_t lowest = before->start > most ? before->start - most : 0;

	before->lowest = cue_ends_collect(&before->ends, before->text, lowest > begin ? lowest : begin,
	                                  before->lowest, before->lowest == before->start);
}

/* Whether anything on a line above may be the value's label. */
static inline bool
has_label(struct cue_window *before)
{
	if (!before->label_known) {
		if (before->line > 0 && only_decoration(before->text, before->line, before->start))
			label_find(before);
		before->label_known = true;
	}
	return before->label.count > 0;
}

static struct cue_match
label_above(const struct cue_window *before, const struct cue_table *table)
{
	struct cue_match none = { NULL, 0, 0 };
	struct cue_match match = cue_endings_longest(&before->label, before->text, before->label_line, table);
	bool stands = match.cue != NULL && (before->label_colon || only_decoration(before->text, before->label_line, match.start));
	return stands ? match : none;
}

struct cue_match
cue_window_find(struct cue_window *before, size_t window, const struct cue_table *table)
{
	size_t begin = begin_of(before, window), floor = begin;
	size_t lowest = before->start > window ? before->start - window : 0;

	if (lowest < begin)
		lowest = begin;
	if (lowest < before->lowest)
		ends_read(before, window, begin);
	if (lowest > CUE_LENGTH_LIMIT && floor < lowest - CUE_LENGTH_LIMIT)
		floor = lowest - CUE_LENGTH_LIMIT;
	struct cue_match match = cue_ends_nearest(&before->ends, before->text, floor, lowest, table);
	return match.cue != NULL || !has_label(before) ? match : label_above(before, table);
}
