#include "milter/pipeline.h"

#include <time.h>

#include "core/crypto.h"
#include "core/error.h"
#include "core/log.h"
#include "encryption/escrow_pack.h"
#include "milter/decision_record.h"
#include "milter/release.h"
#include "milter/split.h"
#include "milter/treat.h"
#include "policy/side.h"
#include "scanner/deadline.h"

/* Stands where a rule's name would. */
#define OVERSIZE_RULE "limits.message_bytes"

int
pipeline_scan(const struct snapshot *snapshot, struct message *m)
{
	struct bytes original = buffer_bytes(&m->original);

	int err = crypto_digest(&original, 1, m->digest);
	return err != 0 ? err : scanner_scan_message(snapshot->scanner, m);
}

/* Who sends is who authenticated; where nobody did, the envelope's sender. A bounce is nobody's. */
static int64_t
volume_count(struct volume *volume, const struct message *m)
{
	const struct envelope *envelope = &m->envelope;
	struct bytes sender = bytes_of_string(envelope->auth_user ? envelope->auth_user : envelope->sender);
	uint32_t outside = 0;

	if (volume == NULL)
		return -1;
	if (sender.length == 0)
		return 0;
	for (size_t i = 0; i < envelope->recipient_count && m->assessment.phi; i++)
		outside += !envelope->recipients[i].internal;
	return (int64_t)volume_add(volume, sender, deadline_now() / DEADLINE_SECOND, outside);
}

/* Since when the sender has not written to the recipients. */
static int
acquaintances_find(struct store *store, struct message *m)
{
	size_t count = m->envelope.recipient_count;
	struct store_acquaintance *each = arena_alloc_array(m->arena, count, sizeof(*each));

	if (each == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < count; i++)
		each[i].recipient = bytes_of_string(m->envelope.recipients[i].address);
	int err = store_acquaintances(store, bytes_of_string(m->envelope.sender), each, count);
	for (size_t i = 0; i < count && err == 0; i++) {
		struct recipient *recipient = &m->envelope.recipients[i];
		recipient->written = each[i].written ? each[i].written : RECIPIENT_NEVER;
		recipient->domain_written = each[i].domain_written ? each[i].domain_written
		                                                   : RECIPIENT_NEVER;
	}
	return err;
}

int
pipeline_decide(const struct snapshot *snapshot, struct volume *volume, struct store *store,
                struct message *m)
{
	for (size_t i = 0; i < m->envelope.recipient_count; i++) {
		struct recipient *recipient = &m->envelope.recipients[i];
		recipient->internal = side_recipient_inside(snapshot->configuration, recipient);
		recipient->tls_capable = tls_capability_verified(snapshot->tls_capability,
		                                                 address_domain(recipient->address));
	}
	if (m->envelope.whole_recipients == 0) /* a copy was counted when it was whole */
		m->envelope.hourly_phi_recipients = volume_count(volume, m);
	if (store != NULL && policy_asks_acquaintance(snapshot->policy)) {
		int err = acquaintances_find(store, m);
		if (err != 0)
			return err;
	}
	return policy_decide(snapshot->policy, side_sender_inside(snapshot->configuration, &m->envelope),
	                     m);
}

/* Seals the original to the officers and under a fresh token. */
static int
seal_original(const struct snapshot *snapshot, struct store *store, struct message *m,
              struct escrow_token *token)
{
	size_t officers = snapshot->configuration->escrow.officers.count;
	struct buffer sealed = buffer_make(m->original.length + ESCROW_SEAL_OVERHEAD(officers));
	struct buffer packed = buffer_make(m->original.length);

	int err = escrow_token_create(token);
	if (err == 0)
		err = escrow_pack(buffer_bytes(&m->original), &packed);
	if (err == 0)
		err = escrow_seal(snapshot->sealer, buffer_bytes(&packed), token, &sealed);
	struct bytes form = buffer_bytes(&sealed);
	if (err == 0)
		err = crypto_digest(&form, 1, m->sealed_digest);
	if (err == 0)
		err = store_escrow_put(store, form, m->escrow_id);
	buffer_release(&packed);
	buffer_release(&sealed);
	return err;
}

/* Turns the message into its notice. */
static int
seal_for_portal(const struct snapshot *snapshot, struct store *store, struct message *m)
{
	struct escrow_token token;
	int err = seal_original(snapshot, store, m, &token);

	m->link_until = configuration_link_end(snapshot->configuration, m->verdict.retention_class,
	                                       m->envelope.received);
	if (err == 0)
		err = portal_notice_compose(snapshot->notice, &token, m);
	explicit_bzero(&token, sizeof(token));
	return err;
}

/* What was taken out of PHI, or where a rule says so, stays with the officers: nobody gets the token. */
static int
seal_for_officers(const struct snapshot *snapshot, struct store *store, struct message *m)
{
	struct escrow_token token;
	bool keeps = m->assessment.phi;

	for (size_t i = 0; i < m->verdict.treatment_count; i++)
		keeps = keeps || m->verdict.treatments[i].kind == TREATMENT_KEEP_ORIGINAL;
	if (!m->rewriting.done || !keeps)
		return 0;
	int err = seal_original(snapshot, store, m, &token);
	explicit_bzero(&token, sizeof(token));
	return err;
}

