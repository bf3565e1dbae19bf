#include "scanner/identifiers/clinical_record.h"

#include "scanner/byte_block.h"
#include "scanner/identifiers/clinical_tree.h"

/*
 * Members as they come, of a whole text or of pieces. Lists need no account:
 * what stands in one is called what the list is.
 */
struct members {
	struct bytes text;
	size_t at;
	bool escaped;      /* within a string, as logs have them: quotes are \" */
	struct bytes name; /* of the value that comes next */
	struct clinical_tree *tree;
};

static bool
stands_at(struct bytes text, size_t at, const char *what)
{
	struct bytes expected = bytes_of_string(what);

	return bytes_equal(bytes_slice(text, at, expected.length), expected);
}

/* Length of the escape at `at` that ends no string; 0 when none begins there. */
static size_t
escape_length(const struct members *members, size_t at)
{
	if (members->text.data[at] != '\\')
		return 0;
	if (!members->escaped)
		return 2;
	return stands_at(members->text, at, "\\\\\\\"") ? 4 : stands_at(members->text, at, "\\\"") ? 0 : 2;
}

static bool
may_end_string(const uint8_t *at)
{
	return *at == '"' || *at == '\\' || *at == '\n';
}

static byte_mask
may_end_string_block(const uint8_t *at)
{
	byte_block block = byte_block_load(at);

	return (block == '"') | (block == '\\') | (block == '\n');
}

/* Behind the quote of a string, which ends with its line at the latest: none has a line's end in it. */
static struct bytes
take_string(struct members *members)
{
	const char *quote = members->escaped ? "\\\"" : "\"";
	size_t start = members->at, at = start, length;

	for (;;) {
		at = byte_block_find(members->text, at, 0, may_end_string, may_end_string_block);
		if (at == members->text.length || members->text.data[at] == '\n' || stands_at(members->text, at, quote))
			break;
		length = escape_length(members, at);
		at += length > 0 ? length : 1;
	}
	members->at = at + strlen(quote);
	return bytes_slice(members->text, start, at - start);
}

static size_t
skip_blanks(const struct members *members, size_t at)
{
	while (at < members->text.length &&
	       (byte_is_space(members->text.data[at]) || (members->escaped && stands_at(members->text, at, "\\n"))))
		at += byte_is_space(members->text.data[at]) ? 1 : 2;
	return at;
}

static void read_members(struct members *members);

/* Whether a string holds a document of its own, as a request's body in a log. */
static bool
holds_members(const struct members *members, struct bytes string)
{
	size_t at = 0;

	while (at < string.length && (string.data[at] == '[' || byte_is_space(string.data[at])))
		at++;
	return !members->escaped && at < string.length && string.data[at] == '{' &&
	       bytes_find_nocase(string, bytes_of_string("\\\"")) != SIZE_MAX;
}

static void
read_string(struct members *members)
{
	struct bytes string = take_string(members);
	size_t next = skip_blanks(members, members->at);

	if (next < members->text.length && members->text.data[next] == ':') {
		members->name = string;
		return;
	}
	if (holds_members(members, string)) {
		struct members inner = { .text = string, .escaped = true, .tree = members->tree };
		read_members(&inner);
		return;
	}
	clinical_tree_open(members->tree, members->name);
	clinical_tree_text(members->tree, string);
	clinical_tree_close(members->tree);
}

/* What follows an object in a list is called what the object is. */
static void
end_object(struct members *members)
{
	if (members->tree->depth > 0)
		members->name = members->tree->nodes[members->tree->depth - 1].name;
	clinical_tree_close(members->tree);
}

static bool
tells_structure(const uint8_t *at)
{
	return *at == '"' || *at == '{' || *at == '}';
}

static byte_mask
tells_structure_block(const uint8_t *at)
{
	byte_block block = byte_block_load(at);

	return (block == '"') | (block == '{') | (block == '}');
}

static void
read_members(struct members *members)
{
	while (members->tree->err == 0) {
		members->at = byte_block_find(members->text, members->at, 0, tells_structure, tells_structure_block);
		if (members->at == members->text.length)
			break;
		uint8_t c = members->text.data[members->at++];
		if (c == '"')
			read_string(members);
		else if (c == '{')
			clinical_tree_open(members->tree, members->name);
		else if (c == '}')
			end_object(members);
	}
}

int
clinical_json_read(const struct detector_text *text)
{
	struct clinical_tree tree = clinical_tree_make(text, "JSON member");
	struct members members = { .text = text->bytes, .tree = &tree };

	read_members(&members);
	return clinical_tree_finish(&tree);
}
