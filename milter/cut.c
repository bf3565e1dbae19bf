#include "milter/cut.h"

#include <stdlib.h>

#include "core/error.h"
#include "milter/body_form.h"
#include "scanner/header_section.h"

int
cut_list_add(struct message *m, struct cut_list *cuts, struct cut cut)
{
	int err = arena_array_grow(m->arena, (void **)&cuts->items, cuts->count, &cuts->capacity,
	                           sizeof(*cuts->items));

	if (err == 0)
		cuts->items[cuts->count++] = cut;
	return err;
}

static bool
is_within(struct bytes inner, struct bytes outer)
{
	uintptr_t inner_at = (uintptr_t)inner.data, outer_at = (uintptr_t)outer.data;

	return inner_at >= outer_at && inner_at + inner.length <= outer_at + outer.length;
}

bool
cut_list_drops(const struct cut_list *cuts, struct bytes entity)
{
	for (size_t i = 0; i < cuts->count && entity.length > 0; i++)
		if (!cuts->items[i].keeps_fields && is_within(entity, cuts->items[i].entity))
			return true;
	return false;
}

const struct cut *
cut_list_whole(const struct message *m, const struct cut_list *cuts)
{
	for (size_t i = 0; i < cuts->count; i++)
		if (cuts->items[i].entity.data == m->original.data)
			return &cuts->items[i];
	return NULL;
}

/* From first to last, what holds others before them. */
static int
cut_compare(const void *a, const void *b)
{
	const struct cut *one = a, *other = b;

	if (one->entity.data != other->entity.data)
		return one->entity.data < other->entity.data ? -1 : 1;
	return one->entity.length > other->entity.length ? -1
	       : one->entity.length < other->entity.length;
}

static int
fields_keep(struct bytes section, struct buffer *out)
{
	struct header_field field;
	size_t offset = 0;
	int err = 0;

	while (err == 0 && header_field_next(section, &offset, &field)) {
		const struct header kept = { field.name, field.value };
		if (field.name.length > 0 && !body_form_is_reading(field.name))
			err = body_form_write_field(&kept, out);
	}
	return err;
}

static int
entity_write(const struct cut *cut, struct buffer *out)
{
	const struct header_split split = header_section_split(cut->entity);
	const char *const head[] = {
		"Content-Type: ", cut->content_type, "\r\nContent-Transfer-Encoding: ",
		cut->transfer_encoding, "\r\n\r\n",
	};
	int err = cut->keeps_fields ? fields_keep(split.section, out) : 0;

	for (size_t i = 0; i < ARRAY_LENGTH(head) && err == 0; i++)
		err = buffer_append_string(out, head[i]);
	return err != 0 ? err : buffer_append(out, cut->body);
}

int
cut_list_apply(const struct message *m, struct cut_list *cuts, struct buffer *out)
{
	struct bytes original = buffer_bytes(&m->original);
	const struct cut *whole = cut_list_whole(m, cuts);
	size_t done = m->body_start;
	int err = 0;

	if (whole != NULL)
		return buffer_append(out, whole->body);
	if (cuts->count > 0)
		qsort(cuts->items, cuts->count, sizeof(*cuts->items), cut_compare);
	for (size_t i = 0; i < cuts->count && err == 0; i++) {
		size_t start = (size_t)(cuts->items[i].entity.data - original.data);
		if (start < done)
			continue;
		err = buffer_append(out, bytes_slice(original, done, start - done));
		if (err == 0)
			err = entity_write(&cuts->items[i], out);
		done = start + cuts->items[i].entity.length;
	}
	return err != 0 ? err : buffer_append(out, bytes_slice(original, done, SIZE_MAX));
}
