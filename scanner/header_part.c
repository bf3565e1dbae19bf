#include "scanner/header_part.h"

#include "core/error.h"
#include "scanner/header_section.h"
#include "scanner/mime_parameter.h"

/* RFC 2231 parameters decoded for one field; a field with more is malformed. */
#define EXTENDED_PARAMETER_LIMIT 16

/* Most bytes of text a raw byte becomes: three in the line itself (windows-1252), and again
 * for each repetition, its name on top. */
#define TEXT_EXPANSION (4 * (EXTENDED_PARAMETER_LIMIT + 2))

/* A header section being written as text. */
struct writing {
	struct reading *r;
	struct buffer text;
	bool unknown_charset;
	bool malformed;
};

static bool
is_among(struct bytes name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes_equal_nocase(name, bytes_of_string(names[i])))
			return true;
	}
	return false;
}

static bool
has_parameters(const struct header_field *field)
{
	return header_field_is(field, "Content-Type") || header_field_is(field, "Content-Disposition");
}

static bool
is_routine_field(const struct header_field *field)
{
	static const char *const fields[] = {
		"Content-Transfer-Encoding", "Content-ID", "MIME-Version", "X-Attachment-Id",
	};
	static const char *const parameters[] = {
		"boundary", "charset", "delsp", "format", "micalg", "protocol", "report-type",
		"reply-type", "smime-type", "start", "type",
	};
	struct mime_parameter parameter;
	if (!has_parameters(field))
		return is_among(field->name, fields, ARRAY_LENGTH(fields));
	for (size_t at = 0; mime_parameter_next(field->value, &at, &parameter);) {
		if (!is_among(parameter.name, parameters, ARRAY_LENGTH(parameters)))
			return false;
	}
	return true;
}

bool
header_part_is_telling(const struct reading *r, struct bytes section)
{
	struct header_field field;
	size_t offset = 0;
	for (size_t i = 0; i < r->header_count && header_field_next(section, &offset, &field); i++) {
		if (!is_routine_field(&field))
			return true;
	}
	return offset < section.length;
}

static int
write_line(struct writing *w, struct bytes name, struct bytes value)
{
	int err = 0;
	if (name.length > 0)
		err = buffer_append(&w->text, name);
	if (err == 0 && name.length > 0)
		err = buffer_append_string(&w->text, ": ");
	if (err == 0)
		err = header_text_decode(value, &w->r->headers, &w->text, &w->unknown_charset);
	return err != 0 ? err : buffer_append_byte(&w->text, '\n');
}

/*
 * Which parameter gets a line of its own: file names always, as the rest of
 * their fields is the business of machines; others when this is their first
 * extended segment, whose name is without the '*' part. Empty for none.
 */
static struct bytes
repeated_name(struct bytes name)
{
	static const char *const file_names[] = { "name", "filename" };
	const uint8_t *star = name.length ? memchr(name.data, '*', name.length) : NULL;
	if (star == NULL)
		return bytes_slice(name, 0, is_among(name, file_names, ARRAY_LENGTH(file_names)) ? name.length : 0);
	size_t length = (size_t)(star - name.data);
	bool first = length + 1 == name.length || name.data[length + 1] == '0';
	return bytes_slice(name, 0, first ? length : 0);
}

/* The decoded form of one parameter of `value` on a line of its own. */
static int
write_parameter(struct writing *w, struct bytes value, struct bytes name)
{
	char *wanted = arena_copy_string(w->r->message->arena, name);
	if (wanted == NULL)
		return arena_failure(w->r->message->arena);
	int err = header_text_decode(name, &w->r->headers, &w->text, &w->unknown_charset);
	if (err == 0)
		err = buffer_append_string(&w->text, ": ");
	if (err == 0)
		err = mime_parameter_find(value, wanted, &w->r->headers, &w->text,
		                          &w->unknown_charset, &w->malformed);
	return err != 0 ? err : buffer_append_byte(&w->text, '\n');
}

/* RFC 2231 hides text behind percent signs and in pieces: repeats it in the clear. */
static int
write_parameters(struct writing *w, struct bytes raw)
{
	struct mime_parameter parameter;
	struct buffer value = buffer_make(raw.length);
	unsigned count = 0;
	int err = header_text_unfold(raw, &value);
	for (size_t at = 0; err == 0 && mime_parameter_next(buffer_bytes(&value), &at, &parameter);) {
		struct bytes name = repeated_name(parameter.name);
		if (name.length == 0)
			continue;
		if (++count > EXTENDED_PARAMETER_LIMIT) {
			w->malformed = true;
			break;
		}
		err = write_parameter(w, buffer_bytes(&value), name);
	}
	buffer_release(&value);
	return err;
}

static int
write_fields(struct writing *w, struct bytes section, bool *more)
{
	struct header_field field;
	size_t offset = 0;
	int err = 0;
	for (size_t i = 0; err == 0 && i < w->r->header_count; i++) {
		if (!header_field_next(section, &offset, &field))
			break;
		err = write_line(w, field.name, field.value);
		if (err == 0 && has_parameters(&field) && field.value.length > 0)
			err = write_parameters(w, field.value);
	}
	*more = offset < section.length;
	return err;
}

int
header_part_add(struct reading *r, const char *path, struct bytes section)
{
	struct bytes kept = bytes_slice(section, 0, r->header_bytes);
	struct writing w = { .r = r, .text = buffer_make(kept.length * TEXT_EXPANSION) };
	struct part *part;
	bool more = false;
	int err = reading_complain_if(r, kept.length < section.length, path,
	                              UNSCANNABLE_HEADER_SIZE);
	if (err == 0)
		err = buffer_reserve(&w.text, kept.length);
	if (err == 0)
		err = write_fields(&w, kept, &more);
	if (err == 0)
		err = reading_part_add(r, path, PART_HEADERS, buffer_bytes(&w.text), &part);
	if (err == 0) {
		part->content_type = "text/rfc822-headers";
		part->decoded_size = kept.length;
		part->head = bytes_slice(kept, 0, PART_HEAD_SIZE);
		err = reading_complain_if(r, more, path, UNSCANNABLE_HEADER_COUNT);
	}
	if (err == 0)
		err = reading_complain_if(r, w.unknown_charset, path, UNSCANNABLE_CHARSET);
	if (err == 0)
		err = reading_complain_if(r, w.malformed, path, UNSCANNABLE_MALFORMED);
	buffer_release(&w.text);
	return err;
}
