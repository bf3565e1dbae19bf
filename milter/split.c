#include "milter/split.h"

#include "core/error.h"
#include "milter/release.h"
#include "milter/split_context.h"

enum split_pass
split_pass_of(const char *macro)
{
	if (macro != NULL && strcmp(macro, "first") == 0)
		return SPLIT_FIRST;
	return macro != NULL && strcmp(macro, "copy") == 0 ? SPLIT_COPY : SPLIT_NONE;
}

static int
body_digest(const struct message *m, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	struct bytes body = bytes_slice(buffer_bytes(&m->original), m->body_start, SIZE_MAX);

	return crypto_digest(&body, 1, out);
}

/* ---- what goes with a recipient -------------------------------------------------- */

/* Bytes of ORCPT and NOTIFY together; RFC 3461 4.2 allows 500 of the one, 4.1 28 of the other.
 * What is longer stays behind: it only tells of a delivery. */
#define NOTIFICATIONS_LIMIT 600

/* An ORCPT that the MTA made itself of a copy's address says what must not leave the house. */
static bool
follows_recipient(struct bytes argument)
{
	struct bytes notify = bytes_of_string("NOTIFY="), original = bytes_of_string("ORCPT=");

	if (bytes_equal_nocase(bytes_slice(argument, 0, notify.length), notify))
		return true;
	return bytes_equal_nocase(bytes_slice(argument, 0, original.length), original) &&
	       bytes_find_nocase(argument, bytes_of_string(SPLIT_DOMAIN)) == SIZE_MAX;
}

int
split_notifications_read(struct arena *arena, char *const *arguments, const char **out)
{
	struct buffer kept = buffer_make(NOTIFICATIONS_LIMIT);
	int err = 0;

	*out = NULL;
	for (size_t i = 0; arguments[i] != NULL && err == 0; i++) {
		struct bytes argument = bytes_of_string(arguments[i]);
		if (!follows_recipient(argument) || kept.length + argument.length >= NOTIFICATIONS_LIMIT)
			continue;
		if (kept.length > 0)
			err = buffer_append_byte(&kept, ' ');
		if (err == 0)
			err = buffer_append(&kept, argument);
	}
	if (err == 0 && kept.length > 0) {
		*out = arena_copy_string(arena, buffer_bytes(&kept));
		err = *out != NULL ? 0 : arena_failure(arena);
	}
	buffer_release(&kept);
	return err;
}

/* ---- a copy -------------------------------------------------------------------- */

/* The fields that the first pass adds. */
static const char *const added[] = { SPLIT_HEADER, RELEASE_HEADER };

/*
 * Takes a field off the header, which is the sender's then; split_finish() tells the MTA. The
 * first pass has taken all others of that name off, so there is one, or this is no copy of ours.
 */
static int
field_take(struct message *m, const char *name, struct bytes *value)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->header_count; i++) {
		if (bytes_equal_nocase(m->headers[i].name, bytes_of_string(name)))
			*value = m->headers[i].value;
		else
			m->headers[kept++] = m->headers[i];
	}
	bool one = m->header_count - kept == 1;
	m->header_count = kept;
	return one ? 0 : ERROR_CORRUPT;
}

/* `*context` is the value of the first of them. */
static int
fields_take(struct message *m, struct bytes *context)
{
	struct bytes value = { NULL, 0 };
	int err = 0;

	for (size_t i = ARRAY_LENGTH(added); i > 0 && err == 0; i--)
		err = field_take(m, added[i - 1], &value);
	*context = value;
	return err;
}

/*
 * The MTA's own copies (always_bcc) have no tag, and nobody has decided for them: they
 * get what the message as a whole would have got.
 */
static int
recipient_restore(const struct secret_key *key, const struct split_context *context,
                  struct arena *arena, struct recipient *recipient)
{
	recipient->split_address = recipient->address;
	int err = split_address_read(key, context, arena, recipient);
	if (err != ERROR_NOT_FOUND)
		return err;
	recipient->split_address = NULL;
	recipient->at_least = context->strictest;
	return 0;
}

static int
envelope_restore(const struct secret_key *key, const struct split_context *context, struct message *m)
{
	struct envelope *envelope = &m->envelope;
	int err = 0;

	envelope->sender = context->sender;
	envelope->client_address = context->client_address;
	envelope->auth_user = context->auth_user;
	envelope->tls_version = context->tls_version;
	envelope->hourly_phi_recipients = context->hourly;
	envelope->whole_recipients = context->recipients;
	envelope->whole_outside = context->outside;
	for (size_t i = 0; i < envelope->recipient_count && err == 0; i++)
		err = recipient_restore(key, context, m->arena, &envelope->recipients[i]);
	return err;
}

