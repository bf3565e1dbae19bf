/* What rules cost: to load many of them, and to ask them about a message. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/error.h"
#include "policy/past.h"
#include "policy/policy.h"
#include "store/store.h"

#define MESSAGE_LIMIT ((size_t)16 << 20)
#define ASKED_RULES 500
#define ASKED_ROUNDS 2000
#define LOADED_LINES 10000
#define REPLAYED_RULES 50
#define REPLAYED_RECORDS 20000

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
fail(struct diagnostics *why, const char *what)
{
	fprintf(stderr, "bench_policy: %s: %s\n", what, why->count ? diagnostics_line(why, 0) : "failed");
	exit(EXIT_FAILURE);
}

/* A rule of the kind that big sites have hundreds of, on 8 lines. */
static void
rule_write(FILE *out, unsigned i)
{
	fprintf(out, "%s{\n\tname = \"rule-%u\";\n\twhen = {\n"
	        "\t\tany = ( { phi = true; }, { findings = ( { type = ( \"ssn\", \"mrn\" ); count = %u; } ); } );\n"
	        "\t\tsender = ( \"$department-%u\", \"x%u@example.com\" );\n"
	        "\t\tnot = { recipient_domain = ( \"$partners\", \"e%u.example\" ); };\n"
	        "\t};\n\taction = \"hold\";\n}", i ? ",\n" : "", i, i % 9 + 1, i % 20, i, i);
}

static char *
rules_text(unsigned rules)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		return NULL;
	fprintf(out, "lists: {\npartners = ( ");
	for (unsigned i = 0; i < 300; i++)
		fprintf(out, "%s\"partner%u.example\"", i ? ",\n" : "", i);
	fprintf(out, " );\n");
	for (unsigned i = 0; i < 20; i++)
		fprintf(out, "department-%u = ( \"@d%u.example\", \"head%u@example.com\" );\n", i, i, i);
	fprintf(out, "};\nrules = (\n");
	for (unsigned i = 0; i < rules; i++)
		rule_write(out, i);
	fprintf(out, "\n);\n");
	return fclose(out) == 0 ? text : NULL;
}

static void
load(const char *text, struct configuration **configuration, struct policy **policy)
{
	struct diagnostics why;

	diagnostics_init(&why);
	if (configuration_parse(text, "bench.conf", &why, configuration) != 0)
		fail(&why, "configuration");
	if (policy_create(*configuration, &why, policy) != 0)
		fail(&why, "policy");
}

static struct message *
message_make(void)
{
	struct message *m;
	struct finding *finding;
	int err = message_create(MESSAGE_LIMIT, MESSAGE_LIMIT, &m);

	if (err == 0)
		err = message_recipient_add(m, "jane@receiver.example", NULL);
	for (unsigned i = 0; i < 100 && err == 0; i++) {
		err = message_finding_add(m, &finding);
		if (err == 0)
			*finding = (struct finding){ .type = i % 2 ? IDENTIFIER_SSN : IDENTIFIER_MRN,
			                             .confidence = 95, .value_hash = { (uint8_t)i } };
	}
	if (err != 0)
		exit(EXIT_FAILURE);
	m->envelope.sender = "nurse@clinic.example";
	m->assessment.phi = true;
	return m;
}

static void
bench_ask(void)
{
	struct configuration *configuration;
	struct policy *policy;
	char *text = rules_text(ASKED_RULES);
	double spent = 0;

	load(text, &configuration, &policy);
	for (unsigned i = 0; i < ASKED_ROUNDS; i++) {
		struct message *m = message_make();
		double start = seconds();
		if (policy_decide(policy, true, m) != 0)
			exit(EXIT_FAILURE);
		spent += seconds() - start;
		message_destroy(&m);
	}
	printf("policy_decide: %d rules in %.1f us a message (aim: under 50)\n", ASKED_RULES,
	       spent * 1e6 / ASKED_ROUNDS);
	policy_destroy(&policy);
	configuration_release(&configuration);
	free(text);
}

