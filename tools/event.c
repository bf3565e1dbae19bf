#include "tools/event.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/crypto.h"
#include "core/error.h"
#include "tools/act.h"
#include "tools/safe_text.h"

#define EVENT_TEXT_LIMIT ((size_t)EVENT_FIELDS * 4 * EVENT_VALUE_LIMIT)

/* ---- fields ----------------------------------------------------------------------- */

/* A value that says nothing is left out. */
static int
add_bytes(struct event *event, const char *name, struct bytes value)
{
	size_t start = event->text.length;

	if (value.length == 0 || event->count == EVENT_FIELDS)
		return 0;
	int err = safe_text_append(&event->text, bytes_slice(value, 0, EVENT_VALUE_LIMIT));
	if (err == 0)
		event->fields[event->count++] =
			(struct event_field){ name, start, event->text.length - start };
	return err;
}

static int
add_string(struct event *event, const char *name, const char *value)
{
	return add_bytes(event, name, bytes_of_string(value));
}

static int
add_number(struct event *event, const char *name, uint64_t number)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	return add_string(event, name, text);
}

/* "ssn:2", "mrn:1" ... as one value. */
static int
add_findings(struct event *event, const struct record *record)
{
	char text[EVENT_VALUE_LIMIT] = "";
	size_t length = 0;

	for (size_t i = 0; i < record->finding_count; i++) {
		const struct record_finding *finding = &record->findings[i];
		const char *name = identifier_type_name(finding->type);
		int more = snprintf(text + length, sizeof(text) - length, "%s%s:%" PRIu32,
		                    length > 0 ? " " : "", name != NULL ? name : "unknown", finding->count);
		if (more < 0 || (size_t)more >= sizeof(text) - length) {
			text[length] = '\0';
			break;
		}
		length += (size_t)more;
	}
	return add_string(event, "found", text);
}

static int
add_recipients(struct event *event, const struct record *record)
{
	int err = add_number(event, "recipients", record->recipient_count);

	for (size_t i = 0; i < record->recipient_count && i < EVENT_RECIPIENTS && err == 0; i++)
		err = add_bytes(event, "recipient", record->recipients[i].address);
	return err;
}

static int
add_rules(struct event *event, const struct record *record)
{
	int err = 0;

	for (size_t i = 0; i < record->rule_count && i < EVENT_RECIPIENTS && err == 0; i++)
		err = add_bytes(event, "rule", record->rules[i]);
	return err;
}

static int
add_decision(struct event *event, const struct record *record)
{
	int err = add_string(event, "direction", direction_name(record->direction));

	if (err == 0)
		err = add_string(event, "outcome", outcome_name(record->outcome));
	if (err == 0)
		err = add_string(event, "phi", record->phi ? "yes" : "no");
	if (err == 0 && record->shadow)
		err = add_string(event, "shadow", "yes");
	if (err == 0)
		err = add_bytes(event, "sender", record->sender);
	if (err == 0)
		err = add_recipients(event, record);
	if (err == 0)
		err = add_rules(event, record);
	return err != 0 ? err : add_findings(event, record);
}

/* What remains of a message when it is disposed of, too. */
static int
add_message(struct event *event, const struct record *record)
{
	char digest[2 * MESSAGE_DIGEST_SIZE + 1];

	hex_encode(bytes_make(record->digest, sizeof(record->digest)), digest);
	int err = add_bytes(event, "retention", record->retention_class);
	if (err == 0)
		err = add_number(event, "size", record->size);
	return err != 0 ? err : add_string(event, "sha256", digest);
}

static int
add_of_kind(struct event *event, const struct record *record)
{
	int err = 0;

	if (record->kind == RECORD_DECISION)
		err = add_decision(event, record);
	if (record->kind == RECORD_NOTIFICATION)
		err = add_recipients(event, record);
	if (err == 0 && (record->kind == RECORD_DECISION || record->kind == RECORD_DISPOSED))
		err = add_message(event, record);
	return err;
}

static int
add_fields(struct event *event, const struct record *record)
{
	bool is_access = record->kind == RECORD_ACCESS;

	int err = add_number(event, "record", record->sequence);
	if (err == 0)
		err = add_string(event, "kind", event->kind);
	if (err == 0 && record->about != 0)
		err = add_number(event, "about", record->about);
	if (err == 0)
		err = add_bytes(event, "actor", record->actor);
	if (err == 0)
		err = is_access ? add_string(event, "action", act_name(record).text) :
		                  add_bytes(event, "reason", record->reason);
	if (err == 0)
		err = add_bytes(event, "escrow-id", record->escrow_id);
	if (err == 0)
		err = add_bytes(event, "queue-id", record->queue_id);
	if (err == 0)
		err = add_bytes(event, "message-id", record->message_id);
	if (err == 0)
		err = add_bytes(event, "client", record->client_address);
	if (err == 0)
		err = add_bytes(event, "user", record->auth_user);
	return err == 0 ? add_of_kind(event, record) : err;
}

/* ---- the whole -------------------------------------------------------------------- */

/* Of numbers and names of the program's own alone, and queue ids and actors made safe. */
static void
summarize(struct event *event, const struct record *record)
{
	struct buffer who = buffer_make(EVENT_VALUE_LIMIT);
	struct bytes id = record->kind == RECORD_ACCESS ? record->actor : record->queue_id;

	/* What does not fit is left out of the summary; the fields have it. */
	if (safe_text_append(&who, bytes_slice(id, 0, 64)) != 0)
		buffer_clear(&who);
	int length = (int)who.length;
	const char *text = who.data != NULL ? (const char *)who.data : "";
	switch (record->kind) {
	case RECORD_DECISION:
		snprintf(event->summary, sizeof(event->summary), "%s mail %.*s: %s%s",
		         direction_name(record->direction), length, text, outcome_name(record->outcome),
		         record->phi ? ", PHI" : "");
		break;
	case RECORD_ACCESS:
		snprintf(event->summary, sizeof(event->summary), "%.*s: %s", length, text,
		         act_name(record).text);
		break;
	default:
		snprintf(event->summary, sizeof(event->summary), "record %" PRIu64 ": %s",
		         record->about != 0 ? record->about : record->sequence, event->kind);
		break;
	}
	buffer_release(&who);
}

static enum event_severity
severity_of(const struct record *record)
{
	if (record->kind == RECORD_EDIT_FAILURE || record->kind == RECORD_STORE_NOTICE)
		return EVENT_WARNING;
	if (record->kind == RECORD_DECISION && record->outcome == OUTCOME_PASS && !record->phi)
		return EVENT_INFORMATION;
	return EVENT_NOTICE;
}

int
event_make(const struct record *record, struct event *out)
{
	const char *kind = record_kind_name(record->kind);

	*out = (struct event){
		.severity = severity_of(record),
		.kind = kind != NULL ? kind : "unknown",
		.time = record->time,
		.text = buffer_make(EVENT_TEXT_LIMIT),
	};
	summarize(out, record);
	return add_fields(out, record);
}

void
event_release(struct event *event)
{
	buffer_release(&event->text);
}

struct bytes
event_value(const struct event *event, const struct event_field *field)
{
	return bytes_slice(buffer_bytes(&event->text), field->start, field->length);
}
