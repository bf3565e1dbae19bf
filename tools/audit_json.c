/* The JSON form of a record; see audit_print.h. */
#include "tools/audit_print.h"

#include <jansson.h>

#include "core/crypto.h"
#include "tools/act.h"
#include "tools/json_text.h"

static json_t *
json_of_name(const char *name)
{
	return name != NULL ? json_string(name) : json_null();
}

/* Takes over `value`; a failure, as of memory for it, makes `*good` false. */
static void
json_set(json_t *object, const char *name, json_t *value, bool *good)
{
	*good = json_object_set_new(object, name, value) == 0 && *good;
}

static void
json_set_string(json_t *object, const char *name, struct bytes value, bool *good)
{
	if (value.length > 0)
		json_set(object, name, json_text(value), good);
}

static json_t *
json_of_recipients(const struct record *record, bool *good)
{
	json_t *list = json_array();

	for (size_t i = 0; i < record->recipient_count; i++) {
		const struct record_recipient *recipient = &record->recipients[i];
		json_t *object = json_object();
		json_set(object, "address", json_text(recipient->address), good);
		json_set(object, "outcome", json_of_name(outcome_name(recipient->outcome)), good);
		json_set_string(object, "rule", recipient->rule, good);
		if (recipient->shadow_outcome != 0) {
			json_set(object, "shadow_outcome",
			         json_of_name(outcome_name(recipient->shadow_outcome)), good);
			json_set_string(object, "shadow_rule", recipient->shadow_rule, good);
		}
		*good = json_array_append_new(list, object) == 0 && *good;
	}
	return list;
}

static json_t *
json_of_strings(const struct bytes *strings, size_t count, bool *good)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		*good = json_array_append_new(list, json_text(strings[i])) == 0 && *good;
	return list;
}

static json_t *
json_of_findings(const struct record *record, bool *good)
{
	json_t *list = json_array();

	for (size_t i = 0; i < record->finding_count; i++) {
		const struct record_finding *finding = &record->findings[i];
		json_t *object = json_object();
		json_set(object, "type", json_of_name(identifier_type_name(finding->type)), good);
		json_set(object, "category", json_integer(identifier_type_category(finding->type)), good);
		json_set(object, "count", json_integer(finding->count), good);
		json_set(object, "distinct", json_integer(finding->distinct), good);
		json_set(object, "confidence", json_integer(finding->confidence), good);
		*good = json_array_append_new(list, object) == 0 && *good;
	}
	return list;
}

static json_t *
json_of_counters(const uint32_t *counters, unsigned limit, const char *(*name_of)(unsigned),
                 bool *good)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < limit; i++)
		if (counters[i] > 0 && name_of(i) != NULL)
			json_set(object, name_of(i), json_integer(counters[i]), good);
	return object;
}

/* What retention went by; what was not found is left out, as in a record of before it was kept. */
static void
json_set_retention(json_t *object, const struct record *record, bool *good)
{
	json_t *sensitive = json_of_counters(record->sensitive, SENSITIVE_KIND_LIMIT,
	                                     sensitive_kind_name, good);

	if (json_object_size(sensitive) > 0)
		json_set(object, "sensitive", sensitive, good);
	else
		json_decref(sensitive);
	if (record->minor_birth_year != 0)
		json_set(object, "minor_birth_year", json_integer(record->minor_birth_year), good);
	json_set(object, "retention_class", json_text(record->retention_class), good);
	json_set_string(object, "retention_basis", record->retention_basis, good);
	if (record->retention_other_count > 0)
		json_set(object, "retention_others",
		         json_of_strings(record->retention_others, record->retention_other_count, good), good);
	json_set(object, "retain_until", json_time(record->retain_until), good);
	if (record->keyword_count > 0)
		json_set(object, "hold_keywords", json_integer((json_int_t)record->keyword_count), good);
}

/* The message itself, and how long what was kept of it is. */
static void
json_set_message(json_t *object, const struct record *record, bool *good)
{
	char digest[2 * MESSAGE_DIGEST_SIZE + 1];

	hex_encode(bytes_make(record->digest, sizeof(record->digest)), digest);
	json_set_retention(object, record, good);
	json_set(object, "size", json_integer((json_int_t)record->size), good);
	json_set(object, "sha256", json_string(digest), good);
}

static void
json_set_decision(json_t *object, const struct record *record, bool *good)
{
	json_set(object, "recipients", json_of_recipients(record, good), good);
	json_set(object, "direction", json_of_name(direction_name(record->direction)), good);
	json_set(object, "outcome", json_of_name(outcome_name(record->outcome)), good);
	json_set(object, "rules", json_of_strings(record->rules, record->rule_count, good), good);
	if (record->shadow)
		json_set(object, "shadow", json_true(), good);
	json_set(object, "phi", json_boolean(record->phi), good);
	json_set(object, "confidence", json_integer(record->confidence), good);
	json_set(object, "findings", json_of_findings(record, good), good);
	json_set(object, "health",
	         json_of_counters(record->health, HEALTH_KIND_LIMIT, health_kind_name, good), good);
	json_set(object, "unscannable",
	         json_of_counters(record->unscannable, UNSCANNABLE_REASON_LIMIT,
	                          unscannable_reason_name, good), good);
	json_set_message(object, record, good);
}

static json_t *
json_of_record(const struct record *record, bool *good)
{
	json_t *object = json_object();

	json_set(object, "sequence", json_integer((json_int_t)record->sequence), good);
	json_set(object, "kind", json_of_name(record_kind_name(record->kind)), good);
	json_set(object, "time", json_time(record->time), good);
	if (record->about != 0)
		json_set(object, "about", json_integer((json_int_t)record->about), good);
	json_set_string(object, "actor", record->actor, good);
	json_set_string(object, "reason", record->reason, good);
	json_set_string(object, "queue_id", record->queue_id, good);
	json_set_string(object, "message_id", record->message_id, good);
	json_set_string(object, "client_address", record->client_address, good);
	json_set_string(object, "auth_user", record->auth_user, good);
	json_set_string(object, "tls_version", record->tls_version, good);
	if (record->kind == RECORD_DECISION) {
		/* An empty sender is a bounce's, and worth saying. */
		json_set(object, "sender", json_text(record->sender), good);
		json_set_decision(object, record, good);
	} else if (record->kind == RECORD_DISPOSED) {
		json_set_message(object, record, good);
	} else if (record->kind == RECORD_NOTIFICATION) {
		json_set(object, "recipients", json_of_recipients(record, good), good);
	}
	json_set_string(object, "escrow_id", record->escrow_id, good);
	return object;
}

static int
print_object(FILE *out, json_t *object, bool good)
{
	if (!good) {
		json_decref(object);
		object = NULL;
	}
	return json_print_line(out, object);
}

int
audit_print_json(FILE *out, const struct record *record)
{
	bool good = true;
	json_t *object = json_of_record(record, &good);

	return print_object(out, object, good);
}

int
audit_print_json_event(FILE *out, const struct record *record)
{
	bool good = true;
	json_t *object = json_of_record(record, &good);

	/* These may hold what stood in a message, in a person's words or as a year. */
	if (record->kind == RECORD_ACCESS)
		(void)json_object_del(object, "reason");
	(void)json_object_del(object, "minor_birth_year");
	if (record->kind == RECORD_ACCESS)
		json_set(object, "action", json_string(act_name(record).text), &good);
	return print_object(out, object, good);
}
