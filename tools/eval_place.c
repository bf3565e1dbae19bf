#include "tools/eval_place.h"

#include <stdlib.h>

#include "core/error.h"

#define PLACES_FIRST 16

static int
place_add(struct eval_places *places, const struct eval_place *place)
{
	if (places->count == places->capacity) {
		size_t capacity = places->capacity > 0 ? places->capacity * 2 : PLACES_FIRST;
		struct eval_place *items = reallocarray(places->items, capacity, sizeof(*items));
		if (items == NULL)
			return ERROR_MEMORY;
		places->items = items;
		places->capacity = capacity;
	}
	places->items[places->count++] = *place;
	return 0;
}

/* Letters and digits; bytes of other scripts are letters, too. */
static bool
is_word_byte(uint8_t byte)
{
	return byte_is_alnum(byte) || byte >= 0x80;
}

static size_t
space_skip(struct bytes text, size_t at)
{
	while (at < text.length && byte_is_space(text.data[at]))
		at++;
	return at;
}

/* Where `value`, which begins at `start` of `text`, ends there; SIZE_MAX when something else stands there. */
static size_t
value_end(struct bytes text, size_t start, struct bytes value)
{
	size_t at = start, i = 0;

	while (i < value.length) {
		if (at >= text.length)
			return SIZE_MAX;
		if (byte_is_space(value.data[i]) && byte_is_space(text.data[at])) {
			i = space_skip(value, i);
			at = space_skip(text, at);
		} else if (value.data[i++] != text.data[at++]) {
			return SIZE_MAX;
		}
	}
	return at;
}

static bool
is_whole_word(struct bytes text, size_t start, size_t end)
{
	bool runs_in = start > 0 && is_word_byte(text.data[start - 1]) && is_word_byte(text.data[start]);
	bool runs_on = end < text.length && is_word_byte(text.data[end]) && is_word_byte(text.data[end - 1]);

	return !runs_in && !runs_on;
}

/* Adds each occurrence of a value in one part. */
static int
value_find(struct bytes text, const struct eval_place *found, struct eval_places *places)
{
	struct eval_place place = *found;
	struct bytes value = found->span->value;
	size_t at = 0;
	int err = 0;

	while (at < text.length && err == 0) {
		const uint8_t *first = memchr(text.data + at, value.data[0], text.length - at);
		if (first == NULL)
			break;
		size_t start = (size_t)(first - text.data);
		size_t end = value_end(text, start, value);
		at = start + 1;
		if (end == SIZE_MAX || !is_whole_word(text, start, end))
			continue;
		place.start = (uint32_t)start;
		place.end = (uint32_t)end;
		err = place_add(places, &place);
		at = end;
	}
	return err;
}

static int
span_find(const struct eval_span *span, const struct message *m, struct eval_places *places)
{
	struct eval_place place = { .span = span };
	size_t before = places->count;
	int err = 0;

	for (uint32_t i = 0; i < m->part_count && err == 0; i++) {
		struct bytes text = m->parts[i].text;
		place.part = i;
		if (span->part != NULL && strcmp(span->part, m->parts[i].path) != 0)
			continue;
		if (span->value.length > 0) {
			err = value_find(text, &place, places);
		} else {
			place.end = (uint32_t)text.length;
			err = place_add(places, &place);
		}
	}
	if (err == 0 && places->count == before) {
		place.part = EVAL_NOWHERE;
		err = place_add(places, &place);
	}
	return err;
}

static bool
place_is_within(const struct eval_place *place, const struct eval_place *other)
{
	return place->part == other->part && place->span->category == other->span->category &&
	       place->span->provider == other->span->provider && other->start <= place->start &&
	       place->end <= other->end && other->end - other->start > place->end - place->start;
}

/* A family name that is looked for has no second place within the full name. */
static void
places_merge(struct eval_places *places)
{
	size_t kept = 0;

	for (size_t i = 0; i < places->count; i++)
		for (size_t j = 0; j < places->count && !places->items[i].is_within; j++)
			places->items[i].is_within = place_is_within(&places->items[i], &places->items[j]);
	for (size_t i = 0; i < places->count; i++)
		if (!places->items[i].is_within)
			places->items[kept++] = places->items[i];
	places->count = kept;
}

int
eval_places_find(const struct eval_row *row, const struct message *m, struct eval_places *out)
{
	int err = 0;

	*out = (struct eval_places){ 0 };
	for (size_t i = 0; i < row->span_count && err == 0; i++) {
		const struct eval_span *span = &row->spans[i];
		const struct eval_place place = {
			.span = span, .start = (uint32_t)span->start, .end = (uint32_t)span->end,
		};
		err = row->is_message ? span_find(span, m, out) : place_add(out, &place);
	}
	if (row->is_message)
		places_merge(out);
	return err;
}

void
eval_places_release(struct eval_places *places)
{
	free(places->items);
	*places = (struct eval_places){ 0 };
}
