#include "milter/outgoing.h"

#include "core/error.h"
#include "milter/body_form.h"

/* A header section being edited; fields that are deleted lose their name. */
struct fields {
	struct header *items;
	size_t count;
};

/* The field that an MTA means: deleted ones do not count. NULL when there is none. */
static struct header *
field_find(const struct fields *fields, const char *name, int index)
{
	for (size_t i = 0; i < fields->count; i++)
		if (bytes_equal_nocase(fields->items[i].name, bytes_of_string(name)) && --index == 0)
			return &fields->items[i];
	return NULL;
}

static void
field_append(struct fields *fields, const struct edit *edit)
{
	fields->items[fields->count++] = (struct header){
		.name = bytes_of_string(edit->name), .value = bytes_of_string(edit->value) };
}

static void
edit_do(const struct edit *edit, struct fields *fields, struct bytes *body)
{
	struct header *field;

	switch (edit->kind) {
	case EDIT_HEADER_DELETE:
		field = field_find(fields, edit->name, edit->index);
		if (field != NULL)
			*field = (struct header){ .name = bytes_make(NULL, 0) };
		break;
	case EDIT_HEADER_CHANGE:
		field = field_find(fields, edit->name, edit->index);
		if (field != NULL)
			field->value = bytes_of_string(edit->value);
		else
			field_append(fields, edit);
		break;
	case EDIT_HEADER_ADD:
		field_append(fields, edit);
		break;
	case EDIT_BODY_REPLACE:
		*body = edit->body;
		break;
	case EDIT_SENDER_ARGUMENTS:
	case EDIT_QUARANTINE:
	case EDIT_RECIPIENT_ADD:
	case EDIT_RECIPIENT_DELETE:
		break;
	}
}

static int
field_write(struct message *m, const struct header *field)
{
	if (field->name.length == 0)
		return 0;
	int err = message_header_add(m, field->name, field->value);
	return err != 0 ? err : body_form_write_field(field, &m->original);
}

static int
message_fill(const struct fields *fields, struct bytes body, struct message *m)
{
	int err = 0;

	for (size_t i = 0; i < fields->count && err == 0; i++)
		err = field_write(m, &fields->items[i]);
	if (err == 0)
		err = buffer_append_string(&m->original, "\r\n");
	m->body_start = m->original.length;
	return err != 0 ? err : buffer_append(&m->original, body);
}

/* The same people, whom the new message judges for itself. */
static int
envelope_copy(const struct message *m, struct message *out)
{
	size_t count = m->envelope.recipient_count;

	out->envelope = m->envelope;
	out->envelope.recipients = arena_alloc_array(out->arena, count, sizeof(struct recipient));
	if (out->envelope.recipients == NULL)
		return arena_failure(out->arena);
	memcpy(out->envelope.recipients, m->envelope.recipients, count * sizeof(struct recipient));
	out->envelope.recipient_capacity = count;
	return 0;
}

int
outgoing_message_create(const struct message *m, size_t arena_limit, struct message **out)
{
	struct bytes body = bytes_slice(buffer_bytes(&m->original), m->body_start, SIZE_MAX);
	struct fields fields = { .count = m->header_count };
	size_t size = m->original.length;

	for (size_t i = 0; i < m->edit_count; i++)
		size += 8 + m->edits[i].body.length + (m->edits[i].name ? strlen(m->edits[i].name) : 0) +
		        (m->edits[i].value ? 2 * strlen(m->edits[i].value) : 0);
	int err = message_create(size + 2 * m->header_count, arena_limit, out);
	if (err != 0)
		return err;
	fields.items = arena_alloc_array((*out)->arena, m->header_count + m->edit_count,
	                                 sizeof(*fields.items));
	err = fields.items != NULL ? envelope_copy(m, *out) : arena_failure((*out)->arena);
	if (err == 0 && m->header_count > 0)
		memcpy(fields.items, m->headers, m->header_count * sizeof(*fields.items));
	for (size_t i = 0; i < m->edit_count && err == 0; i++)
		edit_do(&m->edits[i], &fields, &body);
	if (err == 0)
		err = message_fill(&fields, body, *out);
	if (err != 0)
		message_destroy(out);
	return err;
}
