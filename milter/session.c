#include "milter/session.h"

#include <stdlib.h>
#include <time.h>

#include "core/error.h"
#include "milter/release.h"

/*
 * Room in the arena beside the text itself: envelope, headers twice, parts,
 * findings. The text limit and one decoded copy of the message are added.
 */
#define SESSION_ARENA_OVERHEAD ((size_t)64 * 1024 * 1024)

size_t
session_arena_limit(const struct configuration *configuration)
{
	return (size_t)(configuration->limits.message_bytes + configuration->limits.text_bytes) +
	       SESSION_ARENA_OVERHEAD;
}

int
session_create(atomic_uint *open_messages, struct memory_pool *pool, struct session **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ERROR_MEMORY;
	(*out)->open_messages = open_messages;
	(*out)->pool = pool;
	return 0;
}

void
session_destroy(struct session **session)
{
	if (session == NULL || *session == NULL)
		return;
	session_message_end(*session);
	explicit_bzero(*session, sizeof(**session));
	free(*session);
	*session = NULL;
}

void
session_set_client(struct session *session, const char *address)
{
	size_t length = strnlen(address, sizeof(session->client_address) - 1);

	memcpy(session->client_address, address, length);
	session->client_address[length] = '\0';
}

/* Notes the first failure of the message. */
static void
session_note(struct session *session, int err)
{
	if (session->failure == 0)
		session->failure = err;
}

/* As session_note(), for what filled the original. */
static void
session_note_original(struct session *session, int err)
{
	if (err == ERROR_LIMIT && session->failure == 0 &&
	    arena_failure(session->message->arena) == 0)
		session->oversize = true;
	session_note(session, err);
}

/* False when there is no message or it is lost already. */
static bool
session_collecting(const struct session *session)
{
	return session->message != NULL && session->failure == 0;
}

/* A copy in the message's arena; NULL stays NULL, and so does a failure, noted. */
static const char *
session_keep(struct session *session, const char *text)
{
	if (text == NULL)
		return NULL;
	const char *copy = arena_copy_string(session->message->arena, bytes_of_string(text));
	if (copy == NULL)
		session_note(session, arena_failure(session->message->arena));
	return copy;
}

/* "<user@example.com>" without its brackets. */
static const char *
session_keep_path(struct session *session, const char *path)
{
	struct bytes address = bytes_of_string(path);

	if (address.length >= 2 && address.data[0] == '<' && address.data[address.length - 1] == '>')
		address = bytes_slice(address, 1, address.length - 2);
	const char *copy = arena_copy_string(session->message->arena, address);
	if (copy == NULL)
		session_note(session, arena_failure(session->message->arena));
	return copy ? copy : "";
}

void
session_message_begin(struct session *session, struct snapshot *snapshot, const char *sender)
{
	session_message_end(session);
	session->snapshot = snapshot;
	atomic_fetch_add(session->open_messages, 1);
	const struct configuration *configuration = snapshot->configuration;
	int err = message_create((size_t)configuration->limits.message_bytes,
	                         session_arena_limit(configuration), &session->message);
	if (err != 0) {
		session_note(session, err);
		return;
	}
	message_use_pool(session->message, session->pool);
	struct envelope *envelope = &session->message->envelope;
	envelope->client_address = session->client_address;
	envelope->received = time(NULL);
	envelope->sender = session_keep_path(session, sender);
}

void
session_message_refuse(struct session *session)
{
	session_message_end(session);
	session->failure = ERROR_STATE;
}

void
session_message_client(struct session *session, const char *auth_user, const char *tls_version)
{
	if (!session_collecting(session))
		return;
	struct envelope *envelope = &session->message->envelope;
	envelope->auth_user = session_keep(session, auth_user);
	envelope->tls_version = session_keep(session, tls_version);
}

void
session_message_recipient(struct session *session, const char *address, const char *mailer)
{
	if (!session_collecting(session))
		return;
	struct envelope *envelope = &session->message->envelope;
	if (envelope->recipient_count >= (size_t)session->snapshot->configuration->limits.recipients) {
		session_note(session, ERROR_LIMIT);
		return;
	}
	const char *path = session_keep_path(session, address);
	session_note(session, message_recipient_add(session->message, path, mailer));
}

void
session_message_notifications(struct session *session, char *const *arguments)
{
	if (!session_collecting(session) || !session->keeps_notifications ||
	    session->split_pass == SPLIT_NONE)
		return;
	struct message *m = session->message;
	struct recipient *last = &m->envelope.recipients[m->envelope.recipient_count - 1];
	session_note(session, split_notifications_read(m->arena, arguments, &last->notifications));
}

void
session_message_split(struct session *session, const char *macro)
{
	session->split_pass = split_pass_of(macro);
}

/* What the first pass of a copy added is no part of the message that was sent. */
static bool
is_of_split(const struct session *session, const char *name)
{
	return session->split_pass == SPLIT_COPY &&
	       (strcasecmp(name, SPLIT_HEADER) == 0 || strcasecmp(name, RELEASE_HEADER) == 0);
}

/* Appends `value` with the line ends of RFC 5322 in place of the protocol's bare LF. */
static int
original_append_lines(struct buffer *original, struct bytes value)
{
	size_t start = 0;
	int err = 0;

	for (size_t i = 0; i < value.length && err == 0; i++) {
		if (value.data[i] != '\n')
			continue;
		bool has_cr = i > start && value.data[i - 1] == '\r';
		err = buffer_append(original, bytes_slice(value, start, i - start - has_cr));
		if (err == 0)
			err = buffer_append_string(original, "\r\n");
		start = i + 1;
	}
	return err != 0 ? err : buffer_append(original, bytes_slice(value, start, value.length));
}

void
session_message_header(struct session *session, const char *name, const char *value)
{
	if (!session_collecting(session))
		return;
	struct message *m = session->message;
	int err = message_header_add(m, bytes_of_string(name), bytes_of_string(value));
	if (err == 0 && is_of_split(session, name))
		return;
	if (err == 0)
		err = buffer_append_string(&m->original, name);
	if (err == 0)
		err = buffer_append_byte(&m->original, ':');
	if (err == 0)
		err = original_append_lines(&m->original, bytes_of_string(value));
	if (err == 0)
		err = buffer_append_string(&m->original, "\r\n");
	session_note_original(session, err);
}

/* The empty line between header section and body. */
static void
session_body_begin(struct session *session)
{
	struct message *m = session->message;

	session_note_original(session, buffer_append_string(&m->original, "\r\n"));
	m->body_start = m->original.length;
	session->body_started = true;
}

void
session_message_body(struct session *session, struct bytes chunk)
{
	if (!session_collecting(session))
		return;
	if (!session->body_started)
		session_body_begin(session);
	if (session_collecting(session))
		session_note_original(session, buffer_append(&session->message->original, chunk));
}

int
session_message_complete(struct session *session, const char *queue_id)
{
	if (session->message == NULL)
		return session->failure != 0 ? session->failure : ERROR_STATE;
	const char *copy = session_keep(session, queue_id);
	if (copy != NULL)
		session->message->envelope.queue_id = copy;
	if (!session->body_started)
		session_body_begin(session);
	return session->failure;
}

void
session_message_end(struct session *session)
{
	if (session->snapshot != NULL)
		atomic_fetch_sub(session->open_messages, 1);
	message_destroy(&session->message);
	snapshot_release(&session->snapshot);
	session->split_pass = SPLIT_NONE;
	session->body_started = false;
	session->oversize = false;
	session->failure = 0;
}
