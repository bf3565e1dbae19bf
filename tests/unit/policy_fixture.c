#include "tests/unit/policy_fixture.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/diagnostics_check.h"

#define MESSAGE_LIMIT ((size_t)16 << 20)

static void
add_recipients(struct message *m, const char *const addresses[MAIL_RECIPIENTS], bool internal, bool tls)
{
	for (size_t i = 0; i < MAIL_RECIPIENTS && addresses[i] != NULL; i++) {
		ck_assert_int_eq(message_recipient_add(m, addresses[i], NULL), 0);
		struct recipient *last = &m->envelope.recipients[m->envelope.recipient_count - 1];
		last->internal = internal;
		last->tls_capable = tls;
	}
}

static void
add_findings(struct message *m, const struct mail_finding *wanted)
{
	struct finding *finding;

	for (unsigned i = 0; i < wanted->times; i++) {
		ck_assert_int_eq(message_finding_add(m, &finding), 0);
		finding->type = wanted->type;
		finding->confidence = wanted->confidence;
		finding->subject = wanted->subject;
		finding->value_hash[0] = wanted->value;
	}
}

static void
add_health(struct message *m, enum health_kind kind, unsigned count, unsigned sensitive)
{
	struct health_finding *health;

	while (count-- > 0) {
		ck_assert_int_eq(message_health_add(m, &health), 0);
		health->kind = kind;
		health->sensitive = (uint8_t)sensitive;
	}
}

static void
add_content(struct message *m, const struct mail *mail)
{
	struct part *part;

	if (mail->header[0] != NULL)
		ck_assert_int_eq(message_header_add(m, bytes_of_string(mail->header[0]),
		                                    bytes_of_string(mail->header[1])), 0);
	if (mail->head.bytes != NULL) {
		ck_assert_int_eq(message_part_add(m, &part), 0);
		part->kind = mail->head.kind;
		part->head = bytes_of_string(mail->head.bytes);
		part->content_type = "";
	}
	if (mail->part[0] == NULL)
		return;
	ck_assert_int_eq(message_part_add(m, &part), 0);
	part->content_type = mail->part[0];
	part->file_name = mail->part[1];
}

struct message *
mail_message(const struct mail *mail)
{
	struct message *m;

	ck_assert_int_eq(message_create(MESSAGE_LIMIT, MESSAGE_LIMIT, &m), 0);
	if (mail->sender != NULL)
		m->envelope.sender = mail->sender;
	m->envelope.auth_user = mail->auth_user;
	m->envelope.received = mail->received != 0 ? mail->received : MAIL_RECEIVED;
	m->envelope.client_address = mail->client != NULL ? mail->client : "";
	m->envelope.hourly_phi_recipients = mail->hourly;
	m->envelope.whole_recipients = mail->whole;
	m->envelope.whole_outside = mail->whole_outside;
	add_content(m, mail);
	add_recipients(m, mail->inside, true, false);
	add_recipients(m, mail->outside, false, false);
	add_recipients(m, mail->capable, false, true);
	for (size_t i = 0; i < m->envelope.recipient_count; i++) {
		m->envelope.recipients[i].written = mail->written;
		m->envelope.recipients[i].domain_written = mail->domain_written;
	}
	m->assessment.phi = mail->phi;
	m->youngest_birth_year = mail->born;
	m->assessment.confidence = mail->confidence;
	for (size_t i = 0; i < MAIL_FINDINGS; i++)
		add_findings(m, &mail->findings[i]);
	for (unsigned kind = 1; kind < HEALTH_KIND_LIMIT; kind++)
		add_health(m, kind, mail->health[kind], mail->sensitive);
	for (size_t i = 0; i < MAIL_REASONS && mail->unscannable[i] != 0; i++)
		ck_assert_int_eq(message_unscannable_add(m, "1", mail->unscannable[i]), 0);
	for (size_t i = 0; i < mail->size; i++)
		ck_assert_int_eq(buffer_append_byte(&m->original, 'x'), 0);
	return m;
}

void
fixture_make(const char *text, struct fixture *out)
{
	struct diagnostics why;

	diagnostics_init(&why);
	int err = configuration_parse(text, "test.conf", &why, &out->configuration);
	diagnostics_check(&why, "");
	ck_assert_int_eq(err, 0);
	err = policy_create(out->configuration, &why, &out->policy);
	diagnostics_check(&why, "");
	ck_assert_int_eq(err, 0);
}

void
fixture_release(struct fixture *fixture)
{
	policy_destroy(&fixture->policy);
	configuration_release(&fixture->configuration);
}

static void
recipient_write(FILE *out, const struct recipient_verdict *verdict)
{
	fprintf(out, " | %s %s", outcome_name(verdict->outcome), verdict->rule ? verdict->rule : "-");
	if (verdict->shadow_outcome != 0)
		fprintf(out, " (%s %s)", outcome_name(verdict->shadow_outcome),
		        verdict->shadow_rule ? verdict->shadow_rule : "-");
}

static void
verdict_write(FILE *out, const struct message *m)
{
	fprintf(out, "%s %s", direction_name(m->verdict.direction), outcome_name(m->verdict.outcome));
	for (size_t i = 0; i < m->envelope.recipient_count; i++)
		recipient_write(out, &m->verdict.each[i]);
	fprintf(out, " | rules:");
	for (size_t i = 0; i < m->verdict.rule_count; i++)
		fprintf(out, " %s", m->verdict.rules[i]);
}

char *
fixture_decide(const struct fixture *fixture, const struct mail *mail)
{
	struct message *m = mail_message(mail);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(policy_decide(fixture->policy, mail->from_inside, m), 0);
	verdict_write(out, m);
	fclose(out);
	message_destroy(&m);
	return text;
}
