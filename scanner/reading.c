#include "scanner/reading.h"

#include <stdio.h>

#include "core/error.h"
#include "scanner/charset.h"
#include "scanner/line_ends.h"

/* Reasons that concern the message as a whole and would repeat for each part. */
#define SAID_ONCE                                                                  \
	(1u << UNSCANNABLE_PART_COUNT | 1u << UNSCANNABLE_DECODED_SIZE |           \
	 1u << UNSCANNABLE_TEXT_SIZE)

/* Decoded bytes become at most three times as many of UTF-8. */
#define TEXT_EXPANSION 3

struct reading
reading_make(const struct configuration *configuration, struct message *m)
{
	size_t decoded = (size_t)configuration->limits.decoded_bytes;
	size_t header = (size_t)configuration->limits.header_bytes;
	return (struct reading){
		.message = m,
		.header_bytes = header,
		.header_count = (size_t)configuration->limits.header_count,
		.depth_limit = (size_t)configuration->limits.mime_depth,
		.parts_left = (size_t)configuration->limits.mime_parts,
		.decoded_left = decoded,
		.text_left = (size_t)configuration->limits.text_bytes,
		.headers = header_scratch_make(header),
		.decoded = buffer_make(m->original.length),
		.utf8 = buffer_make(decoded * TEXT_EXPANSION),
		.text = buffer_make(decoded * TEXT_EXPANSION),
	};
}

void
reading_release(struct reading *r)
{
	header_scratch_release(&r->headers);
	buffer_release(&r->decoded);
	buffer_release(&r->utf8);
	buffer_release(&r->text);
}

int
reading_complain(struct reading *r, const char *path, enum unscannable_reason reason)
{
	if ((r->reported & SAID_ONCE & 1u << reason) != 0)
		return 0;
	r->reported |= 1u << reason;
	return message_unscannable_add(r->message, path, reason);
}

int
reading_complain_if(struct reading *r, bool condition, const char *path,
                    enum unscannable_reason reason)
{
	return condition ? reading_complain(r, path, reason) : 0;
}

const char *
reading_path(struct reading *r, const char *prefix, const char *name)
{
	size_t size = strlen(prefix) + strlen(name) + sizeof(".");
	char *path = arena_alloc(r->message->arena, size);
	if (path != NULL)
		snprintf(path, size, "%s%s%s", prefix, *prefix ? "." : "", name);
	return path;
}

int
reading_part_add(struct reading *r, const char *path, enum part_kind kind, struct bytes text,
                 struct part **out)
{
	struct bytes kept = charset_utf8_cut(text, r->text_left);
	int err = reading_complain_if(r, kept.length < text.length, path, UNSCANNABLE_TEXT_SIZE);
	if (err != 0)
		return err;
	uint8_t *copy = arena_alloc(r->message->arena, kept.length);
	if (copy == NULL)
		return arena_failure(r->message->arena);
	err = message_part_add(r->message, out);
	if (err != 0)
		return err;
	r->text_left -= kept.length;
	(*out)->path = path;
	(*out)->kind = kind;
	(*out)->text = bytes_make(copy, line_ends_copy(kept, copy));
	return 0;
}
