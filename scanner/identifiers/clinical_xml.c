#include "scanner/identifiers/clinical_record.h"

#include "scanner/identifiers/clinical_tree.h"

/*
 * Tags as they come, of a well-formed document or of pieces: no entities are
 * defined, nothing is fetched, and what is in a comment is read like what is not.
 */
struct tags {
	struct bytes text;
	size_t at;
	struct clinical_tree *tree;
};

/* Longer attributes are cut. */
#define ATTRIBUTE_LIMIT 4096

static uint8_t
peek(const struct tags *tags, size_t ahead)
{
	return ahead < tags->text.length - tags->at ? tags->text.data[tags->at + ahead] : 0;
}

static bool
is_of_name(uint8_t c)
{
	return byte_is_alnum(c) || c == '_' || c == '-' || c == '.' || c == ':';
}

/* A name without its prefix: "hl7:given". */
static struct bytes
take_name(struct tags *tags)
{
	size_t start = tags->at;

	for (; is_of_name(peek(tags, 0)); tags->at++)
		if (peek(tags, 0) == ':')
			start = tags->at + 1;
	return bytes_slice(tags->text, start, tags->at - start);
}

static void
skip_spaces(struct tags *tags)
{
	while (byte_is_space(peek(tags, 0)))
		tags->at++;
}

/* The bytes up to one of `stops`, which is looked for no further than `limit`. */
static struct bytes
take_until(struct tags *tags, const char *stops, size_t limit)
{
	struct bytes rest = bytes_slice(tags->text, tags->at, limit);
	size_t length = 0;

	while (length < rest.length && strchr(stops, rest.data[length]) == NULL)
		length++;
	tags->at += length;
	return bytes_slice(rest, 0, length);
}

/* Behind the name of an attribute; false when it has no value in quotes. */
static bool
take_value(struct tags *tags, struct bytes *value)
{
	skip_spaces(tags);
	if (peek(tags, 0) != '=')
		return false;
	tags->at++;
	skip_spaces(tags);
	uint8_t quote = peek(tags, 0);
	if (quote != '"' && quote != '\'')
		return false;
	tags->at++;
	*value = take_until(tags, quote == '"' ? "\"<" : "'<", ATTRIBUTE_LIMIT);
	tags->at += peek(tags, 0) == quote;
	return true;
}

/* Behind a tag's name. */
static void
read_attributes(struct tags *tags)
{
	struct bytes value;

	for (;;) {
		skip_spaces(tags);
		struct bytes name = take_name(tags);
		if (name.length == 0)
			return;
		if (take_value(tags, &value))
			clinical_tree_attribute(tags->tree, name, value);
	}
}

/* At the first letter of a tag's name. */
static void
read_tag(struct tags *tags)
{
	clinical_tree_open(tags->tree, take_name(tags));
	read_attributes(tags);
	bool ended = peek(tags, 0) == '/';
	take_until(tags, "<>", ATTRIBUTE_LIMIT);
	if (ended)
		clinical_tree_close(tags->tree);
}

/* Behind a '<'. Declarations and the marks of comments end at the next bracket. */
static void
read_markup(struct tags *tags)
{
	uint8_t c = peek(tags, 0);

	if (byte_is_alpha(c)) {
		read_tag(tags);
	} else if (c == '/') {
		tags->at++;
		clinical_tree_close_named(tags->tree, take_name(tags));
		take_until(tags, "<>", ATTRIBUTE_LIMIT);
	} else if (c == '!' || c == '?') {
		take_until(tags, "<>", SIZE_MAX);
	}
	tags->at += peek(tags, 0) == '>';
}

int
clinical_xml_read(const struct detector_text *text)
{
	struct clinical_tree tree = clinical_tree_make(text, "XML element");
	struct tags tags = { .text = text->bytes, .tree = &tree };

	while (tags.at < tags.text.length && tree.err == 0) {
		const uint8_t *found = memchr(tags.text.data + tags.at, '<', tags.text.length - tags.at);
		size_t next = found != NULL ? (size_t)(found - tags.text.data) : tags.text.length;
		clinical_tree_text(&tree, bytes_slice(tags.text, tags.at, next - tags.at));
		tags.at = next + (found != NULL);
		if (found != NULL)
			read_markup(&tags);
	}
	return clinical_tree_finish(&tree);
}
