#include "scanner/cue_ends.h"

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

static bool
is_word_byte(uint8_t c)
{
	return c < 0x80 ? byte_is_alnum(c) : !leads_punctuation(c);
}

bool
cue_word_at(struct bytes text, size_t at)
{
	return at < text.length && is_word_byte(text.data[at]);
}

bool
cue_word_before(struct bytes text, size_t end)
{
	size_t at = end;
	while (at > 0 && end - at < 3 && is_continuation(text.data[at - 1]))
		at--;
	return at > 0 && cue_word_at(text, at - 1);
}

bool
cue_case_changes(struct bytes text, size_t at)
{
	return at > 0 && at < text.length && byte_is_lower(text.data[at - 1]) &&
	       byte_is_upper(text.data[at]);
}

static bool
word_begins(struct bytes text, size_t at)
{
	return byte_is_alnum(text.data[at]) &&
	       (!cue_word_before(text, at) || cue_case_changes(text, at));
}

size_t
cue_at(struct bytes text, size_t begin, const char *cue)
{
	size_t at = begin;
	for (; *cue != '\0'; cue++) {
		if (*cue != ' ') {
			if (at >= text.length || byte_lower(text.data[at]) != (uint8_t)*cue)
				return 0;
			at++;
			continue;
		}
		size_t gap = at;
		while (gap < text.length && is_separator(text.data[gap]))
			gap++;
		if (gap == at && !cue_case_changes(text, at))
			return 0;
		at = gap;
	}
	bool glued = at < text.length && byte_is_digit(text.data[at]);
	return glued || !cue_word_at(text, at) || cue_case_changes(text, at) ? at : 0;
}

static uint64_t
letter_bit(uint8_t c)
{
	return UINT64_C(1) << (c & 63);
}

static void
ends_add(struct cue_ends *ends, struct bytes text, size_t end)
{
	uint8_t before = end > 1 ? text.data[end - 2] : ' ';
	struct cue_end *item = &ends->items[ends->count++];

	item->at = end;
	item->last = byte_lower(text.data[end - 1]);
	item->next_to_last = byte_lower(before);
	item->splits = is_separator(before) || cue_case_changes(text, end - 1);
	ends->next_to_last[item->last & 31] |= letter_bit(item->next_to_last) |
	                                       (item->splits ? letter_bit(' ') : 0);
}

size_t
cue_ends_collect(struct cue_ends *ends, struct bytes text, size_t lowest, size_t limit, bool glued)
{
	bool word_follows = !glued && cue_word_at(text, limit);
	size_t end = limit;

	memset(ends->next_to_last, 0, sizeof(ends->next_to_last));
	ends->count = 0;
	for (; end > lowest && ends->count < CUE_ENDS_LIMIT; end--) {
		uint8_t c = text.data[end - 1];
		if (byte_is_alnum(c) && (!word_follows || cue_case_changes(text, end)))
			ends_add(ends, text, end);
		word_follows = is_word_byte(c);
	}
	return end;
}

bool
cue_ends_at(struct bytes text, size_t floor, size_t end, const struct cue *cue, size_t *begin)
{
	size_t at = end;

	for (size_t i = cue->length; i > 0; i--) {
		uint8_t wanted = (uint8_t)cue->text[i - 1];
		size_t gap = at;
		if (wanted != ' ') {
			if (at <= floor || byte_lower(text.data[at - 1]) != wanted)
				return false;
			at--;
			continue;
		}
		while (gap > floor && is_separator(text.data[gap - 1]))
			gap--;
		if (gap == at && !cue_case_changes(text, at))
			return false;
		at = gap;
	}
	*begin = at;
	return word_begins(text, at);
}

/* Whether one of the words may end `cue`: nearly every cue is ruled out here. */
static bool
ends_may_hold(const struct cue_ends *ends, const struct cue *cue)
{
	uint64_t bits = ends->next_to_last[cue->last & 31];

	return cue->length == 1 ? bits != 0 : (bits & letter_bit(cue->next_to_last)) != 0;
}

static bool
end_may_hold(const struct cue_end *end, const struct cue *cue)
{
	return end->last == cue->last &&
	       (cue->length == 1 || end->next_to_last == cue->next_to_last ||
	        (end->splits && cue->next_to_last == ' '));
}

/* Takes `cue` for `best` where it ends later, or begins earlier and ends as late. */
static void
take_nearer(const struct cue_ends *ends, struct bytes text, size_t floor, const struct cue *cue,
            struct cue_match *best)
{
	for (size_t i = 0; i < ends->count && ends->items[i].at >= best->end; i++) {
		size_t end = ends->items[i].at;
		size_t begin;
		if (!end_may_hold(&ends->items[i], cue) || !cue_ends_at(text, floor, end, cue, &begin))
			continue;
		if (end > best->end || begin < best->start)
			*best = (struct cue_match){ cue->text, begin, end };
		return;
	}
}

struct cue_match
cue_ends_nearest(const struct cue_ends *ends, struct bytes text, size_t floor,
                 const struct cue_table *table)
{
	struct cue_match best = { NULL, 0, 0 };

	for (size_t i = 0; ends->count > 0 && i < table->count; i++)
		if (ends_may_hold(ends, &table->cues[i]))
			take_nearer(ends, text, floor, &table->cues[i], &best);
	return best;
}

/* Takes `cue` for `best` where it begins earlier. */
static void
take_earlier(const struct cue_ends *ends, struct bytes text, size_t floor, const struct cue *cue,
             struct cue_match *best)
{
	for (size_t i = 0; i < ends->count; i++) {
		size_t end = ends->items[i].at;
		size_t begin;
		if (end_may_hold(&ends->items[i], cue) && cue_ends_at(text, floor, end, cue, &begin) &&
		    (best->cue == NULL || begin < best->start))
			*best = (struct cue_match){ cue->text, begin, end };
	}
}

struct cue_match
cue_ends_first(const struct cue_ends *ends, struct bytes text, size_t floor,
               const struct cue_table *table)
{
	struct cue_match best = { NULL, 0, 0 };

	for (size_t i = 0; ends->count > 0 && i < table->count; i++)
		if (ends_may_hold(ends, &table->cues[i]))
			take_earlier(ends, text, floor, &table->cues[i], &best);
	return best;
}
