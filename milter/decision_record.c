#include "milter/decision_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/crypto.h"
#include "core/error.h"
#include "core/retention.h"
#include "milter/decision_tallies.h"

/* "sha256:" and the digest, for a message without a usable Message-ID. */
#define DIGEST_ID_PREFIX "sha256:"
#define DIGEST_ID_SIZE (sizeof(DIGEST_ID_PREFIX) + 2 * MESSAGE_DIGEST_SIZE)

/* Longer ones are kept as a digest; RFC 5322 2.1.1 limits a line to 998. */
#define MESSAGE_ID_LIMIT 998

static struct bytes
trim(struct bytes text, const char *unwanted)
{
	while (text.length > 0 && strchr(unwanted, text.data[0]) != NULL)
		text = bytes_slice(text, 1, text.length);
	while (text.length > 0 && strchr(unwanted, text.data[text.length - 1]) != NULL)
		text.length--;
	return text;
}

/* The Message-ID is a key of escrow items, so a message always has one here. */
static int
record_message_id(struct message *m, struct bytes *out)
{
	*out = trim(message_header_find(m, "Message-ID"), " \t\r\n<>");
	if (out->length > 0 && out->length <= MESSAGE_ID_LIMIT)
		return 0;
	char *id = arena_alloc(m->arena, DIGEST_ID_SIZE);
	if (id == NULL)
		return arena_failure(m->arena);
	strcpy(id, DIGEST_ID_PREFIX);
	hex_encode(bytes_make(m->digest, sizeof(m->digest)), id + strlen(DIGEST_ID_PREFIX));
	*out = bytes_of_string(id);
	return 0;
}

static int
record_recipients(struct message *m, struct record *out)
{
	size_t count = m->envelope.recipient_count;
	struct record_recipient *recipients = arena_alloc_array(m->arena, count, sizeof(*recipients));

	if (recipients == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < count; i++) {
		recipients[i].address = bytes_of_string(m->envelope.recipients[i].address);
		recipients[i].outcome = m->verdict.each[i].outcome;
		recipients[i].rule = bytes_of_string(m->verdict.each[i].rule);
		recipients[i].internal = m->envelope.recipients[i].internal;
		recipients[i].tls_capable = m->envelope.recipients[i].tls_capable;
		recipients[i].shadow_outcome = (uint8_t)m->verdict.each[i].shadow_outcome;
		recipients[i].shadow_rule = bytes_of_string(m->verdict.each[i].shadow_rule);
	}
	out->recipients = recipients;
	out->recipient_count = count;
	return 0;
}

static int
record_names(struct message *m, const char *const *names, size_t count, const struct bytes **out,
             size_t *out_count)
{
	struct bytes *copies = arena_alloc_array(m->arena, count + 1, sizeof(*copies));

	if (copies == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < count; i++)
		copies[i] = bytes_of_string(names[i]);
	*out = copies;
	*out_count = count;
	return 0;
}

static int
finding_compare(const void *left, const void *right)
{
	const struct finding *a = *(const struct finding *const *)left;
	const struct finding *b = *(const struct finding *const *)right;

	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	return memcmp(a->value_hash, b->value_hash, sizeof(a->value_hash));
}

/* Sorted by type and value, so that one pass counts all and the distinct ones. */
static int
findings_sorted(struct message *m, const struct finding ***out)
{
	const struct finding **sorted = arena_alloc_array(m->arena, m->finding_count + 1, sizeof(*sorted));

	if (sorted == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < m->finding_count; i++)
		sorted[i] = &m->findings[i];
	qsort(sorted, m->finding_count, sizeof(*sorted), finding_compare);
	*out = sorted;
	return 0;
}

static void
record_value_add(const struct finding *finding, struct record_value *values, struct record *out)
{
	if (out->value_count == RECORD_VALUES_LIMIT) {
		out->values_cut = true;
		return;
	}
	struct record_value *value = &values[out->value_count++];
	value->type = (uint8_t)finding->type;
	memcpy(value->token, finding->value_hash, sizeof(value->token));
}

static int
record_findings(struct message *m, const struct finding *const *sorted, struct record *out)
{
	struct record_finding *counts =
		arena_alloc_array(m->arena, IDENTIFIER_TYPE_LIMIT, sizeof(*counts));
	struct record_value *values = arena_alloc_array(m->arena, m->finding_count + 1, sizeof(*values));

	if (counts == NULL || values == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = sorted[i];
		bool new_type = i == 0 || sorted[i - 1]->type != finding->type;
		bool new_value = i == 0 || finding_compare(&sorted[i - 1], &sorted[i]) != 0;
		out->finding_count += new_type;
		struct record_finding *count = &counts[out->finding_count - 1];
		count->type = (uint8_t)finding->type;
		count->count++;
		count->distinct += new_value;
		if (new_value)
			record_value_add(finding, values, out);
		if (finding->confidence > count->confidence)
			count->confidence = finding->confidence;
	}
	out->findings = counts;
	out->values = values;
	return 0;
}

