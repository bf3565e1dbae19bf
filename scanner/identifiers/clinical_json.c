#include "scanner/identifiers/clinical_record.h"

#include "scanner/identifiers/clinical_tree.h"

/* Longer strings are cut: those that count are short. */
#define STRING_LIMIT 65536

/*
 * Members as they come, of a whole text or of pieces. Lists need no account:
 * what stands in one is called what the list is.
 */
struct members {
	struct bytes text;
	size_t at;
	struct bytes name; /* of the value that comes next */
	struct clinical_tree *tree;
};

/* Behind the quote of a string, which ends with its line at the latest: none has a line's end in it. */
static struct bytes
take_string(struct members *members)
{
	struct bytes rest = bytes_slice(members->text, members->at, STRING_LIMIT);
	size_t length = 0;

	while (length < rest.length && rest.data[length] != '"' && rest.data[length] != '\n')
		length += rest.data[length] == '\\' ? 2 : 1;
	rest = bytes_slice(rest, 0, length);
	members->at += rest.length;
	members->at += members->at < members->text.length;
	return rest;
}

static bool
is_member_name(const struct members *members)
{
	size_t at = members->at;

	while (at < members->text.length && byte_is_space(members->text.data[at]))
		at++;
	return at < members->text.length && members->text.data[at] == ':';
}

static void
read_string(struct members *members)
{
	struct bytes string = take_string(members);

	if (is_member_name(members)) {
		members->name = string;
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

int
clinical_json_read(const struct detector_text *text)
{
	struct clinical_tree tree = clinical_tree_make(text, "JSON member");
	struct members members = { .text = text->bytes, .tree = &tree };

	while (members.at < members.text.length && tree.err == 0) {
		uint8_t c = members.text.data[members.at++];
		if (c == '"')
			read_string(&members);
		else if (c == '{')
			clinical_tree_open(&tree, members.name);
		else if (c == '}')
			end_object(&members);
	}
	return clinical_tree_finish(&tree);
}
