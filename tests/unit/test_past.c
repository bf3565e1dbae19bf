/*
 * A message decided again from its record comes out as it did from itself: the
 * milter's record, written and read by the store's codec, keeps what rules ask.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/retention.h"
#include "milter/decision_record.h"
#include "policy/past.h"
#include "store/record_codec.h"
#include "tests/unit/policy_fixture.h"
#include "tests/unit/unit_test.h"
#include "tools/retention_end.h"

#define SSN(confidence, value) VALUE(IDENTIFIER_SSN, confidence, value)

static const struct {
	const char *when;
	struct mail mail;
	bool holds;
	bool unforeseen; /* asks what no record keeps */
} cases[] = {
	{ "phi = true;", { .outside = { "a@out" }, .phi = true }, true, false },
	{ "phi_confidence = 60;", { .outside = { "a@out" }, .confidence = 59 }, false, false },
	{ "sender = \"Jane@in\"; user = \"jane\"; client = \"192.0.2.1\";",
	  { .sender = "jane@IN", .outside = { "a@out" }, .auth_user = "Jane", .client = "192.0.2.1" }, true, false },
	{ "authenticated = false; sender = \"<>\";", { .outside = { "a@out" } }, true, false },
	{ "recipient = \"inside\";", { .inside = { "a@in" }, .outside = { "b@out" } }, true, false },
	{ "recipient_tls = true;", { .capable = { "a@out" } }, true, false },
	{ "recipient_tls = true;", { .outside = { "a@out" } }, false, false },
	{ "size_over = 10;", { .outside = { "a@out" }, .size = 11 }, true, false },
	{ "size_over = 10;", { .outside = { "a@out" }, .size = 10 }, false, false },
	{ "unscannable = \"depth\";", { .outside = { "a@out" }, .unscannable = { UNSCANNABLE_DEPTH } }, true, false },
	{ "health = ( { kind = \"payment\"; count = 2; } );",
	  { .outside = { "a@out" }, .health = { [HEALTH_PAYMENT] = 2 } }, true, false },
	{ "health = ( { sensitive = \"substance-use\"; count = 2; } );",
	  { .outside = { "a@out" }, .health = { [HEALTH_CONDITION] = 2 }, .sensitive = 1 << SENSITIVE_SUBSTANCE_USE }, true, false },
	{ "time = \"01:46-01:47\";", { .outside = { "a@out" } }, true, false },

	{ "findings = ( { count = 3; } );", { .outside = { "a@out" }, .findings = { TIMES(3, IDENTIFIER_SSN, 90, 1) } }, true, false },
	{ "findings = ( { count = 4; } );", { .outside = { "a@out" }, .findings = { TIMES(3, IDENTIFIER_SSN, 90, 1) } }, false, false },
	{ "findings = ( { count = 2; confidence = 80; } );",
	  { .outside = { "a@out" }, .findings = { SSN(80, 1), SSN(79, 2), SSN(50, 3) } }, false, false },
	{ "findings = ( { count = 2; confidence = 79; } );",
	  { .outside = { "a@out" }, .findings = { SSN(80, 1), SSN(79, 2), SSN(50, 3) } }, true, false },
	{ "findings = ( { distinct = 2; } );", { .outside = { "a@out" }, .findings = { TIMES(9, IDENTIFIER_SSN, 90, 1) } }, false, false },
	{ "findings = ( { distinct = 2; confidence = 80; } );",
	  { .outside = { "a@out" }, .findings = { SSN(30, 1), SSN(95, 2), SSN(85, 1) } }, true, false },
	{ "findings = ( { distinct = 2; confidence = 86; } );",
	  { .outside = { "a@out" }, .findings = { SSN(30, 1), SSN(95, 2), SSN(85, 1) } }, false, false },
	{ "findings = ( { count = 2; } );",
	  { .outside = { "a@out" }, .findings = { SSN(90, 1), OF(SUBJECT_SENDER, IDENTIFIER_SSN, 90, 2) } }, false, false },
	{ "findings = ( { count = 2; everyone = true; } );",
	  { .outside = { "a@out" }, .findings = { SSN(90, 1), OF(SUBJECT_SENDER, IDENTIFIER_SSN, 90, 2) } }, true, false },
	{ "findings = ( { distinct = 2; everyone = true; } );",
	  { .outside = { "a@out" }, .findings = { SSN(90, 1), OF(SUBJECT_SENDER, IDENTIFIER_SSN, 70, 1) } }, false, false },
	{ "findings = ( { distinct = 2; everyone = true; } );",
	  { .outside = { "a@out" }, .findings = { SSN(90, 1), VALUE(IDENTIFIER_MRN, 90, 2),
	                                          OF(SUBJECT_PROVIDER, IDENTIFIER_NPI, 90, 2) } }, true, false },

	/* copies that were split off a message to others, too */
	{ "direction = \"outbound\";", { .inside = { "a@in" }, .whole = 3, .whole_outside = 2 }, true, false },
	{ "direction = \"outbound\";", { .inside = { "a@in" } }, false, false },
	{ "outside_recipients_over = 0;", { .inside = { "a@in" }, .whole = 3, .whole_outside = 2 }, true, false },

	/* of which the record does not tell for how many others it was */
	{ "outside_recipients_over = 1;", { .inside = { "a@in" }, .whole = 3, .whole_outside = 2 }, true, true },
	{ "recipients_over = 3;", { .inside = { "a@in" }, .whole = 3, .whole_outside = 2 }, false, true },
	{ "recipients_over = 1;", { .inside = { "a@in", "b@in" }, .whole = 4, .whole_outside = 2 }, true, false },
	{ "recipients_over = 2;", { .inside = { "a@in", "b@in" } }, false, false },

	{ "near = ( { words = 3; } );",
	  { .outside = { "a@out" }, .findings = { SSN(90, 1) }, .health = { [HEALTH_CONDITION] = 1 } }, true, true },
	{ "content = \"pdf\";", { .outside = { "a@out" }, .head = { PART_BINARY, "%PDF-1" } }, true, true },
	{ "recipient_new_for = 5;", { .outside = { "a@out" }, .written = RECIPIENT_NEVER }, true, true },
	{ "hourly_phi_recipients_over = 5;", { .outside = { "a@out" }, .hourly = 6 }, true, true },
	{ "subject_tag = \"[secure]\";", { .outside = { "a@out" }, .header = { "Subject", " [secure]" } }, true, true },
	{ "content_type = \"a/b\"; phi = true;", { .outside = { "a@out" }, .part = { "a/b" } }, false, false },
};

