#include "scanner/cue_ends.h"

/* What a byte is to cues; OTHER for those not named. */
enum kind {
	KIND_OTHER,
	KIND_SEPARATOR,
	KIND_DIGIT,
	KIND_LOWER,
	KIND_UPPER,
	KIND_HIGH, /* of a letter above ASCII, or not its first */
};

static const uint8_t kinds[256] = {
	['\t' ... '\r'] = KIND_SEPARATOR, [' '] = KIND_SEPARATOR, ['.'] = KIND_SEPARATOR,
	['_'] = KIND_SEPARATOR, ['#'] = KIND_SEPARATOR, ['-'] = KIND_SEPARATOR,
	['0' ... '9'] = KIND_DIGIT, ['a' ... 'z'] = KIND_LOWER, ['A' ... 'Z'] = KIND_UPPER,
	/* 0xc2 and 0xe2 lead U+0080-00BF and U+2000-2FFF: bullets and dashes, no letters. */
	[0x80 ... 0xc1] = KIND_HIGH, [0xc3 ... 0xe1] = KIND_HIGH, [0xe3 ... 0xff] = KIND_HIGH,
};

#define KIND_BIT(kind) (1u << (kind))
#define WORD_ENDS (KIND_BIT(KIND_OTHER) | KIND_BIT(KIND_SEPARATOR))

/* Before which kinds a byte ends a word that a cue may end with. */
static const uint8_t ended_by[] = {
	[KIND_DIGIT] = WORD_ENDS,
	[KIND_LOWER] = WORD_ENDS | KIND_BIT(KIND_UPPER),
	[KIND_UPPER] = WORD_ENDS,
	[KIND_HIGH] = 0,
};

static bool
is_continuation(uint8_t c)
{
	return (c & 0xc0) == 0x80;
}

bool
cue_word_at(struct bytes text, size_t at)
{
	return at < text.length && kinds[text.data[at]] >= KIND_DIGIT;
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
		while (gap < text.length && kinds[text.data[gap]] == KIND_SEPARATOR)
			gap++;
		if (gap == at && !cue_case_changes(text, at))
			return 0;
		at = gap;
	}
	bool glued = at < text.length && byte_is_digit(text.data[at]);
	return glued || !cue_word_at(text, at) || cue_case_changes(text, at) ? at : 0;
}

/* Tells what cues have where `item` ends. */
static void
end_describe(struct bytes text, struct cue_end *item)
{
	uint8_t last = text.data[item->at - 1];
	uint8_t before = item->at > 1 ? text.data[item->at - 2] : ' ';
	bool splits = kinds[before] == KIND_SEPARATOR ||
	              (kinds[before] == KIND_LOWER && kinds[last] == KIND_UPPER);

	item->last = byte_lower(last);
	item->next_to_last = CUE_LETTER_BIT(before) | CUE_ALONE_BIT | (splits ? CUE_LETTER_BIT(' ') : 0);
}

size_t
cue_ends_collect(struct cue_ends *ends, struct bytes text, size_t lowest, size_t limit, bool glued)
{
	unsigned next = glued || limit >= text.length ? KIND_OTHER : kinds[text.data[limit]];
	size_t end = limit;
	size_t count = 0;

	/* No branch: where words end cannot be predicted. */
	for (; end > lowest && count < CUE_ENDS_LIMIT; end--) {
		unsigned kind = kinds[text.data[end - 1]];
		ends->items[count].at = end;
		count += ended_by[kind] >> next & 1;
		next = kind;
	}
	ends->count = count;
	memset(ends->next_to_last, 0, sizeof(ends->next_to_last));
	for (size_t i = 0; i < count; i++) {
		struct cue_end *item = &ends->items[i];
		end_describe(text, item);
		ends->next_to_last[item->last & 31] |= item->next_to_last;
	}
	return end;
}

/* Whether `cue` ends at `end` and begins, whole, at or after `floor`: where. */
static bool
stands_at(struct bytes text, size_t floor, size_t end, const struct cue *cue, size_t *begin)
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
		while (gap > floor && kinds[text.data[gap - 1]] == KIND_SEPARATOR)
			gap--;
		if (gap == at && !cue_case_changes(text, at))
			return false;
		at = gap;
	}
	*begin = at;
	return word_begins(text, at);
}

static bool
end_may_hold(const struct cue_end *end, const struct cue *cue)
{
	return end->last == cue->last && (end->next_to_last & cue->next_to_last) != 0;
}

/* The first cue from number `from` on that may end at one of the ends; table->count for none. */
static size_t
next_candidate(const struct cue_ends *ends, const struct cue_table *table, size_t from)
{
	const struct cue *cues = table->cues;
	size_t count = ends->count > 0 ? table->count : 0;
	size_t i = from;

	while (i < count && (ends->next_to_last[cues[i].last & 31] & cues[i].next_to_last) == 0)
		i++;
	return i < count ? i : table->count;
}

/* Takes `cue` for `best` where it ends later, or begins earlier and ends as late. */
static void
take_nearer(const struct cue_ends *ends, struct bytes text, size_t floor, const struct cue *cue,
            struct cue_match *best)
{
	for (size_t i = 0; i < ends->count && ends->items[i].at >= best->end; i++) {
		size_t end = ends->items[i].at;
		size_t begin;
		if (!end_may_hold(&ends->items[i], cue) || !stands_at(text, floor, end, cue, &begin))
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

	for (size_t i = next_candidate(ends, table, 0); i < table->count;
	     i = next_candidate(ends, table, i + 1))
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
		if (end_may_hold(&ends->items[i], cue) && stands_at(text, floor, end, cue, &begin) &&
		    (best->cue == NULL || begin < best->start))
			*best = (struct cue_match){ cue->text, begin, end };
	}
}

struct cue_match
cue_ends_first(const struct cue_ends *ends, struct bytes text, size_t floor,
               const struct cue_table *table)
{
	struct cue_match best = { NULL, 0, 0 };

	for (size_t i = next_candidate(ends, table, 0); i < table->count;
	     i = next_candidate(ends, table, i + 1))
		take_earlier(ends, text, floor, &table->cues[i], &best);
	return best;
}

struct cue_match
cue_ends_longest(struct bytes text, size_t floor, size_t end, const struct cue_table *table)
{
	struct cue_match best = { NULL, 0, 0 };
	uint8_t last = end > floor ? byte_lower(text.data[end - 1]) : '\0';

	for (size_t i = 0; i < table->count; i++) {
		const struct cue *cue = &table->cues[i];
		size_t begin;
		if (cue->last == last && stands_at(text, floor, end, cue, &begin) &&
		    (best.cue == NULL || begin < best.start))
			best = (struct cue_match){ cue->text, begin, end };
	}
	return best;
}
