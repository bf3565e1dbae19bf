#include "scanner/mime_walk.h"

#include <stdio.h>

#include "core/error.h"
#include "scanner/header_part.h"
#include "scanner/header_section.h"
#include "scanner/leaf_part.h"
#include "scanner/mime_boundary.h"

/* Decimal digits of a part's number and a terminator. */
#define NUMBER_SIZE 24

/* The boundaries that enclose a body, innermost first. */
struct enclosure {
	struct bytes boundary;
	const struct enclosure *outer;
};

/* An entity: header section and body (RFC 2045 section 2.4). */
struct entity {
	struct bytes bytes;
	struct bytes container;   /* of an attached message: the part that holds it */
	const char *path;         /* of the part itself; for a message, what its parts' paths start with */
	bool is_message;
	const char *default_type; /* RFC 2045 5.2, RFC 2046 5.1.5 */
	size_t depth;
	const struct enclosure *enclosure;
};

/* A body and what its header section says of it. */
struct content {
	struct mime_fields fields;
	struct bytes entity; /* both, as they stand there */
	struct bytes body;
	const char *path;   /* of the part, when it is a leaf or an attached message */
	const char *prefix; /* of the paths of the parts inside */
	size_t depth;
	const struct enclosure *enclosure;
};

static int read_entity(struct reading *r, const struct entity *entity);

static int
path_failure(const struct reading *r)
{
	return arena_failure(r->message->arena);
}

static const char *
numbered_path(struct reading *r, const char *prefix, size_t number)
{
	char text[NUMBER_SIZE];
	snprintf(text, sizeof(text), "%zu", number);
	return reading_path(r, prefix, text);
}

/* Lines in a body that are nearly a delimiter of what encloses it. */
static int
complain_of_doubt(struct reading *r, const struct content *c, struct bytes text)
{
	bool doubtful = c->fields.boundary.length > 0 &&
	                mime_boundary_is_doubtful(text, c->fields.boundary);
	for (const struct enclosure *e = c->enclosure; e != NULL && !doubtful; e = e->outer)
		doubtful = mime_boundary_is_doubtful(text, e->boundary);
	return reading_complain_if(r, doubtful, c->path, UNSCANNABLE_MALFORMED);
}

static int
add_leaf(struct reading *r, const struct content *c)
{
	size_t index = r->message->part_count;
	int err = complain_of_doubt(r, c, c->body);
	if (err == 0)
		err = leaf_part_add(r, c->path, &c->fields, c->body);
	if (err == 0)
		r->message->parts[index].entity = c->entity;
	return err;
}

/* Text around the parts of a multipart; no mail program shows it, all send it. */
static int
add_loose(struct reading *r, const struct content *c, const char *name, struct bytes text)
{
	const char *path = reading_path(r, c->prefix, name);
	if (path == NULL)
		return path_failure(r);
	int err = complain_of_doubt(r, c, text);
	return err != 0 ? err : leaf_part_add_loose(r, path, text);
}

static int
read_child(struct reading *r, const struct content *c, size_t number, struct bytes bytes)
{
	const struct enclosure enclosure = { c->fields.boundary, c->enclosure };
	bool digest = strcmp(c->fields.type, "multipart/digest") == 0;
	struct entity child = {
		.bytes = bytes,
		.path = numbered_path(r, c->prefix, number),
		.default_type = digest ? "message/rfc822" : "text/plain",
		.depth = c->depth + 1,
		.enclosure = &enclosure,
	};
	return child.path == NULL ? path_failure(r) : read_entity(r, &child);
}

/* `delimiter` is the first one of the body. */
static int
read_multipart(struct reading *r, const struct content *c, struct mime_delimiter delimiter)
{
	int err = add_loose(r, c, "preamble", delimiter.before);
	size_t number = 0;
	while (err == 0 && !delimiter.closing && r->parts_left > 0) {
		struct bytes rest = delimiter.after;
		if (!mime_boundary_find(rest, c->fields.boundary, &delimiter)) {
			delimiter.before = rest;
			delimiter.after = bytes_make(NULL, 0);
			delimiter.closing = true;
		}
		err = read_child(r, c, ++number, delimiter.before);
	}
	if (err != 0)
		return err;
	if (delimiter.closing)
		return add_loose(r, c, "epilogue", delimiter.after);
	return reading_complain(r, c->path, UNSCANNABLE_PART_COUNT);
}

/* An attached message, which some programs precede with empty lines. */
static int
read_attached_message(struct reading *r, const struct content *c)
{
	struct bytes bytes = c->body;
	while (bytes.length > 0 && (bytes.data[0] == '\r' || bytes.data[0] == '\n'))
		bytes = bytes_slice(bytes, 1, SIZE_MAX);
	struct entity message = {
		.bytes = bytes,
		.container = c->entity,
		.path = c->path,
		.is_message = true,
		.default_type = "text/plain",
		.depth = c->depth + 1,
		.enclosure = c->enclosure,
	};
	return read_entity(r, &message);
}

