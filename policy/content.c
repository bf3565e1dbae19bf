#include "policy/content.h"

/* Longer extensions and types are none that a rule could name. */
#define WORD_LIMIT 128

static bool
words_among(const struct string_set *words, struct bytes text)
{
	for (size_t i = 0; i < words->count; i++)
		if (bytes_find_nocase(text, bytes_of_string(words->items[i])) != SIZE_MAX)
			return true;
	return false;
}

/* What is asked of a header field. */
struct field_question {
	struct bytes name;
	const struct string_set *words;
	size_t least;
};

static bool
value_holds(struct bytes value, const struct field_question *question)
{
	size_t visible = 0;

	for (size_t i = 0; i < value.length; i++)
		visible += value.data[i] > ' ';
	return visible >= question->least &&
	       (question->words == NULL || words_among(question->words, value));
}

/* Reads one line "Name: value". */
static bool
line_holds(struct bytes line, const struct field_question *question)
{
	struct bytes name = question->name;

	if (line.length <= name.length || line.data[name.length] != ':' ||
	    !bytes_equal_nocase(bytes_slice(line, 0, name.length), name))
		return false;
	return value_holds(bytes_slice(line, name.length + 1, SIZE_MAX), question);
}

/* As the receiver reads it: the scanner has decoded the header section already. */
static bool
decoded_holds(struct bytes text, const struct field_question *question)
{
	while (text.length > 0) {
		const uint8_t *end = memchr(text.data, '\n', text.length);
		size_t length = end ? (size_t)(end - text.data) : text.length;
		if (line_holds(bytes_slice(text, 0, length), question))
			return true;
		text = bytes_slice(text, length + 1, SIZE_MAX);
	}
	return false;
}

bool
content_header_holds(const struct message *m, const char *name, const struct string_set *words,
                     size_t least)
{
	struct field_question question = { bytes_of_string(name), words, least };

	for (size_t i = 0; i < m->header_count; i++)
		if (bytes_equal_nocase(m->headers[i].name, question.name) &&
		    value_holds(m->headers[i].value, &question))
			return true;
	return m->part_count > 0 && m->parts[0].kind == PART_HEADERS &&
	       decoded_holds(m->parts[0].text, &question);
}

/* "image/png" is found as itself or as "image/". */
static bool
type_among(const struct string_set *types, const char *type)
{
	char family[WORD_LIMIT];
	const char *slash = strchr(type, '/');

	if (string_set_contains(types, type))
		return true;
	if (slash == NULL || (size_t)(slash - type) + 2 > sizeof(family))
		return false;
	memcpy(family, type, (size_t)(slash - type) + 1);
	family[slash - type + 1] = '\0';
	return string_set_contains(types, family);
}

bool
content_type_holds(const struct message *m, const struct string_set *types)
{
	for (size_t i = 0; i < m->part_count; i++)
		if (m->parts[i].content_type != NULL && type_among(types, m->parts[i].content_type))
			return true;
	return false;
}

static bool
extension_among(const struct string_set *extensions, const char *file_name)
{
	char extension[WORD_LIMIT];
	const char *dot = file_name ? strrchr(file_name, '.') : NULL;
	size_t length = dot ? strlen(dot + 1) : sizeof(extension);

	if (length >= sizeof(extension))
		return false;
	for (size_t i = 0; i <= length; i++)
		extension[i] = (char)byte_lower((uint8_t)dot[i + 1]);
	return string_set_contains(extensions, extension);
}

bool
content_extension_holds(const struct message *m, const struct string_set *extensions)
{
	for (size_t i = 0; i < m->part_count; i++)
		if (extension_among(extensions, m->parts[i].file_name))
			return true;
	return false;
}