int
split_restore(const struct secret_key *key, struct message *m, const char **queue_id)
{
	uint8_t body[CRYPTO_DIGEST_SIZE];
	struct split_context context;
	struct bytes value;

	*queue_id = "";
	int err = fields_take(m, &value);
	if (err == 0)
		err = split_context_read(key, value, m->envelope.received, m->arena, &context);
	if (err == 0)
		err = body_digest(m, body);
	if (err == 0 && memcmp(body, context.body, sizeof(body)) != 0)
		err = ERROR_CORRUPT;
	if (err == 0)
		err = envelope_restore(key, &context, m);
	if (err == 0)
		*queue_id = context.queue_id;
	return err;
}

/* Exchanges an address of the recipient's for another. */
static int
recipient_rename(struct message *m, const struct recipient *recipient, const char *from, const char *to)
{
	int err = message_edit_add(m, (struct edit){ .kind = EDIT_RECIPIENT_DELETE, .value = from });

	return err != 0 ? err : message_edit_add(m, (struct edit){ .kind = EDIT_RECIPIENT_ADD, .value = to,
	                                                           .name = recipient->notifications });
}

int
split_finish(struct message *m)
{
	int err = 0;

	if (m->envelope.whole_recipients == 0)
		return 0;
	for (size_t i = 0; i < ARRAY_LENGTH(added) && err == 0; i++)
		err = message_edit_add(m, (struct edit){ .kind = EDIT_HEADER_DELETE, .name = added[i],
		                                         .index = 1 });
	for (size_t i = 0; i < m->envelope.recipient_count && err == 0; i++) {
		const struct recipient *recipient = &m->envelope.recipients[i];
		if (recipient->split_address != NULL)
			err = recipient_rename(m, recipient, recipient->split_address,
			                       recipient->address);
	}
	return err;
}

/* ---- the first pass --------------------------------------------------------------- */

/* What a copy gets at least. What is taken out of one is found only when it comes. */
static enum outcome
outcome_of_copy(const struct message *m, size_t recipient)
{
	const struct recipient_verdict *verdict = &m->verdict.each[recipient];
	bool milder = m->verdict.rewrites && outcome_strictness(verdict->rewritten_outcome) <
	                                     outcome_strictness(verdict->outcome);

	return milder ? verdict->rewritten_outcome : verdict->outcome;
}

/* What was to be decided anew binds nobody. */
static enum outcome
strictest_that_binds(const struct message *m)
{
	enum outcome strictest = 0;

	for (size_t i = 0; i < m->envelope.recipient_count; i++) {
		enum outcome outcome = outcome_of_copy(m, i);
		if (outcome != OUTCOME_DEFER &&
		    outcome_strictness(outcome) > outcome_strictness(strictest))
			strictest = outcome;
	}
	return strictest;
}

static int
context_make(const struct secret_key *key, struct message *m, struct split_context *out,
             const char **value)
{
	const struct envelope *envelope = &m->envelope;

	*out = (struct split_context){
		.queue_id = envelope->queue_id,
		.written = envelope->received,
		.recipients = envelope->recipient_count,
		.hourly = envelope->hourly_phi_recipients,
		.strictest = strictest_that_binds(m),
		.sender = envelope->sender,
		.client_address = envelope->client_address,
		.auth_user = envelope->auth_user,
		.tls_version = envelope->tls_version,
	};
	for (size_t i = 0; i < envelope->recipient_count; i++)
		out->outside += !envelope->recipients[i].internal;
	int err = body_digest(m, out->body);
	return err != 0 ? err : split_context_write(key, out, m->arena, value);
}

static int
recipients_tag(const struct secret_key *key, const struct split_context *context, struct message *m)
{
	int err = 0;

	for (size_t i = 0; i < m->envelope.recipient_count && err == 0; i++) {
		const struct recipient *recipient = &m->envelope.recipients[i];
		const char *address;
		err = split_address_write(key, context, recipient, outcome_of_copy(m, i), m->arena,
		                          &address);
		if (err == 0)
			err = recipient_rename(m, recipient, recipient->address, address);
	}
	return err;
}

static int
message_prepare(const struct secret_key *key, struct message *m)
{
	struct split_context context;
	const char *value;

	int err = context_make(key, m, &context, &value);
	if (err != 0)
		return err;
	err = release_strip_forged(m);
	if (err == 0)
		err = recipients_tag(key, &context, m);
	if (err == 0)
		err = release_bounces_bare(m);
	if (err == 0)
		err = message_edit_add(m, (struct edit){ .kind = EDIT_HEADER_ADD, .name = RELEASE_HEADER,
		                                         .value = RELEASE_SPLIT });
	return err != 0 ? err : message_edit_add(m, (struct edit){ .kind = EDIT_HEADER_ADD, .name = SPLIT_HEADER,
	                                                           .value = value });
}

int
split_prepare(const struct secret_key *key, struct message *m)
{
	size_t before = m->edit_count;

	int err = message_prepare(key, m);
	if (err != 0)
		m->edit_count = before;
	return err == ERROR_LIMIT && arena_failure(m->arena) != ERROR_LIMIT ? ERROR_INVALID : err;
}
