/*
 * The fields that describe a body (RFC 2045 3): of the message, as edits, and of
 * a part that is made of it.
 *
 * Threads: the message's.
 */
#ifndef PHIMILTER_MILTER_BODY_FORM_H
#define PHIMILTER_MILTER_BODY_FORM_H

#include "core/buffer.h"
#include "core/message.h"

/* How a body that leaves is to be read. */
struct body_form {
	const char *content_type;      /* NULL: as the one that came, and then all of this is */
	const char *transfer_encoding;
	bool keeps_fields;             /* those that describe it otherwise, such as its disposition */
};

/* Whether the field says how the body is read, or that it is whole: a new body needs another. */
bool body_form_is_reading(struct bytes name);

/* Appends the header section of a part with that body, its empty line too. Fails: ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int body_form_write(const struct message *m, const struct body_form *form,
                             struct buffer *out);

/* Appends the edits after which the message says so of its body. Fails: ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int body_form_edit(const struct body_form *form, struct message *m);

/* Appends "Name: value" as RFC 5322 writes it; the value is as a milter has it. Fails the same. */
MUST_USE int body_form_write_field(const struct header *field, struct buffer *out);

#endif
