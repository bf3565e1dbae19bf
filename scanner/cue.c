#include "config.h"

#include "scanner/cue.h"

#include "scanner/cue_ends.h"

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
	return byte_is_space(c) || strchr(">*-|\"'([:=#", c) != NULL;
}

static bool
only_decoration(struct bytes text, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if (text.data[i] == '\0' || !is_decoration(text.data[i]))
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

/* Does the text run on over the break before the line at `begin`, as a wrapped paragraph does? */
static bool
flows_into(struct bytes text, size_t begin)
{
	if (begin == 0)
		return false;
	size_t above = line_begin(text, begin - 1);
	size_t end = trimmed_end(text, above, begin - 1);
	if (end - above < FLOWING_LINE)
		return false;
	return strchr(".!?;", text.data[end - 1]) == NULL;
}

/* The longest cue that ends at `end` and begins at or after `floor`. */
static struct cue_match
ending_at(struct bytes text, size_t end, size_t floor, const struct cue_table *table)
{
	struct cue_match best = { NULL, 0, 0 };
	uint8_t last = end > floor ? byte_lower(text.data[end - 1]) : '\0';

	for (size_t i = 0; i < table->count; i++) {
		const struct cue *cue = &table->cues[i];
		size_t begin;
		if (cue->last == last && cue_ends_at(text, floor, end, cue, &begin) &&
		    (best.cue == NULL || begin < best.start))
			best = (struct cue_match){ cue->text, begin, end };
	}
	return best;
}

/* A label on the line above: "SSN", "Patient's SSN:". */
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
	struct cue_match match = ending_at(text, label_end, above, table);
	if (match.cue == NULL || (!colon && !only_decoration(text, above, match.start)))
		return none;
	return match;
}

struct cue_match
cue_before_match(struct bytes text, size_t start, size_t window, const struct cue_table *table)
{
	if (start > text.length)
		start = text.length;
	size_t begin = line_begin(text, start);
	size_t floor = begin;
	if (start - begin < window && flows_into(text, begin))
		floor = line_begin(text, begin - 1);
	size_t lowest_end = start > window ? start - window : 0;
	if (lowest_end < floor)
		lowest_end = floor;
	if (start > CUE_LENGTH_LIMIT + window && floor < start - CUE_LENGTH_LIMIT - window)
		floor = start - CUE_LENGTH_LIMIT - window;
	struct cue_ends ends;
	cue_ends_collect(&ends, text, lowest_end, start, true);
	struct cue_match match = cue_ends_nearest(&ends, text, floor, table);
	if (match.cue == NULL && begin > 0 && only_decoration(text, begin, start))
		match = label_above(text, begin, table);
	return match;
}

struct cue_match
cue_ending(struct bytes text, size_t end, const struct cue_table *table)
{
	bool glued = end < text.length && byte_is_digit(text.data[end]);
	if (cue_word_at(text, end) && !glued && !cue_case_changes(text, end))
		return (struct cue_match){ NULL, 0, 0 };
	return ending_at(text, end, end > CUE_LENGTH_LIMIT ? end - CUE_LENGTH_LIMIT : 0, table);
}

const char *
cue_before(struct bytes text, size_t start, size_t window, const struct cue_table *table)
{
	return cue_before_match(text, start, window, table).cue;
}

const char *
cue_after(struct bytes text, size_t end, size_t window, const struct cue_table *table)
{
	struct bytes rest = bytes_slice(text, end, window + CUE_LENGTH_LIMIT);
	const uint8_t *newline = rest.length > 0 ? memchr(rest.data, '\n', rest.length) : NULL;
	size_t limit = newline == NULL ? end + rest.length : (size_t)(newline - text.data);
	struct cue_ends ends;

	cue_ends_collect(&ends, text, end, limit, true);
	struct cue_match match = cue_ends_first(&ends, text, end, table);
	return match.cue != NULL && match.start <= end + window ? match.cue : NULL;
}

const char *
cue_inside(struct bytes text, const struct cue_table *table)
{
	struct cue_match match = { NULL, 0, 0 };
	struct cue_ends ends;

	for (size_t limit = text.length; limit > 0 && match.cue == NULL;) {
		limit = cue_ends_collect(&ends, text, 0, limit, false);
		match = cue_ends_nearest(&ends, text, 0, table);
	}
	return match.cue;
}

const char *
cue_find(struct bytes text, size_t start, const struct cue_table *table)
{
	const char *cue = cue_before(text, start, CUE_WINDOW, table);
	return cue != NULL ? cue : cue_column(text, start, table);
}
