#include "tests/unit/apply_edits_model.h"

#include <check.h>
#include <stdlib.h>

#define FIELD_LIMIT 4096
#define VALUE_LIMIT 60000 /* what Postfix keeps of one field */
#define OUTPUT_LIMIT ((size_t)8 * 1024 * 1024)

struct fields {
	struct header items[FIELD_LIMIT];
	size_t count;
};

static size_t
field_find(const struct fields *fields, const char *name, int index)
{
	for (size_t i = 0; i < fields->count; i++)
		if (bytes_equal_nocase(fields->items[i].name, bytes_of_string(name)) && --index == 0)
			return i;
	ck_abort_msg("no field \"%s\" number %d is left", name, index);
}

static void
check_value(const char *value)
{
	ck_assert_uint_lt(strlen(value), VALUE_LIMIT);
	ck_assert_msg(value[0] != ' ', "the milter adds the leading space: \"%s\"", value);
	for (const char *c = value; *c != '\0'; c++) {
		bool folded = *c == '\n' && (c[1] == '\t' || c[1] == ' ');
		ck_assert_msg(folded || *c == '\t' || (*c >= ' ' && *c <= '~'), "byte %d in \"%s\"", *c, value);
	}
}

static void
apply(struct fields *fields, const struct edit *edit, struct bytes *body)
{
	struct header field = { bytes_of_string(edit->name), bytes_of_string(edit->value) };
	size_t i;

	switch (edit->kind) {
	case EDIT_HEADER_DELETE:
		i = field_find(fields, edit->name, edit->index);
		memmove(&fields->items[i], &fields->items[i + 1],
		        (--fields->count - i) * sizeof(fields->items[0]));
		break;
	case EDIT_HEADER_CHANGE:
		check_value(edit->value);
		fields->items[field_find(fields, edit->name, edit->index)] = field;
		break;
	case EDIT_HEADER_ADD:
		check_value(edit->value);
		fields->items[fields->count++] = field;
		break;
	case EDIT_BODY_REPLACE:
		*body = edit->body;
		break;
	case EDIT_SENDER_ARGUMENTS:
	case EDIT_RECIPIENT_ADD:
	case EDIT_RECIPIENT_DELETE:
	case EDIT_QUARANTINE:
		break;
	}
}

static void
append(struct buffer *out, struct bytes bytes)
{
	ck_assert_int_eq(buffer_append(out, bytes), 0);
}

static void
append_field(struct buffer *out, const struct header *field)
{
	append(out, field->name);
	append(out, bytes_of_string(":"));
	if (field->value.length > 0 && field->value.data[0] != ' ')
		append(out, bytes_of_string(" "));
	for (size_t i = 0; i < field->value.length; i++) {
		if (field->value.data[i] == '\n')
			append(out, bytes_of_string("\r"));
		append(out, bytes_slice(field->value, i, 1));
	}
	append(out, bytes_of_string("\r\n"));
}

struct buffer
apply_edits_model(const struct message *m)
{
	struct buffer out = buffer_make(OUTPUT_LIMIT);
	struct bytes body = bytes_slice(buffer_bytes(&m->original), m->body_start, m->original.length);
	struct fields *fields = calloc(1, sizeof(*fields));

	ck_assert_ptr_nonnull(fields);
	ck_assert_uint_lt(m->header_count, FIELD_LIMIT / 2);
	for (size_t i = 0; i < m->header_count; i++)
		fields->items[fields->count++] = m->headers[i];
	for (size_t i = 0; i < m->edit_count; i++)
		apply(fields, &m->edits[i], &body);
	for (size_t i = 0; i < fields->count; i++)
		append_field(&out, &fields->items[i]);
	append(&out, bytes_of_string("\r\n"));
	append(&out, body);
	free(fields);
	return out;
}
