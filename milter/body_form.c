#include "milter/body_form.h"

#include "core/error.h"
#include "milter/treat.h"

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

static bool
came_before(const struct message *m, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (bytes_equal_nocase(m->headers[j].name, m->headers[i].name))
			return true;
	return false;
}

/* The arena's copies of names end in a NUL. */
static int
field_strip(struct message *m, size_t i)
{
	return came_before(m, i) ? 0 : treat_strip_header(m, (const char *)m->headers[i].name.data);
}

static int
field_add(struct message *m, const char *name, const char *value)
{
	struct edit *edit;

	int err = message_edit_add(m, &edit);
	if (err == 0)
		*edit = (struct edit){ .kind = EDIT_HEADER_ADD, .name = name, .value = value };
	return err;
}

int
body_form_edit(const struct body_form *form, struct message *m)
{
	struct bytes version = bytes_of_string("MIME-Version");
	bool has_version = false;
	int err = 0;

	if (form->content_type == NULL)
		return 0;
	for (size_t i = 0; i < m->header_count && err == 0; i++) {
		struct bytes name = m->headers[i].name;
		has_version = has_version || bytes_equal_nocase(name, version);
		if (is_of_body(name) && !form_keeps(form, name))
			err = field_strip(m, i);
	}
	if (err == 0 && !has_version)
		err = field_add(m, "MIME-Version", "1.0");
	if (err == 0)
		err = field_add(m, "Content-Type", form->content_type);
	return err != 0 ? err : field_add(m, "Content-Transfer-Encoding", form->transfer_encoding);
}
