/*
 * Fuzzes the configuration file with its rules: whatever is in it, it is
 * either refused with at least one complaint, or a message can be decided.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "policy/policy.h"
#include "tests/fuzz/fuzz_target.h"

/* Longer inputs find nothing that shorter ones do not. */
#define INPUT_LIMIT 16384

#define MESSAGE_LIMIT ((size_t)1 << 22)

/* libconfig 1.5 forgets a string it has begun when a syntax error follows it. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libconfig.so";
}

static void
require(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "fuzz_rules: %s\n", what);
	abort();
}

static void
add_recipient(struct message *m, const char *address, bool internal, bool tls_capable)
{
	require(message_recipient_add(m, address, NULL) == 0, "recipient");
	struct recipient *last = &m->envelope.recipients[m->envelope.recipient_count - 1];
	last->internal = internal;
	last->tls_capable = tls_capable;
}

/* A message with something of all that rules ask about. */
static struct message *
message_make(void)
{
	struct message *m;
	struct finding *finding;
	struct health_finding *health;

	require(message_create(MESSAGE_LIMIT, MESSAGE_LIMIT, &m) == 0, "message");
	m->envelope.sender = "jane@example.com";
	add_recipient(m, "a@inside.example", true, false);
	add_recipient(m, "b@outside.example", false, false);
	add_recipient(m, "c@capable.example", false, true);
	for (unsigned i = 0; i < 6; i++) {
		require(message_finding_add(m, &finding) == 0, "finding");
		finding->type = i % 2 ? IDENTIFIER_SSN : IDENTIFIER_MRN;
		finding->confidence = 95;
		finding->value_hash[0] = (uint8_t)(i / 2);
	}
	require(message_health_add(m, &health) == 0, "health");
	health->kind = HEALTH_CONDITION;
	require(message_unscannable_add(m, "1", UNSCANNABLE_FORMAT) == 0, "unscannable");
	m->assessment.phi = true;
	m->assessment.confidence = 80;
	return m;
}

static void
decide(const struct configuration *configuration)
{
	struct diagnostics why;
	struct policy *policy;

	diagnostics_init(&why);
	int err = policy_create(configuration, &why, &policy);
	require(err == 0 ? why.count == 0 : err == ERROR_CONFIG && why.count > 0, "a refusal without a reason");
	diagnostics_release(&why);
	if (err != 0)
		return;
	struct message *m = message_make();
	require(policy_decide(policy, true, m) == 0, "no decision");
	require(m->verdict.retention_class != NULL, "no retention class");
	for (size_t i = 0; i < m->envelope.recipient_count; i++) {
		enum outcome outcome = m->verdict.each[i].outcome;
		require(outcome >= OUTCOME_PASS && outcome < OUTCOME_LIMIT, "no outcome");
		require(outcome_strictness(outcome) <= outcome_strictness(m->verdict.outcome),
		        "the strictest does not win");
		require(outcome != OUTCOME_PASS || m->envelope.recipients[i].internal ||
		        m->verdict.rule_count > 0, "PHI passes without a rule");
	}
	require(m->verdict.outcome != OUTCOME_REJECT || m->verdict.reject_text != NULL, "no text");
	message_destroy(&m);
	policy_destroy(&policy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diagnostics why;
	struct configuration *configuration;

	if (size > INPUT_LIMIT)
		return 0;
	char *text = strndup((const char *)data, size);
	require(text != NULL, "memory");
	diagnostics_init(&why);
	int err = configuration_parse(text, "fuzz.conf", &why, &configuration);
	require(err == 0 ? why.count == 0 : err == ERROR_CONFIG && why.count > 0, "a refusal without a reason");
	diagnostics_release(&why);
	if (err == 0)
		decide(configuration);
	configuration_release(&configuration);
	free(text);
	return 0;
}
