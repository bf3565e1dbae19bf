#include "policy/past.h"

#include "core/error.h"

static int
string_recall(struct arena *arena, struct bytes text, const char **out)
{
	*out = arena_copy_string(arena, text);
	return *out != NULL ? 0 : arena_failure(arena);
}

static int
recipient_recall(const struct record_recipient *recipient, struct message *m)
{
	const char *address;

	int err = string_recall(m->arena, recipient->address, &address);
	if (err == 0)
		err = message_recipient_add(m, address, NULL);
	if (err != 0)
		return err;
	struct recipient *last = &m->envelope.recipients[m->envelope.recipient_count - 1];
	last->internal = recipient->internal;
	last->tls_capable = recipient->tls_capable;
	return 0;
}

int
past_envelope(const struct record *record, struct message *m)
{
	struct envelope *envelope = &m->envelope;

	envelope->received = record->time;
	envelope->hourly_phi_recipients = -1;
	int err = string_recall(m->arena, record->sender, &envelope->sender);
	if (err == 0)
		err = string_recall(m->arena, record->client_address, &envelope->client_address);
	if (err == 0)
		err = string_recall(m->arena, record->queue_id, &envelope->queue_id);
	if (err == 0 && record->auth_user.length > 0)
		err = string_recall(m->arena, record->auth_user, &envelope->auth_user);
	size_t outside = 0;
	for (size_t i = 0; i < record->recipient_count && err == 0; i++) {
		err = recipient_recall(&record->recipients[i], m);
		outside += !record->recipients[i].internal;
	}
	/* A copy for somebody inside, of a message that left (message.h): for how many is not kept. */
	if (record->direction == DIRECTION_OUTBOUND && outside == 0)
		envelope->whole_outside = 1;
	return err;
}

/* Types with rows of their own for everyone; of the others everyone is the individuals. */
static uint64_t
types_of_everyone(const struct record *record)
{
	uint64_t types = 0;

	for (size_t i = 0; i < record->tally_count; i++)
		if (record->tallies[i].everyone)
			types |= (uint64_t)1 << record->tallies[i].type;
	return types;
}

static void
tally_recall(const struct record *record, enum tally_kind kind, struct tally *tally)
{
	uint64_t apart = kind & TALLY_EVERYONE ? types_of_everyone(record) : 0;

	for (size_t i = 0; i < record->tally_count; i++) {
		const struct record_tally *row = &record->tallies[i];
		if (row->everyone == ((apart >> row->type) & 1))
			tally_add(tally, row->type, row->confidence,
			          kind & TALLY_DISTINCT ? row->distinct : row->count);
	}
}

/* A record of before knows only the highest confidence and whose they were not. */
static void
tally_guess(const struct record *record, enum tally_kind kind, struct tally *tally)
{
	for (size_t i = 0; i < record->finding_count; i++) {
		const struct record_finding *row = &record->findings[i];
		tally_add(tally, row->type, row->confidence,
		          kind & TALLY_DISTINCT ? row->distinct : row->count);
	}
}

static int
tallies_recall(const struct record *record, unsigned wanted, struct arena *arena, struct facts *out)
{
	for (unsigned kind = 0; kind < TALLY_KIND_LIMIT; kind++) {
		if (!(wanted & (1u << kind)))
			continue;
		struct tally *tally = arena_alloc(arena, sizeof(*tally));
		if (tally == NULL)
			return arena_failure(arena);
		if (record->recalls)
			tally_recall(record, kind, tally);
		else
			tally_guess(record, kind, tally);
		tally_finish(tally);
		out->tallies[kind] = tally;
	}
	return 0;
}

int
past_facts(const struct record *record, bool sender_inside, unsigned wanted,
           const struct message *m, struct facts *out)
{
	*out = (struct facts){
		.phi = record->phi, .confidence = record->confidence, .size = record->size,
	};
	memcpy(out->health, record->health, sizeof(out->health));
	memcpy(out->sensitive, record->sensitive, sizeof(out->sensitive));
	out->sensitive_forgotten = !record->retains;
	for (unsigned reason = 1; reason < UNSCANNABLE_REASON_LIMIT; reason++)
		if (record->unscannable[reason] > 0)
			out->unscannable_reasons |= 1u << reason;
	out->of_more = m->envelope.whole_outside > 0;
	int err = facts_of_envelope(&m->envelope, sender_inside, wanted, m->arena, out);
	return err != 0 ? err : tallies_recall(record, wanted, m->arena, out);
}