static struct record
record_keep(struct message *m, struct buffer *encoded, struct arena *arena)
{
	struct record record, back;

	m->envelope.queue_id = "Q1";
	ck_assert_int_eq(decision_record_make(m, &record), 0);
	ck_assert_int_eq(record_encode(&record, encoded), 0);
	ck_assert_int_eq(record_decode(buffer_bytes(encoded), arena, &back), 0);
	ck_assert(back.recalls);
	return back;
}

/* A message that rules decided, and the same as its record alone lets them decide. */
struct replay {
	struct fixture fixture;
	struct arena *arena;
	struct buffer encoded;
	struct message *m, *past;
	struct policy_doubts doubts;
};

static void
replay_make(const struct mail *mail, const char *rules, struct replay *r)
{
	r->encoded = buffer_make(RECORD_SIZE_LIMIT);
	r->m = mail_message(mail);
	fixture_make(rules, &r->fixture);
	ck_assert_int_eq(arena_create(RECORD_ARENA_LIMIT, &r->arena), 0);
	ck_assert_int_eq(policy_decide(r->fixture.policy, false, r->m), 0);
	struct record record = record_keep(r->m, &r->encoded, r->arena);
	ck_assert_int_eq(message_create(1, RECORD_ARENA_LIMIT, &r->past), 0);
	ck_assert_int_eq(past_envelope(&record, r->past), 0);
	ck_assert_int_eq(policy_decide_past(r->fixture.policy, false, &record, r->past, &r->doubts), 0);
}

