#include "tools/policy_case_given.h"

#include <time.h>

#include "policy/content_form.h"
#include "policy/words.h"

#define CASE_CONFIDENCE 90 /* percent, where a case does not say */

static const struct vocabulary reasons = { "reason", UNSCANNABLE_REASON_LIMIT,
                                           unscannable_reason_name };
static const struct vocabulary kinds = { "kind of health context", HEALTH_KIND_LIMIT,
                                         health_kind_name };
static const struct vocabulary sensitive_kinds = { "sensitive kind of health context",
                                                   SENSITIVE_KIND_LIMIT, sensitive_kind_name };
static const struct vocabulary forms = { "form of content", CONTENT_FORM_LIMIT, content_form_name };
static const struct vocabulary types = { "type of identifier", IDENTIFIER_TYPE_LIMIT,
                                         identifier_type_name };

static int
recipient_word(const struct settings_node *node, const char *word, struct diagnostics *why,
               void *target)
{
	(void)node;
	(void)why;
	return message_recipient_add(target, word, NULL);
}

static int
read_sender(const struct settings_node *node, struct reading *reading)
{
	return settings_string(node, reading->why, &reading->message->envelope.sender);
}

static int
read_recipient(const struct settings_node *node, struct reading *reading)
{
	return words_read(node, reading->why, recipient_word, reading->message);
}

static int
read_user(const struct settings_node *node, struct reading *reading)
{
	return settings_string(node, reading->why, &reading->message->envelope.auth_user);
}

static int
read_client(const struct settings_node *node, struct reading *reading)
{
	return settings_string(node, reading->why, &reading->message->envelope.client_address);
}

static int
read_phi(const struct settings_node *node, struct reading *reading)
{
	return settings_boolean(node, reading->why, &reading->message->assessment.phi);
}

static int
read_phi_confidence(const struct settings_node *node, struct reading *reading)
{
	int64_t confidence = 0;
	int err = settings_number(node, reading->why, 0, 100, &confidence);

	reading->message->assessment.confidence = (uint8_t)confidence;
	return err;
}

static int
read_size(const struct settings_node *node, struct reading *reading)
{
	return settings_number(node, reading->why, 0,
	                       reading->access->configuration->limits.message_bytes, &reading->size);
}

static int
read_hourly_phi_recipients(const struct settings_node *node, struct reading *reading)
{
	return settings_number(node, reading->why, 0, INT32_MAX,
	                       &reading->message->envelope.hourly_phi_recipients);
}

static int
read_unscannable(const struct settings_node *node, struct reading *reading)
{
	uint64_t mask;
	int err = words_mask(node, &reasons, reading->why, &mask);

	for (unsigned reason = 1; reason < UNSCANNABLE_REASON_LIMIT && err == 0; reason++)
		if (mask & ((uint64_t)1 << reason))
			err = message_unscannable_add(reading->message, "1", reason);
	return err;
}

static int
read_time(const struct settings_node *node, struct reading *reading)
{
	struct tm local = { .tm_isdst = -1 };
	const char *text;

	int err = settings_string(node, reading->why, &text);
	if (err != 0)
		return err;
	const char *end = strptime(text, "%Y-%m-%d %H:%M", &local);
	if (end == NULL || *end != '\0')
		return settings_complain(node, reading->why,
		                         "\"%s\" is no time; write \"2026-01-31 22:00\"", text);
	reading->message->envelope.received = (int64_t)mktime(&local);
	return 0;
}

static int
header_add(const struct settings_node *node, struct reading *reading, const char *name)
{
	const char *value;
	int err = settings_string(node, reading->why, &value);

	return err != 0 ? err : message_header_add(reading->message, bytes_of_string(name),
	                                           bytes_of_string(value));
}

static int
read_subject(const struct settings_node *node, struct reading *reading)
{
	return header_add(node, reading, "Subject");
}

/* Reads each group of a list. */
static int
groups_read(const struct settings_node *node, struct reading *reading, const char *example,
            int (*read)(const struct settings_node *group, struct reading *reading))
{
	int result = 0;

	if (!settings_is_list(node))
		return settings_complain(node, reading->why, "must be a list, such as ( %s )", example);
	for (size_t i = 0; i < settings_count(node) && result != ERROR_MEMORY; i++) {
		const struct settings_node *group = settings_element(node, i);
		if (settings_is_group(group))
			result = policy_case_worse(result, read(group, reading));
		else
			result = settings_complain(group, reading->why, "must be a group such as %s",
			                           example);
	}
	return result;
}

const struct settings_node *
policy_case_member(const struct settings_node *group, const char *name, struct diagnostics *why)
{
	const struct settings_node *node = settings_member(group, name);

	if (node == NULL)
		(void)settings_complain(group, why, "has no %s", name);
	return node;
}

