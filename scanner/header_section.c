#include "scanner/header_section.h"

struct bytes
header_line(struct bytes text)
{
	const uint8_t *newline = text.length ? memchr(text.data, '\n', text.length) : NULL;
	return newline ? bytes_slice(text, 0, (size_t)(newline - text.data) + 1) : text;
}

struct bytes
header_trim(struct bytes text)
{
	size_t start = 0;
	while (start < text.length && byte_is_space(text.data[start]))
		start++;
	while (text.length > start && byte_is_space(text.data[text.length - 1]))
		text.length--;
	return bytes_slice(text, start, SIZE_MAX);
}

static bool
is_empty_line(struct bytes line)
{
	return bytes_equal(line, bytes_of_string("\n")) || bytes_equal(line, bytes_of_string("\r\n"));
}

static bool
is_continuation(struct bytes line)
{
	return line.length > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
}

/*
 * Length of the field name that starts `line`, or 0; `*colon` is where the
 * colon stands. Blanks before it are forgiven (RFC 5322 section 4.5). No field
 * has a name that starts with a hyphen, but boundaries with a colon in them exist.
 */
static size_t
field_name_length(struct bytes line, size_t *colon)
{
	size_t length = 0;
	if (line.length > 0 && line.data[0] == '-')
		return 0;
	while (length < line.length && line.data[length] > ' ' && line.data[length] < 0x7F &&
	       line.data[length] != ':')
		length++;
	size_t i = length;
	while (i < line.length && (line.data[i] == ' ' || line.data[i] == '\t'))
		i++;
	*colon = i;
	return i < line.length && line.data[i] == ':' ? length : 0;
}

/* The line with which mailboxes begin a message ("From ", and quoted, ">From "). */
static bool
is_mailbox_line(struct bytes line)
{
	return bytes_equal(bytes_slice(line, 0, 5), bytes_of_string("From ")) ||
	       bytes_equal(bytes_slice(line, 0, 6), bytes_of_string(">From "));
}

static bool
is_field(struct bytes line)
{
	size_t colon;
	return field_name_length(line, &colon) > 0;
}

/* A line of blanks is a fold (RFC 5322 section 4.2) if the fields go on behind it. */
static bool
is_blank_separator(struct bytes line, struct bytes behind)
{
	struct bytes next = header_line(behind);
	return header_trim(line).length == 0 && next.length > 0 && !is_continuation(next) &&
	       !is_empty_line(next) && !is_field(next);
}

struct header_split
header_section_split(struct bytes entity)
{
	size_t end = 0, skipped = 0;
	bool unseparated = false;
	for (;;) {
		struct bytes rest = bytes_slice(entity, end, SIZE_MAX);
		struct bytes line = header_line(rest);
		struct bytes behind = bytes_slice(rest, line.length, SIZE_MAX);
		if (line.length == 0)
			break;
		if (is_empty_line(line) || (end > 0 && is_blank_separator(line, behind))) {
			skipped = line.length;
			break;
		}
		bool goes_on = is_field(line) || (end > 0 && is_continuation(line)) ||
		               (end == 0 && is_mailbox_line(line));
		if (!goes_on) {
			unseparated = end > 0;
			break;
		}
		end += line.length;
	}
	return (struct header_split){
		.section = bytes_slice(entity, 0, end),
		.body = bytes_slice(entity, end + skipped, SIZE_MAX),
		.unseparated = unseparated,
	};
}

bool
header_field_next(struct bytes section, size_t *offset, struct header_field *field)
{
	struct bytes rest = bytes_slice(section, *offset, SIZE_MAX);
	struct bytes line = header_line(rest);
	if (line.length == 0)
		return false;
	size_t length = line.length;
	size_t colon;
	size_t name = field_name_length(line, &colon);
	for (;;) {
		struct bytes next = header_line(bytes_slice(rest, length, SIZE_MAX));
		if (!is_continuation(next))
			break;
		length += next.length;
	}
	*offset += length;
	struct bytes whole = bytes_slice(rest, 0, length);
	field->name = bytes_slice(whole, 0, name);
	field->value = header_trim(name > 0 ? bytes_slice(whole, colon + 1, SIZE_MAX) : whole);
	return true;
}

bool
header_field_is(const struct header_field *field, const char *name)
{
	return bytes_equal_nocase(field->name, bytes_of_string(name));
}
