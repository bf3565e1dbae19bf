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

static bool
is_separator(uint8_t c)
{
	return byte_is_space(c) || c == '.' || c == '_' || c == '#' || c == '-';
}

/* Leads a character above ASCII that is no letter: U+0080-00BF, U+2000-2FFF (bullets, dashes). */
static bool
leads_punctuation(uint8_t lead)
{
	return lead == 0xc2 || lead == 0xe2;
}

static bool
is_continuation(uint8_t c)
{
	return (c & 0xc0) == 0x80;
}

/* A letter or digit, of any script, begins at `at`. */
static bool
word_byte_at(struct bytes text, size_t at)
{
	if (at >= text.length)
		return false;
	uint8_t c = text.data[at];
	return c < 0x80 ? byte_is_alnum(c) : !leads_punctuation(c);
}

/* A letter or digit ends just before `end`. */
static bool
word_byte_before(struct bytes text, size_t end)
{
	size_t at = end;
	while (at > 0 && end - at < 3 && is_continuation(text.data[at - 1]))
		at--;
	return at > 0 && word_byte_at(text, at - 1);
}

/* Between "member" and "Id". */
static bool
case_changes(struct bytes text, size_t at)
{
	return at > 0 && at < text.length && byte_is_lower(text.data[at - 1]) &&
	       byte_is_upper(text.data[at]);
}

static bool
word_begins(struct bytes text, size_t at)
{
	return byte_is_alnum(text.data[at]) && (!word_byte_before(text, at) || case_changes(text, at));
}

/*
 * Where `cue` ends when it begins at `begin`, 0 when it does not stand there
 * whole before `limit`. A value may be glued to it at `limit`, as in "SSN123".
 */
static size_t
match_at(struct bytes text, size_t begin, size_t limit, const char *cue)
{
	size_t at = begin;
	for (; *cue != '\0'; cue++) {
		if (*cue != ' ') {
			if (at >= limit || byte_lower(text.data[at]) != (uint8_t)*cue)
				return 0;
			at++;
			continue;
		}
		size_t gap = at;
		while (gap < limit && is_separator(text.data[gap]))
			gap++;
		if (gap == at && !case_changes(text, at))
			return 0;
		at = gap;
	}
	return at == limit || !word_byte_at(text, at) || case_changes(text, at) ? at : 0;
}

/* Words looked at together: what stands in a window before a value, with room to spare. */
#define WORDS_LIMIT 64

/* Where a word begins, and by what its cues are told from most others. */
struct cue_word {
	size_t begin;
	uint8_t first;  /* in lower case */
	uint8_t second; /* the same, or a space for any separator */
	bool splits;    /* between the two the case changes, which a cue's space may stand for */
};

/* A window's words, and what they begin with: nearly every cue is ruled out by one look at it. */
struct cue_words {
	uint64_t seconds[32]; /* by first letter: a bit for each second one */
	size_t count;
	struct cue_word items[WORDS_LIMIT];
};

static uint64_t
second_bit(uint8_t c)
{
	return UINT64_C(1) << (c & 63);
}

static void
words_add(struct cue_words *words, struct bytes text, size_t begin)
{
	struct cue_word *word = &words->items[words->count++];
	uint8_t second = begin + 1 < text.length ? text.data[begin + 1] : ' ';

	word->begin = begin;
	word->first = byte_lower(text.data[begin]);
	word->second = is_separator(second) ? ' ' : byte_lower(second);
	word->splits = case_changes(text, begin + 1);
	words->seconds[word->first & 31] |= second_bit(word->second) |
	                                    (word->splits ? second_bit(' ') : 0);
}

/* Adds the words that begin in [from, limit); returns where to go on, `limit` when all are in. */
static size_t
words_collect(struct cue_words *words, struct bytes text, size_t from, size_t limit)
{
	bool inside = word_byte_before(text, from);
	size_t at = from;

	memset(words->seconds, 0, sizeof(words->seconds));
	words->count = 0;
	for (; at < limit && words->count < WORDS_LIMIT; at++) {
		uint8_t c = text.data[at];
		bool letter = byte_is_alnum(c);
		if (letter && (!inside || case_changes(text, at)))
			words_add(words, text, at);
		inside = c < 0x80 ? letter : word_byte_before(text, at + 1);
	}
	return at;
}

static bool
words_may_begin(const struct cue_words *words, const char *cue)
{
	uint64_t seconds = words->seconds[(uint8_t)cue[0] & 31];

	return cue[1] == '\0' ? seconds != 0 : (seconds & second_bit((uint8_t)cue[1])) != 0;
}

static bool
word_may_begin(const struct cue_word *word, const char *cue)
{
	return word->first == (uint8_t)cue[0] &&
	       (word->second == (uint8_t)cue[1] || word->splits || cue[1] == '\0');
}

/* Takes `cue` for `best` where it ends later, or begins earlier and ends as late. */
static void
words_match(const struct cue_words *words, struct bytes text, size_t limit, const char *cue,
            struct cue_match *best)
{
	for (size_t i = 0; i < words->count; i++) {
		if (!word_may_begin(&words->items[i], cue))
			continue;
		size_t begin = words->items[i].begin;
		size_t end = match_at(text, begin, limit, cue);
		if (end > best->end || (end == best->end && best->cue != NULL && begin < best->start))
			*best = (struct cue_match){ cue, begin, end };
	}
}

/* The last cue that begins at or after `floor` and ends in (lowest_end, limit]; the longest of several. */
static struct cue_match
last_match(struct bytes text, size_t floor, size_t lowest_end, size_t limit,
           const struct cue_table *table)
{
	struct cue_match best = { NULL, 0, lowest_end };
	struct cue_words words;

	for (size_t at = floor; at < limit;) {
		at = words_collect(&words, text, at, limit);
		for (size_t i = 0; words.count > 0 && i < table->count; i++)
			if (words_may_begin(&words, table->cues[i]))
				words_match(&words, text, limit, table->cues[i], &best);
	}
	return best;
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

/* The longest cue that ends at `end` and begins at or after `floor`. */
static struct cue_match
ending_at(struct bytes text, size_t end, size_t floor, const struct cue_table *table)
{
	return last_match(text, floor, end > 0 ? end - 1 : 0, end, table);
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
	struct cue_match match = last_match(text, floor, lowest_end, start, table);
	if (match.cue == NULL && begin > 0 && only_decoration(text, begin, start))
		match = label_above(text, begin, table);
	return match;
}

struct cue_match
cue_ending(struct bytes text, size_t end, const struct cue_table *table)
{
	bool glued = end < text.length && byte_is_digit(text.data[end]);
	if (word_byte_at(text, end) && !glued && !case_changes(text, end))
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
	for (size_t begin = end; begin < limit && begin <= end + window; begin++) {
		if (!word_begins(text, begin))
			continue;
		for (size_t i = 0; i < table->count; i++)
			if (match_at(text, begin, limit, table->cues[i]) > 0)
				return table->cues[i];
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