static int
header_read(const struct settings_node *group, struct reading *reading)
{
	static const char *const names[] = { "name", "value" };
	const struct settings_node *name = policy_case_member(group, "name", reading->why);
	const struct settings_node *value = policy_case_member(group, "value", reading->why);
	const char *text;

	int err = settings_check_names(group, names, ARRAY_LENGTH(names), reading->why);
	if (name == NULL || value == NULL)
		return ERROR_CONFIG;
	err = policy_case_worse(err, settings_string(name, reading->why, &text));
	return err != 0 ? err : header_add(value, reading, text);
}

static int
read_header(const struct settings_node *node, struct reading *reading)
{
	return groups_read(node, reading, "{ name = \"X-Secure\"; value = \"yes\"; }", header_read);
}

static int
content_read(const struct settings_node *node, struct diagnostics *why, struct part *part)
{
	const char *word;
	unsigned form = 0;

	int err = settings_string(node, why, &word);
	if (err == 0)
		err = word_number(node, word, &forms, why, &form);
	if (err != 0)
		return err;
	part->head = content_form_sample((enum content_form)form);
	if (form == CONTENT_FORM_TEXT || form == CONTENT_FORM_HTML)
		part->kind = form == CONTENT_FORM_TEXT ? PART_TEXT : PART_HTML;
	return 0;
}

static int
attachment_read(const struct settings_node *group, struct reading *reading)
{
	static const char *const names[] = { "type", "name", "content" };
	const struct settings_node *content = settings_member(group, "content");
	const struct settings_node *type = settings_member(group, "type");
	const struct settings_node *name = settings_member(group, "name");
	struct part *part;

	int err = settings_check_names(group, names, ARRAY_LENGTH(names), reading->why);
	int added = message_part_add(reading->message, &part);
	if (added != 0)
		return added;
	part->content_type = "application/octet-stream";
	part->kind = PART_BINARY;
	part->entity = bytes_of_string("attached"); /* so that it can be taken out */
	if (type != NULL)
		err = policy_case_worse(err, settings_string(type, reading->why, &part->content_type));
	if (name != NULL)
		err = policy_case_worse(err, settings_string(name, reading->why, &part->file_name));
	if (content != NULL)
		err = policy_case_worse(err, content_read(content, reading->why, part));
	return err;
}

static int
read_attachments(const struct settings_node *node, struct reading *reading)
{
	return groups_read(node, reading, "{ type = \"application/pdf\"; name = \"list.pdf\"; }",
	                   attachment_read);
}

static int
number_read(const struct settings_node *group, const char *name, struct reading *reading,
            int64_t maximum, int64_t *out)
{
	const struct settings_node *node = settings_member(group, name);

	return node != NULL ? settings_number(node, reading->why, 1, maximum, out) : 0;
}

/* `count` findings of `distinct` values. */
static int
findings_add(struct message *m, uint64_t mask, int64_t count, int64_t distinct, int64_t confidence)
{
	for (int64_t i = 0; i < count; i++) {
		int64_t value = i < distinct ? i : distinct - 1;
		struct finding *finding;
		int err = message_finding_add(m, &finding);
		if (err != 0)
			return err;
		finding->type = (enum identifier_type)__builtin_ctzll(mask);
		finding->confidence = (uint8_t)confidence;
		memcpy(finding->value_hash, &value, sizeof(value));
	}
	return 0;
}

static int
finding_read(const struct settings_node *group, struct reading *reading)
{
	static const char *const names[] = { "type", "count", "distinct", "confidence" };
	const struct settings_node *type = policy_case_member(group, "type", reading->why);
	int64_t most = reading->access->configuration->limits.findings;
	int64_t count = 1, distinct = 0, confidence = CASE_CONFIDENCE;
	unsigned number = 0;
	const char *word;

	int err = settings_check_names(group, names, ARRAY_LENGTH(names), reading->why);
	if (type == NULL)
		return ERROR_CONFIG;
	err = policy_case_worse(err, settings_string(type, reading->why, &word));
	if (err == 0)
		err = word_number(type, word, &types, reading->why, &number);
	err = policy_case_worse(err, number_read(group, "count", reading, most, &count));
	err = policy_case_worse(err, number_read(group, "distinct", reading, most, &distinct));
	err = policy_case_worse(err, number_read(group, "confidence", reading, 100, &confidence));
	if (distinct == 0 || distinct > count)
		distinct = count;
	return err != 0 ? err : findings_add(reading->message, (uint64_t)1 << number, count, distinct,
	                                     confidence);
}

static int
read_findings(const struct settings_node *node, struct reading *reading)
{
	return groups_read(node, reading, "{ type = \"mrn\"; count = 30; }", finding_read);
}

