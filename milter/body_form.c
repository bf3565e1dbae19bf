#include "milter/body_form.h"

#include <stdlib.h>

#include "core/error.h"

static bool
is_of_body(struct bytes name)
{
	struct bytes prefix = bytes_of_string("Content-");

	return bytes_equal_nocase(bytes_slice(name, 0, prefix.length), prefix);
}

bool
body_form_is_reading(struct bytes name)
{
	static const char *const names[] = { "content-type", "content-transfer-encoding", "content-md5",
	                                     "content-length", "content-digest" };

	return bytes_among(name, names, ARRAY_LENGTH(names));
}

/* Line ends of RFC 5322 in place of a milter's bare LF. */
int
body_form_write_field(const struct header *field, struct buffer *out)
{
	struct bytes value = field->value;
	bool spaced = value.length > 0 && byte_is_space(value.data[0]);

	int err = buffer_append(out, field->name);
	if (err == 0)
		err = buffer_append_string(out, spaced ? ":" : ": ");
	for (size_t i = 0; i < value.length && err == 0; i++) {
		bool bare = value.data[i] == '\n' && (i == 0 || value.data[i - 1] != '\r');
		err = bare ? buffer_append_string(out, "\r\n") : buffer_append_byte(out, value.data[i]);
	}
	return err != 0 ? err : buffer_append_string(out, "\r\n");
}

/* Whether a field of the message goes on to describe a body of this form. */
static bool
form_keeps(const struct body_form *form, struct bytes name)
{
	if (form->content_type == NULL)
		return is_of_body(name);
	return form->keeps_fields && is_of_body(name) && !body_form_is_reading(name);
}

int
body_form_write(const struct message *m, const struct body_form *form, struct buffer *out)
{
	const struct header made[] = {
		{ bytes_of_string("Content-Type"), bytes_of_string(form->content_type) },
		{ bytes_of_string("Content-Transfer-Encoding"), bytes_of_string(form->transfer_encoding) },
	};
	size_t count = form->content_type != NULL ? ARRAY_LENGTH(made) : 0;
	int err = 0;

	for (size_t i = 0; i < count && err == 0; i++)
		err = body_form_write_field(&made[i], out);
	for (size_t i = 0; i < m->header_count && err == 0; i++)
		if (form_keeps(form, m->headers[i].name))
			err = body_form_write_field(&m->headers[i], out);
	return err != 0 ? err : buffer_append_string(out, "\r\n");
}

static int
name_compare(const void *a, const void *b)
{
	return bytes_compare_nocase(*(const struct bytes *)a, *(const struct bytes *)b);
}

/* Deletes the fields of one name, from the last one. Names are the arena's and end in a NUL. */
static int
fields_strip(struct message *m, const char *name, size_t count)
{
	int err = 0;

	for (size_t index = count; index > 0 && err == 0; index--)
		err = message_edit_add(m, (struct edit){ .kind = EDIT_HEADER_DELETE, .name = name, .index = (int)index });
	return err;
}

/* Deletes what described the old body alone; sorted, as a header may have very many fields. */
static int
old_fields_strip(const struct body_form *form, struct message *m)
{
	struct bytes *names = arena_alloc_array(m->arena, m->header_count, sizeof(*names));
	size_t count = 0;
	int err = 0;

	if (names == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < m->header_count; i++)
		if (is_of_body(m->headers[i].name) && !form_keeps(form, m->headers[i].name))
			names[count++] = m->headers[i].name;
	if (count > 0)
		qsort(names, count, sizeof(*names), name_compare);
	for (size_t start = 0, end; start < count && err == 0; start = end) {
		end = start + 1;
		while (end < count && bytes_equal_nocase(names[start], names[end]))
			end++;
		err = fields_strip(m, (const char *)names[start].data, end - start);
	}
	return err;
}

static int
field_add(struct message *m, const char *name, const char *value)
{
	return message_edit_add(m, (struct edit){ .kind = EDIT_HEADER_ADD, .name = name, .value = value });
}

int
body_form_edit(const struct body_form *form, struct message *m)
{
	if (form->content_type == NULL)
		return 0;
	bool has_version = message_header_find(m, "MIME-Version").data != NULL;
	int err = old_fields_strip(form, m);
	if (err == 0 && !has_version)
		err = field_add(m, "MIME-Version", "1.0");
	if (err == 0)
		err = field_add(m, "Content-Type", form->content_type);
	return err != 0 ? err : field_add(m, "Content-Transfer-Encoding", form->transfer_encoding);
}
