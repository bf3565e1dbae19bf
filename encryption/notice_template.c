#include "encryption/notice_template.h"

#include <stdlib.h>

#include "core/error.h"
#include "encryption/mime_text.h"

#define OPENING "{{"
#define CLOSING "}}"
#define FIELD_NAMES "{{link}}, {{sender}}, {{date}}, {{organization}}, {{reference}} and {{expires}}"
#define SHOWN_LIMIT 40 /* bytes of a wrong placeholder in the complaint */

static const char *const field_names[NOTICE_FIELD_LIMIT] = {
	[NOTICE_LINK] = "link",
	[NOTICE_SENDER] = "sender",
	[NOTICE_DATE] = "date",
	[NOTICE_ORGANIZATION] = "organization",
	[NOTICE_REFERENCE] = "reference",
	[NOTICE_EXPIRES] = "expires",
};

/* Text as it stands, and the field that follows it; NOTICE_FIELD_LIMIT for none. */
struct piece {
	struct bytes literal;
	enum notice_field field;
};

struct notice_template {
	struct piece pieces[NOTICE_PLACEHOLDER_LIMIT + 1];
	size_t count;
};

/* Where a complaint about a template points to. */
struct source {
	struct bytes text;
	const char *file;
	const char *setting;
	struct diagnostics *why;
};

static unsigned
source_line(const struct source *source, size_t offset)
{
	unsigned line = 1;

	for (size_t i = 0; i < offset && i < source->text.length; i++)
		line += source->text.data[i] == '\n';
	return line;
}

static size_t
find(struct bytes text, const char *mark)
{
	return bytes_find_nocase(text, bytes_of_string(mark));
}

static enum notice_field
field_find(struct bytes name)
{
	while (name.length > 0 && name.data[0] == ' ')
		name = bytes_slice(name, 1, name.length);
	while (name.length > 0 && name.data[name.length - 1] == ' ')
		name.length--;
	for (int i = 0; i < NOTICE_FIELD_LIMIT; i++)
		if (bytes_equal(name, bytes_of_string(field_names[i])))
			return (enum notice_field)i;
	return NOTICE_FIELD_LIMIT;
}

/* Reads the placeholder whose "{{" is at `open`; `after` is what follows its "}}". */
static int
read_placeholder(const struct source *source, size_t open, enum notice_field *field, size_t *after)
{
	struct bytes rest = bytes_slice(source->text, open + strlen(OPENING), source->text.length);
	unsigned line = source_line(source, open);
	size_t length = find(rest, CLOSING);

	if (length == SIZE_MAX) {
		diagnostics_add(source->why, source->file, line, source->setting,
		                "\"{{\" is never closed; a placeholder is written as {{link}}");
		return ERROR_CONFIG;
	}
	*field = field_find(bytes_slice(rest, 0, length));
	*after = open + strlen(OPENING) + length + strlen(CLOSING);
	if (*field != NOTICE_FIELD_LIMIT)
		return 0;
	diagnostics_add(source->why, source->file, line, source->setting,
	                "unknown placeholder {{%.*s}}; there are " FIELD_NAMES,
	                (int)(length < SHOWN_LIMIT ? length : SHOWN_LIMIT), (const char *)rest.data);
	return ERROR_CONFIG;
}

static int
compile(const struct source *source, struct notice_template *out)
{
	size_t at = 0;
	int result = 0;

	for (;;) {
		struct bytes rest = bytes_slice(source->text, at, source->text.length);
		size_t literal = find(rest, OPENING);
		struct piece *piece = &out->pieces[out->count];
		if (literal == SIZE_MAX) {
			out->count++;
			*piece = (struct piece){ rest, NOTICE_FIELD_LIMIT };
			return result;
		}
		if (out->count == NOTICE_PLACEHOLDER_LIMIT) {
			diagnostics_add(source->why, source->file, source_line(source, at + literal),
			                source->setting, "more than %d placeholders",
			                NOTICE_PLACEHOLDER_LIMIT);
			return ERROR_CONFIG;
		}
		piece->literal = bytes_slice(rest, 0, literal);
		size_t open = at + literal;
		at = open + strlen(OPENING);
		int err = read_placeholder(source, open, &piece->field, &at);
		if (err != 0)
			result = err; /* the other placeholders are checked all the same */
		else
			out->count++;
	}
}

static bool
has_field(const struct notice_template *notice_template, enum notice_field field)
{
	for (size_t i = 0; i < notice_template->count; i++)
		if (notice_template->pieces[i].field == field)
			return true;
	return false;
}

int
notice_template_create(struct bytes text, const char *file, const char *setting,
                       struct diagnostics *why, struct notice_template **out)
{
	struct source source = { text, file, setting, why };

	*out = NULL;
	if (!mime_text_is_utf8(text)) {
		diagnostics_add(why, file, 0, setting, "is not UTF-8 text; save it in that encoding");
		return ERROR_CONFIG;
	}
	struct notice_template *made = calloc(1, sizeof(*made));
	if (made == NULL)
		return ERROR_MEMORY;
	int err = compile(&source, made);
	if (err == 0 && !has_field(made, NOTICE_LINK)) {
		diagnostics_add(why, file, source_line(&source, text.length), setting,
		                "{{link}} is missing; without it nobody can read the message");
		err = ERROR_CONFIG;
	}
	if (err != 0)
		notice_template_destroy(&made);
	*out = made;
	return err;
}

void
notice_template_destroy(struct notice_template **notice_template)
{
	if (notice_template == NULL)
		return;
	free(*notice_template);
	*notice_template = NULL;
}

int
notice_template_render(const struct notice_template *notice_template,
                       const struct bytes values[NOTICE_FIELD_LIMIT], bool html, struct buffer *out)
{
	int err = 0;

	for (size_t i = 0; i < notice_template->count && err == 0; i++) {
		const struct piece *piece = &notice_template->pieces[i];
		err = buffer_append(out, piece->literal);
		if (err != 0 || piece->field == NOTICE_FIELD_LIMIT)
			continue;
		err = html ? mime_text_append_html(values[piece->field], out)
		           : buffer_append(out, values[piece->field]);
	}
	return err;
}