static void
record_envelope(const struct message *m, struct record *out)
{
	const struct envelope *envelope = &m->envelope;

	out->time = envelope->received;
	out->queue_id = bytes_of_string(envelope->queue_id);
	out->client_address = bytes_of_string(envelope->client_address);
	out->auth_user = bytes_of_string(envelope->auth_user);
	out->tls_version = bytes_of_string(envelope->tls_version);
	out->sender = bytes_of_string(envelope->sender);
}

/* "what asked for the class: the law or policy behind it" */
static int
record_retention(struct message *m, struct record *out)
{
	const char *reason = m->verdict.retention_reason, *basis = m->verdict.retention_basis;
	size_t size = strlen(reason) + strlen(basis) + 3;
	char *text = arena_alloc(m->arena, size);

	if (text == NULL)
		return arena_failure(m->arena);
	snprintf(text, size, "%s%s%s", reason, basis[0] != '\0' ? ": " : "", basis);
	out->retention_class = bytes_of_string(m->verdict.retention_class);
	out->retention_basis = bytes_of_string(text);
	out->retain_until = m->verdict.retain_until;
	out->minor_birth_year = (uint16_t)retention_facts_of_message(m).minor_birth_year;
	return record_names(m, m->verdict.retention_others, m->verdict.retention_other_count,
	                    &out->retention_others, &out->retention_other_count);
}

/* "redacted: 3; attachments removed: 1; ...", most of which a message has none of. */
#define DONE_SIZE 256

static void
done_add(char text[DONE_SIZE], const char *what, uint32_t count)
{
	size_t used = strlen(text);

	if (count > 0)
		snprintf(text + used, DONE_SIZE - used, "%s%s: %" PRIu32, used > 0 ? "; " : "", what, count);
}

/* Kept in the chain too, against who would lengthen it (tools/act_check.h). */
static void
done_add_link_end(char text[DONE_SIZE], int64_t end)
{
	size_t used = strlen(text);
	time_t seconds = (time_t)end;
	struct tm utc;
	char when[32];

	if (end != 0 && gmtime_r(&seconds, &utc) != NULL &&
	    strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &utc) > 0)
		snprintf(text + used, DONE_SIZE - used, "%s" RECORD_LINK_ENDS "%s", used > 0 ? "; " : "",
		         when);
}

/* What was done to the message beside its outcome. */
static int
record_done(struct message *m, struct record *out)
{
	const struct rewriting *rewriting = &m->rewriting;
	bool kept = rewriting->done && m->escrow_id[0] != '\0';
	char text[DONE_SIZE] = "";

	done_add(text, "findings redacted", rewriting->redacted);
	done_add(text, "attachments removed", rewriting->attachments);
	done_add(text, "originals kept", kept);
	done_add(text, "subjects moved", rewriting->moved);
	done_add(text, "header edits", rewriting->fields);
	done_add(text, "copies", rewriting->copies);
	done_add_link_end(text, m->link_until);
	const char *copy = arena_copy_string(m->arena, bytes_of_string(text));
	if (copy == NULL)
		return arena_failure(m->arena);
	out->reason = bytes_of_string(copy);
	return 0;
}

static int
record_keywords(struct message *m, struct record *out)
{
	struct record_keyword *keywords = arena_alloc_array(m->arena, m->keyword_count + 1, sizeof(*keywords));

	if (keywords == NULL)
		return arena_failure(m->arena);
	for (size_t i = 0; i < m->keyword_count; i++)
		memcpy(keywords[i].token, m->keywords[i].token, sizeof(keywords[i].token));
	out->keywords = keywords;
	out->keyword_count = m->keyword_count;
	return 0;
}

int
decision_record_make(struct message *m, struct record *out)
{
	*out = (struct record){ .kind = RECORD_DECISION, .recalls = true, .retains = true };
	record_envelope(m, out);
	out->direction = (uint8_t)m->verdict.direction;
	out->outcome = (uint8_t)m->verdict.outcome;
	out->shadow = m->verdict.shadow;
	out->phi = m->assessment.phi;
	out->confidence = m->assessment.confidence;
	message_health_count(m, out->health, out->sensitive);
	for (size_t i = 0; i < m->unscannable_count; i++)
		out->unscannable[m->unscannables[i].reason]++;
	out->size = m->original.length;
	memcpy(out->digest, m->digest, sizeof(out->digest));
	out->escrow_id = bytes_of_string(m->escrow_id);
	out->sealed_digest = m->sealed_digest;
	out->link_until = m->link_until;

	const struct finding **sorted = NULL;
	int err = record_message_id(m, &out->message_id);
	if (err == 0)
		err = record_recipients(m, out);
	if (err == 0)
		err = record_names(m, m->verdict.rules, m->verdict.rule_count, &out->rules,
		                   &out->rule_count);
	if (err == 0)
		err = record_retention(m, out);
	if (err == 0)
		err = record_done(m, out);
	if (err == 0)
		err = record_keywords(m, out);
	if (err == 0)
		err = findings_sorted(m, &sorted);
	if (err == 0)
		err = record_findings(m, sorted, out);
	if (err == 0)
		err = decision_tallies_make(m->arena, sorted, m->finding_count, out);
	return err;
}