static void
replay_release(struct replay *r)
{
	message_destroy(&r->past);
	message_destroy(&r->m);
	arena_destroy(&r->arena);
	buffer_release(&r->encoded);
	fixture_release(&r->fixture);
}

START_TEST(a_record_decides_as_its_message_did)
{
	struct replay r;
	char text[2048];

	ck_assert_int_eq(setenv("TZ", "UTC", 1), 0);
	snprintf(text, sizeof(text), "rules = ( { name = \"r\"; when = { %s }; action = \"hold\"; } );", cases[_i].when);
	replay_make(&cases[_i].mail, text, &r);
	const struct verdict *now = &r.m->verdict, *then = &r.past->verdict;
	ck_assert_msg((now->outcome == OUTCOME_HOLD) == cases[_i].holds, "%s", cases[_i].when);
	ck_assert_uint_eq(r.doubts.rewritten, 0);
	ck_assert_uint_eq(r.doubts.unforeseen, cases[_i].unforeseen ? 1 : 0);
	if (!cases[_i].unforeseen) {
		ck_assert_int_eq(then->outcome, now->outcome);
		ck_assert_int_eq(then->direction, now->direction);
		ck_assert_uint_eq(r.past->envelope.recipient_count, r.m->envelope.recipient_count);
		for (size_t i = 0; i < r.m->envelope.recipient_count; i++)
			ck_assert_int_eq(then->each[i].outcome, now->each[i].outcome);
	}
	replay_release(&r);
}
END_TEST

/* Of a rule that takes something out, whoever it is for is counted by himself. */
static const struct {
	const char *rules;
	size_t rewritten;
} removing[] = {
	{ "{ name = \"r\"; when = { phi = true; }; action = \"pass\"; redact = true; }", 2 },
	{ "{ name = \"r\"; when = { recipient = \"outside\"; }; action = \"pass\"; redact = true; }", 1 },
	{ "{ name = \"r\"; when = { phi = false; }; action = \"pass\"; redact = true; }", 0 },
	{ "{ name = \"r\"; when = { phi = true; }; action = \"pass\"; redact = true; shadow = true; }", 2 },
	{ "{ name = \"r\"; when = { phi = true; }; action = \"tls\"; }", 0 },
};

START_TEST(what_was_taken_out_is_counted_apart)
{
	const struct mail mail = { .outside = { "a@out" }, .inside = { "b@in" }, .phi = true,
	                           .health = { [HEALTH_CONDITION] = 1 }, .findings = { SSN(90, 1) } };
	struct replay r;
	char text[512];

	snprintf(text, sizeof(text), "rules = ( %s );", removing[_i].rules);
	replay_make(&mail, text, &r);
	ck_assert_uint_eq(r.doubts.rewritten, removing[_i].rewritten);
	ck_assert_uint_eq(r.doubts.unforeseen, 0);
	replay_release(&r);
}
END_TEST

#define RETENTION_ROUNDS 300
#define RETENTION_CLASSES 6

/* A schedule whose classes ask for this and that. */
static void
schedule_write(char *text, size_t size)
{
	static const char *const asks[] = { "", "types = ( \"ssn\" );", "types = ( \"mrn\", \"npi\" );",
	                                    "sensitive = ( \"hiv\" );", "majority = 18;",
	                                    "majority = 21; sensitive = ( \"genetic\" );" };
	size_t used = (size_t)snprintf(text, size, "retention: { default_class = \"c0\"; phi_class = \"c1\"; classes = (");

	for (unsigned i = 0; i < RETENTION_CLASSES; i++)
		used += (size_t)snprintf(text + used, size - used, "%s{ name = \"c%u\"; %s = %ld; %s }", i > 0 ? "," : "",
		                         i, random() % 2 ? "years" : "days", random() % 30 + 1,
		                         asks[random() % (long)ARRAY_LENGTH(asks)]);
	snprintf(text + used, size - used, "); };\nrules = ( { name = \"r\"; when = { recipient = \"a@out\"; }; "
	         "action = \"tls\"; retention = \"c%ld\"; } );", random() % RETENTION_CLASSES);
}

