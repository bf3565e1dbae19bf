#include "scanner/header_part.h"

#include "core/error.h"
#include "scanner/header_section.h"
#include "scanner/mime_parameter.h"

/* RFC 2231 parameters decoded for one field; a field with more is malformed. */
#define EXTENDED_PARAMETER_LIMIT 16

/* A comment of MIME-Version with fewer digits names a program. */
#define VERSION_DIGITS 9

/* Most bytes of text a raw byte becomes: three in the line itself (windows-1252), and again
 * for each repetition, its name on top, and for a comment. */
#define TEXT_EXPANSION (4 * (EXTENDED_PARAMETER_LIMIT + 3))

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

/* Fields that say how a body is to be read, and nothing to a reader. */
static bool
is_structural(const struct header_field *field)
{
	static const char *const fields[] = {
		"Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "MIME-Version",
	};
	return is_among(field->name, fields, ARRAY_LENGTH(fields));
}

/*
 * Where the first comment of a structural field's value begins (RFC 2045
 * section 5.1), or its end. Programs write their version there, which is short.
 */
static size_t
find_comment(const struct header_field *field)
{
	struct bytes value = field->value;
	bool quoted = false;
	size_t digits = 0, start = value.length;
	if (!is_structural(field))
		return value.length;
	for (size_t i = 0; i < value.length; i++) {
		if (value.data[i] == '\\')
			i++;
		else if (value.data[i] == '"')
			quoted = !quoted;
		else if (value.data[i] == '(' && !quoted && start == value.length)
			start = i;
		digits += start < i && i < value.length && byte_is_digit(value.data[i]);
	}
	bool version = header_field_is(field, "MIME-Version") && digits < VERSION_DIGITS;
	return version ? value.length : start;
}

/* Parameters that mail programs fill by themselves, with a word and not with words. */
static bool
is_routine_parameter(const struct mime_parameter *parameter)
{
	static const char *const dates[] = { "creation-date", "modification-date", "read-date" };
	static const char *const names[] = {
		"boundary", "charset", "delsp", "format", "micalg", "protocol", "report-type",
		"reply-type", "size", "smime-type", "start", "type",
	};
	if (is_among(parameter->name, dates, ARRAY_LENGTH(dates)))
		return true;
	bool words = parameter->value.length > 0 &&
	             memchr(parameter->value.data, ' ', parameter->value.length) != NULL;
	return !words && is_among(parameter->name, names, ARRAY_LENGTH(names));
}

static bool
is_routine_field(const struct header_field *field)
{
	static const char *const fields[] = {
		"Content-Transfer-Encoding", "Content-ID", "MIME-Version", "X-Attachment-Id",
	};
	struct mime_parameter parameter;
	if (find_comment(field) < field->value.length)
		return false;
	if (!has_parameters(field))
		return is_among(field->name, fields, ARRAY_LENGTH(fields));
	for (size_t at = 0; mime_parameter_next(field->value, &at, &parameter);) {
		if (!is_routine_parameter(&parameter))
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
 * Which parameter gets a line of its own, as the rest of its field is the
 * business of machines: any that is not routine. Of an extended one the first
 * segment gets it, and its name is without the '*' part. Empty for none.
 */
static struct bytes
repeated_name(const struct mime_parameter *parameter)
{
	struct bytes name = parameter->name;
	const uint8_t *star = name.length ? memchr(name.data, '*', name.length) : NULL;
	if (star == NULL)
		return bytes_slice(name, 0, is_routine_parameter(parameter) ? 0 : name.length);
	size_t length = (size_t)(star - name.data);
	bool first = length + 1 == name.length || name.data[length + 1] == '0';
	return bytes_slice(name, 0, first ? length : 0);
}

/* The decoded form of one parameter of `value` on a line of its own. */
static int
write_parameter(struct writing *w, struct bytes value, struct bytes name)
{
	int err = header_text_decode(name, &w->r->headers, &w->text, &w->unknown_charset);
	if (err == 0)
		err = buffer_append_string(&w->text, ": ");
	if (err == 0)
		err = mime_parameter_find(value, name, &w->r->headers, &w->text,
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
		struct bytes name = repeated_name(&parameter);
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
		size_t comment = find_comment(&field);
		if (err == 0 && comment < field.value.length)
			err = write_line(w, bytes_make(NULL, 0), bytes_slice(field.value, comment, SIZE_MAX));
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
