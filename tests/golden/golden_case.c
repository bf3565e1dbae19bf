#include "tests/golden/golden_case.h"

#include <limits.h>
#include <stdio.h>

#include "core/error.h"

#define CASE_FILE_LIMIT ((size_t)1024 * 1024)
#define QUEUE_ID "4GoldenCase"

/* The time of receipt of every case, so that dates in the edits never change: 2025-01-01 UTC. */
#define RECEIVED 1735689600

/* `stem` with `suffix`, read whole and ended by a NUL that is not counted. */
static int
file_read(const char *stem, const char *suffix, struct buffer *out)
{
	char path[PATH_MAX];
	uint8_t chunk[4096];
	size_t length;
	int err = 0;

	snprintf(path, sizeof(path), "%s%s", stem, suffix);
	FILE *file = fopen(path, "rbe");
	if (file == NULL)
		return ERROR_NOT_FOUND;
	while (err == 0 && (length = fread(chunk, 1, sizeof(chunk), file)) > 0)
		err = buffer_append(out, bytes_make(chunk, length));
	if (ferror(file))
		err = ERROR_NOT_FOUND;
	fclose(file);
	if (err == 0)
		err = buffer_append_byte(out, '\0');
	if (err == 0)
		out->length--;
	return err;
}

/* ---- envelope ------------------------------------------------------------------ */

/* One line, cut into its words in place. `snapshot` is taken over with the sender. */
static int
envelope_line(char *line, struct snapshot **snapshot, struct session *session)
{
	char *rest;
	const char *key = strtok_r(line, " \t", &rest);
	const char *value = strtok_r(NULL, " \t", &rest);
	const char *mailer = strtok_r(NULL, " \t", &rest);

	if (key == NULL || key[0] == '#')
		return 0;
	if (strcmp(key, "sender") == 0 && *snapshot != NULL) {
		session_message_begin(session, *snapshot, value != NULL ? value : "");
		*snapshot = NULL;
	} else if (strcmp(key, "client") == 0 && value != NULL) {
		session_set_client(session, value);
	} else if (strcmp(key, "auth") == 0 && value != NULL) {
		session_message_client(session, value, NULL);
	} else if (strcmp(key, "recipient") == 0 && value != NULL && mailer != NULL) {
		session_message_recipient(session, value, mailer);
	} else {
		return ERROR_INVALID;
	}
	return 0;
}

/* Without a "sender" line no message is open, which session_message_complete() tells. */
static int
present_envelope(char *text, struct snapshot *snapshot, struct session *session)
{
	char *rest;
	int err = 0;

	for (char *line = strtok_r(text, "\n", &rest); line != NULL && err == 0;
	     line = strtok_r(NULL, "\n", &rest))
		err = envelope_line(line, &snapshot, session);
	snapshot_release(&snapshot);
	return err;
}

/* ---- message --------------------------------------------------------------------- */

/* The line at `start` without its line end; `next` is where the following one starts. */
static struct bytes
line_at(struct bytes text, size_t start, size_t *next)
{
	struct bytes rest = bytes_slice(text, start, text.length);
	const uint8_t *end = rest.length > 0 ? memchr(rest.data, '\n', rest.length) : NULL;
	size_t length = end != NULL ? (size_t)(end - rest.data) : rest.length;

	*next = start + length + (end != NULL);
	if (length > 0 && rest.data[length - 1] == '\r')
		length--;
	return bytes_slice(rest, 0, length);
}

static bool
is_continuation(struct bytes line)
{
	return line.length > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
}

/* One field as libmilter tells it: name, value with its leading space, lines joined by LF. */
static int
present_header(struct bytes text, size_t *start, struct session *session)
{
	struct buffer field = buffer_make(CASE_FILE_LIMIT);
	size_t next;
	int err = buffer_append(&field, line_at(text, *start, &next));

	while (err == 0 && is_continuation(line_at(text, *start = next, &next))) {
		err = buffer_append_byte(&field, '\n');
		if (err == 0)
			err = buffer_append(&field, line_at(text, *start, &next));
	}
	if (err == 0)
		err = buffer_append_byte(&field, '\0');
	char *colon = err == 0 ? strchr((char *)field.data, ':') : NULL;
	if (err == 0 && colon == NULL)
		err = ERROR_INVALID;
	if (err == 0) {
		*colon = '\0';
		session_message_header(session, (char *)field.data, colon + 1);
	}
	buffer_release(&field);
	return err;
}

static int
present_body(struct bytes text, size_t start, struct session *session)
{
	struct buffer body = buffer_make(2 * CASE_FILE_LIMIT);
	int err = 0;

	while (err == 0 && start < text.length) {
		err = buffer_append(&body, line_at(text, start, &start));
		if (err == 0)
			err = buffer_append_string(&body, "\r\n");
	}
	if (err == 0)
		session_message_body(session, buffer_bytes(&body));
	buffer_release(&body);
	return err;
}

static int
present_message(struct bytes text, struct session *session)
{
	size_t start = 0, next;
	int err = 0;

	while (err == 0 && start < text.length && line_at(text, start, &next).length > 0)
		err = present_header(text, &start, session);
	line_at(text, start, &next);
	return err != 0 ? err : present_body(text, next, session);
}

int
golden_case_present(const char *stem, struct snapshot *snapshot, struct session *session)
{
	struct buffer envelope = buffer_make(CASE_FILE_LIMIT), text = buffer_make(CASE_FILE_LIMIT);

	int err = file_read(stem, ".envelope", &envelope);
	if (err == 0)
		err = file_read(stem, ".eml", &text);
	if (err == 0)
		err = present_envelope((char *)envelope.data, snapshot, session);
	else
		snapshot_release(&snapshot);
	if (err == 0)
		err = present_message(buffer_bytes(&text), session);
	if (err == 0)
		err = session_message_complete(session, QUEUE_ID);
	if (err == 0)
		session->message->envelope.received = RECEIVED;
	buffer_release(&envelope);
	buffer_release(&text);
	return err;
}