/*
 * Structure may not be transfer-encoded (RFC 2045 section 6.4), but is. Its
 * decoded bytes must outlive the parts within, so they go to the arena.
 */
static int
decode_structure(struct reading *r, struct content *c)
{
	bool broken = false;
	size_t length = c->body.length < r->decoded_left ? c->body.length : r->decoded_left;
	int err = reading_complain_if(r, length < c->body.length, c->path, UNSCANNABLE_DECODED_SIZE);
	if (err != 0)
		return err;
	uint8_t *decoded = arena_alloc(r->message->arena, length);
	if (decoded == NULL)
		return arena_failure(r->message->arena);
	length = transfer_decode(c->fields.encoding, bytes_slice(c->body, 0, length), decoded, &broken);
	r->decoded_left -= length;
	c->body = bytes_make(decoded, length);
	c->fields.encoding = TRANSFER_IDENTITY;
	return reading_complain_if(r, broken, c->path, UNSCANNABLE_TRANSFER_ENCODING);
}

/* Finds the first delimiter, in the body as it is or else decoded. */
static int
find_first_delimiter(struct reading *r, struct content *c, struct mime_delimiter *out, bool *found)
{
	struct bytes boundary = c->fields.boundary;
	*found = boundary.length > 0 && mime_boundary_find(c->body, boundary, out);
	if (*found || boundary.length == 0 || !transfer_encoding_is_coded(c->fields.encoding))
		return 0;
	int err = decode_structure(r, c);
	*found = err == 0 && mime_boundary_find(c->body, boundary, out);
	return err;
}

/* A multipart without a usable boundary is read as one text. */
static int
read_multipart_content(struct reading *r, struct content *c)
{
	struct mime_delimiter first;
	bool found;
	int err = 0;
	if (strcmp(c->fields.type, "multipart/encrypted") == 0)
		err = reading_complain(r, c->path, UNSCANNABLE_ENCRYPTED);
	if (err == 0)
		err = find_first_delimiter(r, c, &first, &found);
	if (err != 0)
		return err;
	if (found)
		return read_multipart(r, c, first);
	err = reading_complain(r, c->path, UNSCANNABLE_MALFORMED);
	return err != 0 ? err : add_leaf(r, c);
}

static int
read_content(struct reading *r, struct content *c)
{
	int err = reading_complain_if(r, c->fields.malformed, c->path, UNSCANNABLE_MALFORMED);
	if (err != 0)
		return err;
	/* A fragment makes sense to who has the others (RFC 2046 section 5.2.2). */
	bool fragment = strcmp(c->fields.type, "message/partial") == 0;
	err = reading_complain_if(r, fragment, c->path, UNSCANNABLE_FORMAT);
	if (err != 0)
		return err;
	bool multipart = mime_fields_is_multipart(&c->fields);
	bool message = mime_fields_is_message(&c->fields);
	if ((multipart || message) && c->depth >= r->depth_limit) {
		err = reading_complain(r, c->path, UNSCANNABLE_DEPTH);
		return err != 0 ? err : add_leaf(r, c);
	}
	if (multipart)
		return read_multipart_content(r, c);
	if (!message)
		return add_leaf(r, c);
	if (transfer_encoding_is_coded(c->fields.encoding))
		err = decode_structure(r, c);
	return err != 0 ? err : read_attached_message(r, c);
}

/* The header section as a part: a message's always, a part's when it tells something. */
static int
add_header_part(struct reading *r, const struct entity *entity, struct bytes section)
{
	bool telling = header_part_is_telling(r, bytes_slice(section, 0, r->header_bytes));
	if (!entity->is_message && !telling)
		return 0;
	const char *path = reading_path(r, entity->path, entity->is_message ? "headers" : "mime");
	size_t index = r->message->part_count;
	int err = path == NULL ? path_failure(r) : header_part_add(r, path, section);
	if (err == 0)
		r->message->parts[index].entity = entity->is_message ? entity->container : entity->bytes;
	return err;
}

static int
read_entity(struct reading *r, const struct entity *entity)
{
	const struct header_split split = header_section_split(entity->bytes);
	struct content content = {
		.entity = entity->bytes,
		.body = split.body,
		.path = entity->is_message ? numbered_path(r, entity->path, 1) : entity->path,
		.prefix = entity->path,
		.depth = entity->depth,
		.enclosure = entity->enclosure,
	};
	if (content.path == NULL)
		return path_failure(r);
	if (r->parts_left == 0)
		return reading_complain(r, content.path, UNSCANNABLE_PART_COUNT);
	r->parts_left--;
	int err = add_header_part(r, entity, split.section);
	if (err == 0)
		err = mime_fields_read(r, bytes_slice(split.section, 0, r->header_bytes),
		                       entity->default_type, &content.fields);
	content.fields.malformed |= split.unseparated;
	return err != 0 ? err : read_content(r, &content);
}

int
mime_walk(struct reading *r, struct bytes message)
{
	const struct entity entity = {
		.bytes = message,
		.path = "",
		.is_message = true,
		.default_type = "text/plain",
	};
	return read_entity(r, &entity);
}
