/*
 * What the files of the part reader share while one message is read: the
 * message, what is left of each limit, and memory that is reused from part to part.
 *
 * Threads: one reading, one thread.
 */
#ifndef PHIMILTER_SCANNER_READING_H
#define PHIMILTER_SCANNER_READING_H

#include "core/configuration.h"
#include "core/message.h"
#include "scanner/header_text.h"

struct reading {
	struct message *message;
	size_t header_bytes; /* of one section */
	size_t header_count; /* of one section */
	size_t depth_limit;
	size_t parts_left;   /* entities that may still be entered */
	size_t decoded_left; /* bytes */
	size_t text_left;    /* bytes */
	unsigned reported;   /* bits of enum unscannable_reason that are said once a message */
	struct header_scratch headers;
	struct buffer decoded;     /* a part after transfer decoding */
	struct buffer utf8;        /* a part after charset decoding */
	struct buffer text;        /* a part's text before it moves to the arena */
};

struct reading reading_make(const struct configuration *configuration, struct message *m);
void reading_release(struct reading *r);

/* Adds an unscannable; a limit of the whole message is said once. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int reading_complain(struct reading *r, const char *path, enum unscannable_reason reason);

/* The same when `condition` holds. */
MUST_USE int reading_complain_if(struct reading *r, bool condition, const char *path,
                                 enum unscannable_reason reason);

/* "`prefix`.`name`", or `name` when the prefix is ""; NULL as arena_alloc(). */
MUST_USE const char *reading_path(struct reading *r, const char *prefix, const char *name);

/*
 * Adds a part and copies `text` (valid UTF-8) to the arena with CRLF turned
 * into LF, as far as the limit for text allows. The caller fills in the rest.
 * Fails: ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int reading_part_add(struct reading *r, const char *path, enum part_kind kind,
                              struct bytes text, struct part **out);

#endif