static int
edits_complete(const struct snapshot *snapshot, struct store *store, struct message *m)
{
	int err = 0;

	/* The notice deletes every header that is not neutral, forged verdicts included. */
	if (m->verdict.outcome != OUTCOME_PORTAL)
		err = release_strip_forged(m);
	if (err != 0)
		return err;
	switch (m->verdict.outcome) {
	case OUTCOME_PORTAL:
		err = seal_for_portal(snapshot, store, m);
		if (err == 0)
			err = release_bounces_bare(m);
		break;
	case OUTCOME_HOLD:
		err = message_edit_add(m, (struct edit){ .kind = EDIT_QUARANTINE,
		                                         .value = "held by phimilter for a person's decision" });
		break;
	case OUTCOME_PASS:
	case OUTCOME_TLS:
		err = release_bounces_bare(m);
		break;
	case OUTCOME_REJECT:
	case OUTCOME_DEFER:
	case OUTCOME_LIMIT:
		return 0; /* nothing of it goes on */
	}
	if (err == 0 && m->verdict.outcome != OUTCOME_PORTAL)
		err = seal_for_officers(snapshot, store, m);
	if (err == 0)
		err = treat_message(m);
	if (err == 0)
		err = split_finish(m);
	return err != 0 ? err : release_add(m);
}

/* An original that no record will name must not stay behind. */
static void
discard_sealed(struct store *store, struct message *m)
{
	if (m->escrow_id[0] == '\0')
		return;
	store_escrow_discard(store, m->escrow_id);
	m->escrow_id[0] = '\0';
}

int
pipeline_seal(const struct snapshot *snapshot, struct store *store, struct message *m)
{
	int err = edits_complete(snapshot, store, m);

	if (err != 0)
		discard_sealed(store, m);
	return err;
}

int
pipeline_record(struct store *store, struct message *m, uint64_t *sequence)
{
	struct record record;

	int err = decision_record_make(m, &record);
	if (err == 0)
		err = store_append(store, &record);
	if (err != 0)
		discard_sealed(store, m);
	else
		*sequence = record.sequence;
	return err;
}

/* Such as a notification itself, which would tell of itself without end. */
static bool
tells_nothing(const struct message *m)
{
	return m->envelope.sender[0] == '\0' && m->verdict.direction != DIRECTION_OUTBOUND &&
	       !m->assessment.phi && m->unscannable_count == 0;
}

int
pipeline_notify(struct store *store, struct message *m, uint64_t sequence)
{
	const struct verdict *verdict = &m->verdict;
	struct record_recipient *people;

	if (verdict->notice_count == 0 || tells_nothing(m))
		return 0;
	people = arena_alloc_array(m->arena, verdict->notice_count, sizeof(*people));
	if (people == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < verdict->notice_count; i++)
		people[i] = (struct record_recipient){
			.address = bytes_of_string(verdict->notices[i].address),
			.rule = bytes_of_string(verdict->notices[i].rule),
			.outcome = (uint8_t)verdict->outcome, .internal = true };
	struct record record = {
		.kind = RECORD_NOTIFICATION,
		.time = m->envelope.received,
		.about = sequence,
		.queue_id = bytes_of_string(m->envelope.queue_id),
		.outcome = (uint8_t)verdict->outcome,
		.recipients = people,
		.recipient_count = verdict->notice_count,
	};
	return store_append(store, &record);
}

void
pipeline_record_edit_failure(struct store *store, const struct message *m, uint64_t sequence, int err)
{
	struct record record = {
		.kind = RECORD_EDIT_FAILURE,
		.time = time(NULL),
		.about = sequence,
		.queue_id = bytes_of_string(m->envelope.queue_id),
		.reason = bytes_of_string(error_text(err)),
	};

	err = store_append(store, &record);
	if (err != 0)
		log_event(LOG_SEVERITY_ERROR, "edit-failure-not-recorded",
		          log_id("queue-id", m->envelope.queue_id), log_name("error", error_text(err)));
}

/* Of a message too large to be scanned, where nothing is changed: it goes on, and that is said. */
static struct recipient_verdict
oversize_verdict(bool shadow)
{
	struct recipient_verdict verdict = { .outcome = OUTCOME_REJECT, .rule = OVERSIZE_RULE };

	if (shadow)
		verdict = (struct recipient_verdict){
			.outcome = OUTCOME_PASS, .rule = POLICY_RULE_SHADOW,
			.shadow_outcome = OUTCOME_REJECT, .shadow_rule = OVERSIZE_RULE };
	return verdict;
}

int
pipeline_decide_oversize(const struct snapshot *snapshot, struct message *m)
{
	const struct configuration *configuration = snapshot->configuration;
	const struct retention_class *class =
		configuration_retention_class(configuration, configuration->retention.default_class);
	struct verdict *verdict = &m->verdict;
	size_t count = m->envelope.recipient_count;

	verdict->each = arena_alloc_array(m->arena, count, sizeof(*verdict->each));
	if (verdict->each == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < count; i++)
		verdict->each[i] = oversize_verdict(configuration->policy.shadow);
	verdict->direction = DIRECTION_OUTBOUND; /* nothing was looked at: assume the worst */
	verdict->shadow = configuration->policy.shadow;
	verdict->outcome = verdict->shadow ? OUTCOME_PASS : OUTCOME_REJECT;
	verdict->reject_text = "message is larger than this gateway can inspect";
	verdict->retention_class = class->name;
	verdict->retention_reason = OVERSIZE_RULE;
	verdict->retention_basis = class->basis;
	verdict->retain_until = retention_class_end(class, m->envelope.received);
	/* Of as much as was collected: with the size it tells which beginning it was. */
	struct bytes collected = buffer_bytes(&m->original);
	int err = crypto_digest(&collected, 1, m->digest);
	if (err != 0)
		return err;
	return message_unscannable_add(m, "", UNSCANNABLE_DECODED_SIZE);
}
