#include "encryption/neutral_headers.h"

#include <stdlib.h>

#include "core/error.h"

/* A field of the original and its place, to be sorted by name. */
struct place {
	struct bytes name;
	size_t position;
};

static int
place_compare(const void *a, const void *b)
{
	const struct place *left = a, *right = b;

	int order = bytes_compare_nocase(left->name, right->name);

	if (order != 0)
		return order;
	return left->position < right->position ? -1 : 1;
}

/* The original's fields sorted by name without case, those of one name in their order. */
static int
places_sort(struct message *m, struct place **out)
{
	*out = arena_alloc_array(m->arena, m->header_count, sizeof(**out));
	if (*out == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < m->header_count; i++)
		(*out)[i] = (struct place){ m->headers[i].name, i };
	qsort(*out, m->header_count, sizeof(**out), place_compare);
	return 0;
}

/* The index of the notice's field called `name`, or `count`. */
static size_t
neutral_find(const struct neutral_header *fields, size_t count, struct bytes name)
{
	size_t i = 0;

	while (i < count && !(fields[i].value != NULL &&
	                      bytes_equal_nocase(name, bytes_of_string(fields[i].name))))
		i++;
	return i;
}

static int
add_edit(struct message *m, enum edit_kind kind, const char *name, size_t index, const char *value)
{
	return message_edit_add(m, (struct edit){ .kind = kind, .name = name, .index = (int)index, .value = value });
}

/* Edits the `count` fields of one name; the first of them becomes `neutral`'s, where there is one. */
static int
edit_group(const struct place *places, size_t count, const struct neutral_header *neutral,
           struct message *m)
{
	int err = 0;

	for (size_t index = count; index > 0 && err == 0; index--) {
		/* The arena's copy, which ends in a NUL. */
		const char *name = (const char *)places[index - 1].name.data;
		if (index == 1 && neutral != NULL)
			err = add_edit(m, EDIT_HEADER_CHANGE, neutral->name, 1, neutral->value);
		else
			err = add_edit(m, EDIT_HEADER_DELETE, name, index, NULL);
	}
	return err;
}

int
neutral_headers_edit(const struct neutral_header *fields, size_t count, struct message *m)
{
	bool present[NEUTRAL_HEADER_LIMIT] = { false };
	struct place *places;

	if (count > NEUTRAL_HEADER_LIMIT)
		return ERROR_LIMIT;
	int err = places_sort(m, &places);
	for (size_t start = 0, end; start < m->header_count && err == 0; start = end) {
		end = start + 1;
		while (end < m->header_count && bytes_equal_nocase(places[start].name, places[end].name))
			end++;
		size_t neutral = neutral_find(fields, count, places[start].name);
		if (neutral < count)
			present[neutral] = true;
		err = edit_group(&places[start], end - start, neutral < count ? &fields[neutral] : NULL, m);
	}
	for (size_t i = 0; i < count && err == 0; i++)
		if (!present[i] && fields[i].value != NULL)
			err = add_edit(m, EDIT_HEADER_ADD, fields[i].name, 0, fields[i].value);
	return err;
}
