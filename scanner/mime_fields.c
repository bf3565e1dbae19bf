#include "scanner/mime_fields.h"

#include "core/error.h"
#include "scanner/charset.h"
#include "scanner/header_section.h"
#include "scanner/mime_parameter.h"

/* Raw values of the fields wanted; data is NULL when absent. */
struct raw_fields {
	struct bytes type;
	struct bytes disposition;
	struct bytes encoding;
};

/* Room for the decoded parameters of one field. */
#define DECODED_EXPANSION 3

/* Longer ones are cut: no file system has such names (the whole is in the header's text),
 * no boundary is that long (RFC 2046 5.1.1), no media type (RFC 6838 section 4.2). */
#define PARAMETER_LIMIT 1024
#define MEDIA_TYPE_LIMIT 255

static void
keep_first(struct bytes *kept, struct bytes value, bool *repeated)
{
	if (kept->data == NULL)
		*kept = value;
	else
		*repeated |= !bytes_equal_nocase(*kept, value);
}

static void
collect(const struct reading *r, struct bytes section, struct raw_fields *raw, bool *malformed)
{
	struct header_field field;
	size_t offset = 0;
	for (size_t i = 0; i < r->header_count && header_field_next(section, &offset, &field); i++) {
		if (header_field_is(&field, "Content-Type"))
			keep_first(&raw->type, field.value, malformed);
		else if (header_field_is(&field, "Content-Disposition"))
			keep_first(&raw->disposition, field.value, malformed);
		else if (header_field_is(&field, "Content-Transfer-Encoding"))
			keep_first(&raw->encoding, field.value, malformed);
	}
}

/* "Text" and "Plain" become "text/plain"; without either it is `fallback`. */
static const char *
media_type(struct arena *arena, struct bytes type, struct bytes subtype, const char *fallback)
{
	if (type.length == 0 || subtype.length == 0 || type.length + subtype.length > MEDIA_TYPE_LIMIT)
		return fallback;
	char *name = arena_alloc(arena, type.length + 1 + subtype.length + 1);
	if (name == NULL)
		return NULL;
	memcpy(name, type.data, type.length);
	name[type.length] = '/';
	memcpy(name + type.length + 1, subtype.data, subtype.length);
	for (char *p = name; *p != '\0'; p++)
		*p = (char)byte_lower((uint8_t)*p);
	return name;
}

/* Some senders forget the first ';': "text/html charset=utf-8". */
static void
separate(struct buffer *value, size_t type_end)
{
	if (type_end < value->length && byte_is_space(value->data[type_end]))
		value->data[type_end] = ';';
}

/* Decodes a parameter into the arena; empty when absent. */
static int
find_parameter(struct reading *r, struct bytes value, const char *name, struct mime_fields *fields,
               struct bytes *out)
{
	struct buffer text = buffer_make(value.length * DECODED_EXPANSION);
	bool unknown = false; /* reported with the header section's text */
	int err = mime_parameter_find(value, bytes_of_string(name), &r->headers, &text, &unknown,
	                              &fields->malformed);
	if (err == 0 && text.length > 0) {
		struct bytes kept = charset_utf8_cut(buffer_bytes(&text), PARAMETER_LIMIT);
		char *copy = arena_copy_string(r->message->arena, kept);
		*out = bytes_make(copy, kept.length);
		err = copy ? 0 : arena_failure(r->message->arena);
	}
	buffer_release(&text);
	return err;
}

/* The value as far as a token goes: "us-ascii (plain text)" names us-ascii. */
static struct bytes
first_token(struct bytes value)
{
	size_t length = 0;
	while (length < value.length && !byte_is_space(value.data[length]) && value.data[length] != '(')
		length++;
	return bytes_slice(value, 0, length);
}

/* `value` is unfolded. */
static int
read_type_parameters(struct reading *r, struct bytes value, struct mime_fields *fields)
{
	struct bytes name = bytes_make(NULL, 0), join = name;
	int err = find_parameter(r, value, "boundary", fields, &fields->boundary);
	if (err == 0)
		err = find_parameter(r, value, "charset", fields, &fields->charset);
	if (err == 0)
		err = find_parameter(r, value, "name", fields, &name);
	if (err == 0)
		err = find_parameter(r, value, "delsp", fields, &join);
	fields->joins_lines = bytes_equal_nocase(header_trim(join), bytes_of_string("yes"));
	fields->charset = first_token(fields->charset);
	fields->boundary = header_trim(fields->boundary);
	fields->file_name = (const char *)name.data;
	return err;
}

static int
read_type(struct reading *r, struct bytes raw, const char *default_type, struct mime_fields *fields)
{
	struct buffer value = buffer_make(raw.length);
	struct bytes type, subtype;
	int err = header_text_unfold(raw, &value);
	if (err == 0) {
		size_t end = mime_parameter_media_type(buffer_bytes(&value), &type, &subtype);
		fields->type = media_type(r->message->arena, type, subtype, default_type);
		err = fields->type ? 0 : arena_failure(r->message->arena);
		separate(&value, end);
	}
	if (err == 0)
		err = read_type_parameters(r, buffer_bytes(&value), fields);
	buffer_release(&value);
	return err;
}

static int
read_disposition(struct reading *r, struct bytes raw, struct mime_fields *fields)
{
	struct buffer value = buffer_make(raw.length);
	struct bytes name = bytes_make(NULL, 0);
	int err = header_text_unfold(raw, &value);
	if (err == 0)
		err = find_parameter(r, buffer_bytes(&value), "filename", fields, &name);
	if (name.data != NULL)
		fields->file_name = (const char *)name.data;
	buffer_release(&value);
	return err;
}

int
mime_fields_read(struct reading *r, struct bytes section, const char *default_type,
                 struct mime_fields *out)
{
	struct raw_fields raw = { .type = { .data = NULL } };
	*out = (struct mime_fields){ .type = default_type };
	collect(r, section, &raw, &out->malformed);
	out->encoding = transfer_encoding_find(raw.encoding);
	int err = raw.type.data ? read_type(r, raw.type, default_type, out) : 0;
	if (err == 0 && raw.disposition.data != NULL)
		err = read_disposition(r, raw.disposition, out);
	return err;
}

bool
mime_fields_is_multipart(const struct mime_fields *fields)
{
	return strncmp(fields->type, "multipart/", strlen("multipart/")) == 0;
}

bool
mime_fields_is_message(const struct mime_fields *fields)
{
	return strcmp(fields->type, "message/rfc822") == 0 ||
	       strcmp(fields->type, "message/global") == 0 ||
	       strcmp(fields->type, "message/news") == 0;
}