static void
bench_load(void)
{
	struct configuration *configuration;
	struct policy *policy;
	char *text = rules_text(LOADED_LINES / 8);
	double start = seconds();

	load(text, &configuration, &policy);
	printf("policy_create: %d lines of rules in %.3f s (aim: under 1)\n", LOADED_LINES,
	       seconds() - start);
	policy_destroy(&policy);
	configuration_release(&configuration);
	free(text);
}

/* ---- replay ----------------------------------------------------------------- */

struct replay {
	struct configuration *configuration;
	struct policy *policy;
	size_t count;
};

static int
replay_one(const struct record *record, void *context)
{
	struct replay *replay = context;
	struct message *m;
	struct policy_doubts doubts;

	int err = message_create(1, MESSAGE_LIMIT, &m);
	if (err == 0)
		err = past_envelope(record, m);
	if (err == 0)
		err = policy_decide_past(replay->policy, true, record, m, &doubts);
	message_destroy(&m);
	replay->count++;
	return err;
}

static void
records_append(struct store *store)
{
	static const struct record_recipient recipient = {
		.address = { (const uint8_t *)"jane@receiver.example", 21 }, .outcome = OUTCOME_PASS };
	static const struct record_tally tallies[] = {
		{ .type = IDENTIFIER_SSN, .confidence = 95, .count = 3, .distinct = 3 },
		{ .type = IDENTIFIER_MRN, .confidence = 90, .count = 2, .distinct = 1 } };
	struct record record = {
		.kind = RECORD_DECISION, .direction = DIRECTION_OUTBOUND, .outcome = OUTCOME_PASS,
		.phi = true, .recipients = &recipient, .recipient_count = 1,
		.tallies = tallies, .tally_count = 2,
		.sender = bytes_of_string("nurse@clinic.example"),
		.message_id = bytes_of_string("1234567890@clinic.example"),
		.retention_class = bytes_of_string("phi") };

	for (unsigned i = 0; i < REPLAYED_RECORDS; i++)
		if (store_append(store, &record) != 0)
			exit(EXIT_FAILURE);
}

/* In memory where that can be: what is asked is what reading and deciding cost. */
static void
bench_replay(void)
{
	char directory[] = "/dev/shm/phimilter-bench-XXXXXX", text[512], command[128];
	char *rules = rules_text(REPLAYED_RULES);
	struct replay replay = { .count = 0 };
	struct diagnostics why;
	struct secret_key key = { .bytes = { 1 } };
	struct store *store;

	if (mkdtemp(directory) == NULL)
		exit(EXIT_FAILURE);
	snprintf(text, sizeof(text), "store: { directory = \"%s/store\"; };"
	         "escrow: { directory = \"%s/escrow\"; };", directory, directory);
	char *whole = NULL;
	if (asprintf(&whole, "%s%s", text, rules) < 0)
		exit(EXIT_FAILURE);
	load(whole, &replay.configuration, &replay.policy);
	diagnostics_init(&why);
	if (store_open(replay.configuration, &key, STORE_WRITE, &why, &store) != 0)
		fail(&why, "store");
	records_append(store);
	double start = seconds();
	if (store_audit_list(store, 1, replay_one, &replay) != 0)
		exit(EXIT_FAILURE);
	printf("replay: %d rules, a million records in %.1f s (aim: under 60)\n", REPLAYED_RULES,
	       (seconds() - start) * 1e6 / (double)replay.count);
	store_close(&store);
	policy_destroy(&replay.policy);
	configuration_release(&replay.configuration);
	free(whole);
	free(rules);
	snprintf(command, sizeof(command), "rm -r %s", directory);
	if (system(command) != 0)
		fprintf(stderr, "bench_policy: %s is left\n", directory);
}

int
main(void)
{
	bench_ask();
	bench_load();
	bench_replay();
	return EXIT_SUCCESS;
}