static struct mail
random_mail(void)
{
	struct mail mail = {
		.outside = { random() % 2 ? "a@out" : "b@out" },
		.phi = random() % 3 > 0,
		.born = random() % 2 ? 1978 + (unsigned)(random() % 24) : 0,
		.health = { [HEALTH_CONDITION] = 1 },
		.sensitive = random() % 2 ? 1u << (random() % (SENSITIVE_KIND_LIMIT - 1) + 1) : 0,
		.findings = { SSN(90, 1) },
	};

	if (random() % 2)
		mail.findings[0].type = IDENTIFIER_MRN;
	return mail;
}

/* The longest of the classes that apply, each counted by itself. */
static void
assert_longest(const struct configuration *configuration, const struct message *m)
{
	struct retention_facts facts = retention_facts_of_message(m);

	for (size_t i = 0; i < configuration->retention.class_count; i++) {
		const struct retention_class *class = &configuration->retention.classes[i];
		int64_t until = retention_class_until(class, &facts);
		bool named = strcmp(class->name, m->verdict.retention_class) == 0;
		for (size_t j = 0; j < m->verdict.retention_other_count; j++)
			named |= strcmp(class->name, m->verdict.retention_others[j]) == 0;
		ck_assert(named || retention_class_asked(class, &facts) == NULL);
		ck_assert(!named || until <= m->verdict.retain_until);
	}
}

/* What the milter promised is what phictl reads from the record under the same schedule; and
 * whatever the schedule becomes, nothing is due before. */
START_TEST(a_record_is_kept_as_its_message_was_promised)
{
	struct configuration *changed;
	struct diagnostics why;
	struct arena *arena;
	char text[2048];

	srandom(1);
	for (unsigned round = 0; round < RETENTION_ROUNDS; round++) {
		struct buffer encoded = buffer_make(RECORD_SIZE_LIMIT);
		struct mail mail = random_mail();
		struct message *m = mail_message(&mail);
		struct fixture fixture;
		ck_assert_int_eq(arena_create(RECORD_ARENA_LIMIT, &arena), 0);
		schedule_write(text, sizeof(text));
		fixture_make(text, &fixture);
		ck_assert_int_eq(policy_decide(fixture.policy, false, m), 0);
		assert_longest(fixture.configuration, m);
		struct record record = record_keep(m, &encoded, arena);
		ck_assert_int_eq(retention_schedule_end(fixture.configuration, &record), m->verdict.retain_until);
		ck_assert_int_eq(retention_end(fixture.configuration, &record), m->verdict.retain_until);
		schedule_write(text, sizeof(text));
		diagnostics_init(&why);
		ck_assert_int_eq(configuration_parse(text, "changed", &why, &changed), 0);
		ck_assert_int_ge(retention_end(changed, &record), m->verdict.retain_until);
		ck_assert_int_ge(retention_end(changed, &record), retention_schedule_end(changed, &record));
		configuration_release(&changed);
		diagnostics_release(&why);
		message_destroy(&m);
		arena_destroy(&arena);
		buffer_release(&encoded);
		fixture_release(&fixture);
	}
}
END_TEST

static Suite *
past_suite(void)
{
	Suite *suite = suite_create("past");
	TCase *tables = tcase_create("tables");
	tcase_add_loop_test(tables, a_record_decides_as_its_message_did, 0, ARRAY_LENGTH(cases));
	tcase_add_loop_test(tables, what_was_taken_out_is_counted_apart, 0, ARRAY_LENGTH(removing));
	tcase_add_test(tables, a_record_is_kept_as_its_message_was_promised);
	suite_add_tcase(suite, tables);
	return suite;
}

UNIT_TEST_MAIN(past_suite)
