#include "config.h"

#include "scanner/cue.h"

/* A line at least this long was probably broken by the mail program. */
#define FLOWING_LINE 50

/* How far back a line's beginning is looked for: text without breaks must not cost the whole. */
#define LINE_REACH 1024

/* A label alone on its line is not longer than this. */
#define LABEL_LINE 48

/* White space between that line and the value's. */
#define LABEL_GAP 16

/* Length of the separator that ends just before `end`, or 0. */
static size_t
separator_before(struct bytes text, size_t end)
{
	if (end == 0)
		return 0;
	const uint8_t *last = text.data + end - 1;
	if (byte_is_space(*last) || *last == '.' || *last == '_' || *last == '#' || *last == '-')
		return 1;
	if (end >= 2 && last[-1] == 0xc2 && *last == 0xa0) /* no-break space */
		return 2;
	if (end >= 3 && last[-2] == 0xe2 && last[-1] == 0x80 && *last >= 0x80 && *last <= 0x95)
		return 3; /* U+2000-2015: spaces of all widths, hyphens, dashes */
	return 0;
}

/* Any letter or digit, of any script: multi-byte punctuation is none. */
static bool
word_byte_before(struct bytes text, size_t end)
{
	if (end == 0 || separator_before(text, end) > 0)
		return false;
	uint8_t c = text.data[end - 1];
	if (c < 0x80)
		return byte_is_alnum(c);
	return !(end >= 3 && text.data[end - 3] == 0xe2 && text.data[end - 2] == 0x80);
}

static bool
word_byte_at(struct bytes text, size_t at)
{
	if (at >= text.length)
		return false;
	const uint8_t *c = text.data + at;
	if (*c < 0x80)
		return byte_is_alnum(*c);
	if (*c == 0xc2 && at + 1 < text.length)
		return c[1] != 0xa0;
	return !(*c == 0xe2 && at + 1 < text.length && c[1] == 0x80);
}

/* Between "member" and "Id". */
static bool
case_changes(struct bytes text, size_t at)
{
	return at > 0 && at < text.length && byte_is_lower(text.data[at - 1]) &&
	       byte_is_upper(text.data[at]);
}

static bool
word_ends(struct bytes text, size_t at)
{
	return word_byte_before(text, at) && (!word_byte_at(text, at) || case_changes(text, at));
}

/* Does `cue` end at `end`, reaching no lower than `floor`? Then where it begins, else SIZE_MAX. */
static size_t
match_backwards(struct bytes text, size_t floor, size_t end, const char *cue)
{
	size_t at = end;
	for (size_t i = strlen(cue); i > 0; i--) {
		if (cue[i - 1] != ' ') {
			if (at <= floor || byte_lower(text.data[at - 1]) != (uint8_t)cue[i - 1])
				return SIZE_MAX;
			at--;
			continue;
		}
		size_t gap = at;
		for (size_t n; gap > floor && (n = separator_before(text, gap)) > 0;)
			gap = gap - floor >= n ? gap - n : floor;
		if (gap == at && !case_changes(text, at))
			return SIZE_MAX;
		at = gap;
	}
	return !word_byte_before(text, at) || case_changes(text, at) ? at : SIZE_MAX;
}

/* The longest cue that ends at `end`. */
static struct cue_match
longest_ending_at(struct bytes text, size_t floor, size_t end, const struct cue_table *table)
{
	struct cue_match best = { NULL, end, end };
	for (size_t i = 0; i < table->count; i++) {
		size_t begin = match_backwards(text, floor, end, table->cues[i]);
		if (begin < best.start)
			best = (struct cue_match){ table->cues[i], begin, end };
	}
	return best;
}

/* The last cue that ends in (lowest_end, start] and begins at or after `floor`. */
static struct cue_match
last_match(struct bytes text, size_t floor, size_t lowest_end, size_t start,
           const struct cue_table *table)
{
	for (size_t end = start; end > lowest_end; end--) {
		if (!word_ends(text, end) && !(end == start && word_byte_before(text, end)))
			continue;
		struct cue_match match = longest_ending_at(text, floor, end, table);
		if (match.cue != NULL)
			return match;
	}
	return (struct cue_match){ NULL, 0, 0 };
}

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
	while (label_end > above && !word_byte_before(text, label_end))
		label_end--;
	struct cue_match match = longest_ending_at(text, above, label_end, table);
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
	struct cue_match match = last_match(text, floor, lowest_end, start, table);
	if (match.cue == NULL && begin > 0 && only_decoration(text, begin, start))
		match = label_above(text, begin, table);
	return match;
}

struct cue_match
cue_ending(struct bytes text, size_t end, const struct cue_table *table)
{
	const struct cue_match none = { NULL, 0, 0 };
	bool glued = end < text.length && byte_is_digit(text.data[end]) && word_byte_before(text, end);
	if (!glued && !word_ends(text, end))
		return none;
	return longest_ending_at(text, end > CUE_LENGTH_LIMIT ? end - CUE_LENGTH_LIMIT : 0, end, table);
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
	size_t line_end = newline == NULL ? end + rest.length : (size_t)(newline - text.data);
	for (size_t at = end; at < line_end; at++) {
		if (!word_ends(text, at + 1))
			continue;
		struct cue_match match = longest_ending_at(text, end, at + 1, table);
		if (match.cue != NULL)
			return match.start <= end + window ? match.cue : NULL;
	}
	return NULL;
}

const char *
cue_inside(struct bytes text, const struct cue_table *table)
{
	return last_match(text, 0, 0, text.length, table).cue;
}

const char *
cue_find(struct bytes text, size_t start, const struct cue_table *table)
{
	const char *cue = cue_before(text, start, CUE_WINDOW, table);
	return cue != NULL ? cue : cue_column(text, start, table);
}