static int
health_read(const struct settings_node *group, struct reading *reading)
{
	static const char *const names[] = { "kind", "sensitive", "count" };
	const struct settings_node *kind = policy_case_member(group, "kind", reading->why);
	const struct settings_node *sensitive = settings_member(group, "sensitive");
	int64_t count = 1;
	unsigned number = 0;
	uint64_t marks = 0;
	const char *word;

	int err = settings_check_names(group, names, ARRAY_LENGTH(names), reading->why);
	if (kind == NULL)
		return ERROR_CONFIG;
	err = policy_case_worse(err, settings_string(kind, reading->why, &word));
	if (err == 0)
		err = word_number(kind, word, &kinds, reading->why, &number);
	if (sensitive != NULL)
		err = policy_case_worse(err, words_mask(sensitive, &sensitive_kinds, reading->why, &marks));
	err = policy_case_worse(err, number_read(group, "count", reading,
	                             reading->access->configuration->limits.findings, &count));
	for (int64_t i = 0; i < count && err == 0; i++) {
		struct health_finding *health;
		err = message_health_add(reading->message, &health);
		if (err == 0)
			*health = (struct health_finding){ .kind = (enum health_kind)number,
			                                   .sensitive = (uint8_t)marks };
	}
	return err;
}

static int
read_health(const struct settings_node *node, struct reading *reading)
{
	return groups_read(node, reading, "{ kind = \"condition\"; count = 2; }", health_read);
}

/* What a case gives stands side by side, unless it says that it does not. */
static int
read_near(const struct settings_node *node, struct reading *reading)
{
	struct message *m = reading->message;
	bool near = true;

	int err = settings_boolean(node, reading->why, &near);
	for (size_t i = 0; i < m->health_count && !near; i++)
		m->health[i].part = UINT32_MAX; /* of no finding */
	return err;
}

/* A recipient is one whom the sender writes to all the time, unless the case says otherwise. */
static int
recipients_know(const struct settings_node *node, struct reading *reading)
{
	struct envelope *envelope = &reading->message->envelope;
	bool new = false;
	int err = node != NULL ? settings_boolean(node, reading->why, &new) : 0;

	for (size_t i = 0; i < envelope->recipient_count; i++) {
		struct recipient *recipient = &envelope->recipients[i];
		recipient->written = new ? RECIPIENT_NEVER : envelope->received;
		recipient->domain_written = recipient->written;
	}
	return err;
}

static const struct {
	const char *name;
	int (*read)(const struct settings_node *node, struct reading *reading);
} given[] = {
	{ "sender", read_sender },
	{ "recipient", read_recipient },
	{ "user", read_user },
	{ "client", read_client },
	{ "phi", read_phi },
	{ "phi_confidence", read_phi_confidence },
	{ "findings", read_findings },
	{ "health", read_health },
	{ "near", read_near }, /* behind those it speaks of */
	{ "unscannable", read_unscannable },
	{ "size", read_size },
	{ "hourly_phi_recipients", read_hourly_phi_recipients },
	{ "time", read_time },
	{ "subject", read_subject },
	{ "header", read_header },
	{ "attachments", read_attachments },
};

int
policy_case_given_read(const struct settings_node *node, struct reading *reading)
{
	const char *names[ARRAY_LENGTH(given) + 2];
	const struct settings_node *tls = settings_member(node, "recipient_tls");
	struct message *m = reading->message;
	bool capable = false;

	m->envelope.sender = m->envelope.client_address = m->envelope.queue_id = "";
	m->envelope.received = (int64_t)time(NULL);
	for (size_t i = 0; i < ARRAY_LENGTH(given); i++)
		names[i] = given[i].name;
	names[ARRAY_LENGTH(given)] = "recipient_tls";
	names[ARRAY_LENGTH(given) + 1] = "recipient_new";
	int err = settings_check_names(node, names, ARRAY_LENGTH(names), reading->why);
	for (size_t i = 0; i < ARRAY_LENGTH(given) && err != ERROR_MEMORY; i++) {
		const struct settings_node *member = settings_member(node, given[i].name);
		if (member != NULL)
			err = policy_case_worse(err, given[i].read(member, reading));
	}
	err = policy_case_worse(err, recipients_know(settings_member(node, "recipient_new"), reading));
	if (tls != NULL)
		err = policy_case_worse(err, settings_boolean(tls, reading->why, &capable));
	if (err == 0 && m->envelope.recipient_count == 0)
		return settings_complain(node, reading->why, "has no recipient");
	policy_access_judge_recipients(reading->access, m);
	for (size_t i = 0; i < m->envelope.recipient_count && tls != NULL; i++)
		m->envelope.recipients[i].tls_capable = capable;
	return err;
}
