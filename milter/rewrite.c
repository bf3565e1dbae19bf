#include "milter/rewrite.h"

#include <stdio.h>

#include "core/error.h"
#include "encryption/mime_text.h"
#include "milter/body_form.h"
#include "milter/cut.h"
#include "milter/redact.h"
#include "policy/removal.h"
#include "scanner/part_source.h"

/* In neutral words: neither what it was nor why. */
#define ATTACHMENT_NOTE "An attachment was removed here by a mail policy.\r\n"

/* Fields and delimiters around a part. */
#define WRAPPING_ROOM 2048
#define MIXED_TYPE "multipart/mixed;\n\tboundary=\"%s\""

static bool
wants(const struct message *m, enum treatment_kind kind)
{
	for (size_t i = 0; i < m->verdict.treatment_count; i++)
		if (m->verdict.treatments[i].kind == kind)
			return true;
	return false;
}

/* ---- attachments ------------------------------------------------------------------------ */

static bool
part_goes(const struct message *m, const struct part *part)
{
	for (size_t i = 0; i < m->verdict.treatment_count; i++)
		if (removal_wants_part(part, &m->verdict.treatments[i]))
			return true;
	return false;
}

static int
attachments_cut(struct message *m, struct cut_list *cuts)
{
	int err = 0;

	for (size_t i = 0; i < m->part_count && err == 0; i++) {
		const struct part *part = &m->parts[i];
		if (!part_goes(m, part))
			continue;
		if (!part_source_is_verbatim(m, part))
			return ERROR_NOT_FOUND;
		m->rewriting.attachments++;
		err = cut_list_add(m, cuts, (struct cut){
			.entity = part->entity, .content_type = "text/plain; charset=us-ascii",
			.transfer_encoding = "7bit", .body = bytes_of_string(ATTACHMENT_NOTE) });
	}
	return err;
}

/* ---- the subject ------------------------------------------------------------------------- */

/* The subject as a receiver would see it; empty where there is none. */
static struct bytes
subject_text(const struct message *m)
{
	const struct part *headers = m->part_count > 0 ? &m->parts[0] : NULL;
	struct bytes name = bytes_of_string("Subject: ");

	if (m->rewriting.subject_text != NULL)
		return bytes_of_string(m->rewriting.subject_text);
	struct bytes text = headers != NULL ? headers->text : bytes_make(NULL, 0);
	while (text.length > 0) {
		const uint8_t *end = memchr(text.data, '\n', text.length);
		struct bytes line = bytes_slice(text, 0, end ? (size_t)(end - text.data) : text.length);
		if (bytes_equal_nocase(bytes_slice(line, 0, name.length), name))
			return bytes_slice(line, name.length, SIZE_MAX);
		text = bytes_slice(text, line.length + 1, SIZE_MAX);
	}
	return message_header_find(m, "Subject"); /* beyond the limit for header sections */
}

/* "Subject: ..." as a part in front of the rest. */
static int
subject_write(const struct message *m, const char *boundary, struct buffer *out)
{
	const char *const head[] = { "--", boundary,
	                             "\r\nContent-Type: text/plain; charset=utf-8\r\n"
	                             "Content-Disposition: inline\r\n"
	                             "Content-Transfer-Encoding: quoted-printable\r\n\r\n" };
	struct bytes subject = subject_text(m);
	struct buffer line = buffer_make(subject.length + sizeof("Subject: "));
	int err = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(head) && err == 0; i++)
		err = buffer_append_string(out, head[i]);
	if (err == 0)
		err = buffer_append_string(&line, "Subject: ");
	if (err == 0)
		err = buffer_append(&line, subject);
	if (err == 0)
		err = mime_text_append_quoted_printable(buffer_bytes(&line), out);
	buffer_release(&line);
	return err;
}

/*
 * A body of two parts: the subject, and what was the body, with the fields that
 * described it. Nothing of it is encoded anew, so what signs it still does.
 */
static int
body_wrap(const struct message *m, const struct body_form *form, struct bytes body,
          const char *boundary, struct buffer *out)
{
	const char *const middle[] = { "--", boundary, "\r\n" };
	const char *const end[] = { "\r\n--", boundary, "--\r\n" };
	int err = subject_write(m, boundary, out);

	for (size_t i = 0; i < ARRAY_LENGTH(middle) && err == 0; i++)
		err = buffer_append_string(out, middle[i]);
	if (err == 0)
		err = body_form_write(m, form, out);
	if (err == 0)
		err = buffer_append(out, body);
	for (size_t i = 0; i < ARRAY_LENGTH(end) && err == 0; i++)
		err = buffer_append_string(out, end[i]);
	return err;
}

static bool
is_seven_bit(struct bytes text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] >= 0x80)
			return false;
	return true;
}

/* Moves the subject into `body`, which becomes another of another form. */
static int
subject_move(struct message *m, struct body_form *form, struct buffer *body)
{
	struct buffer wrapped = buffer_make(body->length + m->original.length + WRAPPING_ROOM);
	struct mime_text_boundary boundary;
	char type[sizeof(MIXED_TYPE) + sizeof(boundary)];

	int err = mime_text_boundary_create(&boundary);
	if (err == 0)
		err = body_wrap(m, form, buffer_bytes(body), boundary.text, &wrapped);
	if (err == 0) {
		snprintf(type, sizeof(type), MIXED_TYPE, boundary.text);
		*form = (struct body_form){
			.content_type = arena_copy_string(m->arena, bytes_of_string(type)),
			.transfer_encoding = is_seven_bit(buffer_bytes(&wrapped)) ? "7bit" : "8bit" };
		err = form->content_type != NULL ? 0 : arena_failure(m->arena);
	}
	buffer_release(body);
	*body = wrapped;
	return err;
}

/* ---- all of it ----------------------------------------------------------------------------- */

/* Room for the body that leaves: each cut brings its own, with some fields in front. */
static size_t
body_limit(const struct message *m, const struct cut_list *cuts)
{
	size_t limit = m->original.length;

	for (size_t i = 0; i < cuts->count; i++)
		limit += cuts->items[i].body.length + WRAPPING_ROOM;
	return limit;
}

static int
cuts_make(struct message *m, struct cut_list *cuts)
{
	const struct cut *whole = cut_list_whole(m, cuts);
	bool moves = wants(m, TREATMENT_MOVE_SUBJECT) &&
	             message_header_find(m, "Subject").data != NULL;
	struct body_form form = { .content_type = NULL };
	struct buffer body = buffer_make(body_limit(m, cuts));
	int err = 0;

	if (whole != NULL)
		form = (struct body_form){ whole->content_type, whole->transfer_encoding,
		                           whole->keeps_fields };
	if (cuts->count > 0 || moves)
		err = cut_list_apply(m, cuts, &body);
	if (err == 0 && moves)
		err = subject_move(m, &form, &body);
	m->rewriting.moved = moves;
	if (err == 0)
		err = body_form_edit(&form, m);
	if (err == 0 && (cuts->count > 0 || moves))
		err = message_edit_body(m, buffer_bytes(&body));
	buffer_release(&body);
	return err;
}

int
rewrite_message(const struct configuration *configuration, struct message *m, bool takes_out)
{
	struct cut_list cuts = { .count = 0 };
	int err = takes_out ? attachments_cut(m, &cuts) : 0;

	if (err == 0 && takes_out)
		err = redact_message(configuration, m, &cuts);
	if (err == 0 && takes_out && cuts.count == 0 && m->rewriting.subject == NULL)
		err = ERROR_NOT_FOUND;
	return err != 0 ? err : cuts_make(m, &cuts);
}
