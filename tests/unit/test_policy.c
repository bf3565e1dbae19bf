/* How outcomes of rules become a verdict; the conditions have a file of their own. */
#include "tests/unit/test_policy.h"

#include <stdio.h>
#include <time.h>

#include "core/error.h"
#include "tests/unit/heap_watch.h"
#include "tests/unit/policy_fixture.h"

#define RULE(name, when, action) "{ name = \"" name "\"; when = { " when " }; action = \"" action "\"; }"
#define ALWAYS(name, action) RULE(name, "always = true;", action)
#define PHI_TLS RULE("phi", "recipient = \"outside\"; phi = true;", "tls")

static const struct {
	const char *rules;
	struct mail mail;
	const char *verdict;
} cases[] = {
	/* without a rule: what is clean passes, in each direction */
	{ "", { .inside = { "a@in" } }, "inbound pass | pass - | rules:" },
	{ "", { .inside = { "a@in" }, .from_inside = true }, "internal pass | pass - | rules:" },
	{ "", { .outside = { "a@out" }, .from_inside = true }, "outbound pass | pass - | rules:" },
	{ "", { .inside = { "a@in" }, .outside = { "a@out" } }, "outbound pass | pass - | pass - | rules:" },
	{ "", { .sender = "", .outside = { "a@out" } }, "outbound pass | pass - | rules:" },

	/* without a rule: the floor holds for recipients outside */
	{ "", { .outside = { "a@out" }, .phi = true }, "outbound portal | portal (phi-floor) | rules:" },
	{ "", { .capable = { "a@out" }, .phi = true }, "outbound portal | portal (phi-floor) | rules:" },
	{ "", { .inside = { "a@in" }, .phi = true }, "inbound pass | pass - | rules:" },
	{ "", { .inside = { "a@in" }, .outside = { "b@out" }, .phi = true },
	  "outbound portal | pass - | portal (phi-floor) | rules:" },
	{ "", { .outside = { "a@out" }, .unscannable = { UNSCANNABLE_CHARSET } },
	  "outbound portal | portal (unread-floor) | rules:" },
	{ "", { .outside = { "a@out" }, .unscannable = { UNSCANNABLE_FORMAT, UNSCANNABLE_DEPTH } },
	  "outbound portal | portal (unread-floor) | rules:" },
	{ "", { .outside = { "a@out" }, .unscannable = { UNSCANNABLE_FORMAT, UNSCANNABLE_ENCRYPTED } },
	  "outbound pass | pass - | rules:" },
	{ "", { .inside = { "a@in" }, .unscannable = { UNSCANNABLE_DEPTH } }, "inbound pass | pass - | rules:" },

	/* a pass rule lifts the floor only by name */
	{ ALWAYS("all", "pass"), { .outside = { "a@out" }, .phi = true },
	  "outbound portal | portal (phi-floor) | rules: all" },
	{ RULE("phi", "phi = true;", "pass"), { .outside = { "a@out" }, .phi = true },
	  "outbound pass | pass phi | rules: phi" },
	{ RULE("phi", "phi = true; recipient_domain = \"x\";", "pass"), { .outside = { "a@out", "b@x" }, .phi = true },
	  "outbound portal | portal (phi-floor) | pass phi | rules: phi" },
	{ RULE("not", "phi = false;", "pass"), { .outside = { "a@out" }, .phi = true },
	  "outbound portal | portal (phi-floor) | rules:" },
	{ RULE("phi", "phi = true;", "pass"),
	  { .outside = { "a@out" }, .phi = true, .unscannable = { UNSCANNABLE_DEPTH } },
	  "outbound portal | portal (unread-floor) | rules: phi" },
	{ RULE("u", "unscannable = true;", "pass"), { .outside = { "a@out" }, .unscannable = { UNSCANNABLE_DEPTH } },
	  "outbound pass | pass u | rules: u" },
	{ RULE("u", "unscannable = ( \"depth\" );", "pass"),
	  { .outside = { "a@out" }, .unscannable = { UNSCANNABLE_DEPTH } }, "outbound pass | pass u | rules: u" },

	/* the strictest wins, wherever it stands; a tie goes to the first */
	{ ALWAYS("a", "pass") "," ALWAYS("b", "hold") "," ALWAYS("c", "portal"), { .outside = { "a@out" } },
	  "outbound hold | hold b | rules: a b c" },
	{ ALWAYS("a", "reject") "," ALWAYS("b", "hold"), { .inside = { "a@in" } },
	  "inbound reject | reject a | rules: a b" },
	{ ALWAYS("a", "hold") "," ALWAYS("b", "hold"), { .inside = { "a@in" } }, "inbound hold | hold a | rules: a b" },
	{ ALWAYS("a", "pass") "," ALWAYS("b", "pass"), { .inside = { "a@in" } }, "inbound pass | pass a | rules: a b" },
	{ ALWAYS("a", "tls") "," ALWAYS("b", "portal"), { .outside = { "a@out" }, .capable = { "b@tls" } },
	  "outbound portal | portal a | portal b | rules: a b" },

	/* tls is tightened for each recipient that is not known to take it */
	{ PHI_TLS, { .capable = { "a@tls" }, .phi = true }, "outbound tls | tls phi | rules: phi" },
	{ PHI_TLS, { .outside = { "a@out" }, .phi = true }, "outbound portal | portal phi | rules: phi" },
	{ PHI_TLS, { .inside = { "a@in" }, .outside = { "b@out" }, .capable = { "c@tls" }, .phi = true },
	  "outbound portal | pass - | portal phi | tls phi | rules: phi" },
	{ PHI_TLS, { .inside = { "a@in" }, .capable = { "c@tls" }, .phi = true },
	  "outbound tls | pass - | tls phi | rules: phi" },
	{ PHI_TLS, { .inside = { "a@in" }, .phi = true }, "inbound pass | pass - | rules:" },
	{ PHI_TLS, { .capable = { "a@tls" } }, "outbound pass | pass - | rules:" },
};

START_TEST(verdicts)
{
	char text[2048];
	struct fixture fixture;

	snprintf(text, sizeof(text), "rules = ( %s );", cases[_i].rules);
	fixture_make(text, &fixture);
	char *verdict = fixture_decide(&fixture, &cases[_i].mail);
	ck_assert_str_eq(verdict, cases[_i].verdict);
	free(verdict);
	fixture_release(&fixture);
}
END_TEST

START_TEST(a_refusal_takes_the_first_text)
{
	struct fixture fixture;
	struct message *m = mail_message(&(struct mail){ .inside = { "a@in", "b@in" } });

	fixture_make("rules = ( { name = \"x\"; when = { recipient = \"b@in\"; }; action = \"reject\"; text = \"for b\"; },"
	             "{ name = \"y\"; when = { recipient = \"a@in\"; }; action = \"reject\"; text = \"for a\"; } );",
	             &fixture);
	ck_assert_int_eq(policy_decide(fixture.policy, false, m), 0);
	ck_assert_str_eq(m->verdict.reject_text, "for b");
	message_destroy(&m);
	fixture_release(&fixture);
}
END_TEST

START_TEST(a_refusal_always_has_a_text)
{
	struct fixture fixture;
	struct message *m = mail_message(&(struct mail){ .inside = { "a@in" } });

	fixture_make("rules = ( " ALWAYS("x", "reject") " );", &fixture);
	ck_assert_int_eq(policy_decide(fixture.policy, false, m), 0);
	ck_assert_ptr_nonnull(m->verdict.reject_text);
	ck_assert_uint_gt(strlen(m->verdict.reject_text), 0);
	message_destroy(&m);
	fixture_release(&fixture);
}
END_TEST

#define CLASSES \
	"retention: { classes = ( { name = \"short\"; days = 1; }, { name = \"usual\"; days = 10; }," \
	"{ name = \"long\"; days = 100; basis = \"a law\"; }, { name = \"numbers\"; days = 50; types = ( \"ssn\" ); }," \
	"{ name = \"part2\"; days = 200; sensitive = ( \"substance-use\" ); }," \
	"{ name = \"minors\"; days = 150; majority = 18; } );" \
	" default_class = \"usual\"; phi_class = \"long\"; };"
#define RETAINED(name, when, class) \
	"{ name = \"" name "\"; when = { " when " }; action = \"pass\"; retention = \"" class "\"; }"

static const struct {
	const char *rules;
	bool phi;
	const char *class;
	int64_t days;
	const char *reason;
	bool ssn;
} retentions[] = {
	{ "", false, "usual", 10, "default", false },
	{ "", true, "long", 100, "phi", false },
	{ RETAINED("a", "always = true;", "short"), false, "usual", 10, "default", false },
	{ RETAINED("a", "always = true;", "long"), false, "long", 100, "a", false },
	{ RETAINED("a", "always = true;", "short") "," RETAINED("b", "always = true;", "long"), false, "long", 100, "b", false },
	{ RETAINED("a", "recipient = \"b@in\";", "long"), false, "usual", 10, "default", false },
	{ RETAINED("a", "phi = true;", "long"), false, "usual", 10, "default", false },
	{ RETAINED("a", "always = true;", "usual"), true, "long", 100, "phi", false },
	{ "", false, "numbers", 50, "type", true },
	{ "", true, "long", 100, "phi", true },
	{ RETAINED("a", "always = true;", "long"), false, "long", 100, "a", true },
};

START_TEST(the_longest_retention_wins)
{
	char text[2048];
	struct fixture fixture;
	struct mail mail = { .inside = { "a@in" }, .phi = retentions[_i].phi };
	if (retentions[_i].ssn)
		mail.findings[0] = (struct mail_finding)ONE(IDENTIFIER_SSN, 90);
	struct message *m = mail_message(&mail);

	snprintf(text, sizeof(text), CLASSES "rules = ( %s );", retentions[_i].rules);
	fixture_make(text, &fixture);
	ck_assert_int_eq(policy_decide(fixture.policy, false, m), 0);
	ck_assert_str_eq(m->verdict.retention_class, retentions[_i].class);
	ck_assert_str_eq(m->verdict.retention_reason, retentions[_i].reason);
	ck_assert_str_eq(m->verdict.retention_basis,
	                 strcmp(m->verdict.retention_class, "long") == 0 ? "a law" : "");
	ck_assert_int_eq(m->verdict.retain_until, MAIL_RECEIVED + retentions[_i].days * 86400);
	message_destroy(&m);
	fixture_release(&fixture);
}
END_TEST

#define SECONDS_OF_DAYS(days) ((days) * INT64_C(86400))
#define NEW_YEAR_2009 INT64_C(1230768000) /* somebody born in 1990 has come of age */

static const struct {
	const char *rules;
	struct mail mail;
	const char *class, *reason;
	int64_t until;
	const char *others; /* each behind a space */
} found_retentions[] = {
	{ "", { .inside = { "a@in" }, .phi = true, .health = { [HEALTH_CONDITION] = 1 },
	        .sensitive = 1 << SENSITIVE_SUBSTANCE_USE },
	  "part2", "sensitive", MAIL_RECEIVED + SECONDS_OF_DAYS(200), " long" },
	{ "", { .inside = { "a@in" }, .phi = true, .health = { [HEALTH_CONDITION] = 1 },
	        .sensitive = 1 << SENSITIVE_HIV }, "long", "phi", MAIL_RECEIVED + SECONDS_OF_DAYS(100), "" },
	{ "", { .inside = { "a@in" }, .health = { [HEALTH_CONDITION] = 1 },
	        .sensitive = 1 << SENSITIVE_SUBSTANCE_USE },
	  "usual", "default", MAIL_RECEIVED + SECONDS_OF_DAYS(10), "" },
	{ "", { .inside = { "a@in" }, .phi = true, .born = 1990 },
	  "minors", "minor", NEW_YEAR_2009 + SECONDS_OF_DAYS(151), " long" },
	{ "", { .inside = { "a@in" }, .phi = true, .born = 1982 }, "long", "phi",
	  MAIL_RECEIVED + SECONDS_OF_DAYS(100), "" },
	{ "", { .inside = { "a@in" }, .born = 1990 }, "usual", "default", MAIL_RECEIVED + SECONDS_OF_DAYS(10), "" },
	{ RETAINED("a", "always = true;", "short"),
	  { .inside = { "a@in" }, .phi = true, .health = { [HEALTH_CONDITION] = 1 }, .born = 1990,
	    .sensitive = 1 << SENSITIVE_SUBSTANCE_USE, .findings = { ONE(IDENTIFIER_SSN, 90) } },
	  "minors", "minor", NEW_YEAR_2009 + SECONDS_OF_DAYS(151), " long numbers part2 short" },
};

START_TEST(what_was_found_asks_for_classes)
{
	char text[2048], others[256] = "";
	struct fixture fixture;
	struct message *m = mail_message(&found_retentions[_i].mail);

	snprintf(text, sizeof(text), CLASSES "rules = ( %s );", found_retentions[_i].rules);
	fixture_make(text, &fixture);
	ck_assert_int_eq(policy_decide(fixture.policy, false, m), 0);
	ck_assert_str_eq(m->verdict.retention_class, found_retentions[_i].class);
	ck_assert_str_eq(m->verdict.retention_reason, found_retentions[_i].reason);
	ck_assert_int_eq(m->verdict.retain_until, found_retentions[_i].until);
	for (size_t i = 0; i < m->verdict.retention_other_count; i++)
		strcat(strcat(others, " "), m->verdict.retention_others[i]);
	ck_assert_str_eq(others, found_retentions[_i].others);
	message_destroy(&m);
	fixture_release(&fixture);
}
END_TEST

static const struct {
	const char *rules;
	struct mail mail;
	enum outcome elsewhere;
} elsewheres[] = {
	{ "", { .inside = { "a" } }, OUTCOME_PASS },
	{ "", { .inside = { "a" }, .phi = true }, OUTCOME_PORTAL },
	{ "", { .inside = { "a" }, .unscannable = { UNSCANNABLE_FORMAT } }, OUTCOME_PORTAL },
	{ "", { .inside = { "a" }, .unscannable = { UNSCANNABLE_DEPTH } }, OUTCOME_HOLD },
	{ "rules = ( " RULE("x", "direction = \"outbound\";", "hold") " );", { .inside = { "a" } }, OUTCOME_HOLD },
	{ "rules = ( " ALWAYS("x", "tls") " );", { .capable = { "a@x.example" } }, OUTCOME_PORTAL },
};

START_TEST(a_way_outside_that_shows_later_is_judged)
{
	struct fixture fixture;
	struct message *m = mail_message(&elsewheres[_i].mail);

	fixture_make(elsewheres[_i].rules, &fixture);
	ck_assert_int_eq(policy_decide(fixture.policy, true, m), 0);
	ck_assert_int_eq(m->verdict.elsewhere, elsewheres[_i].elsewhere);
	message_destroy(&m);
	fixture_release(&fixture);
}
END_TEST

START_TEST(a_failure_leaves_no_verdict)
{
	struct fixture fixture;
	struct message *m = mail_message(&(struct mail){ .inside = { NULL } });

	fixture_make("rules = ( " ALWAYS("x", "pass") " );", &fixture);
	ck_assert_int_eq(policy_decide(fixture.policy, true, m), ERROR_INVALID);
	ck_assert_int_eq(m->verdict.outcome, 0);
	message_destroy(&m);
	/* An arena that is full at each step of the decision. */
	for (size_t room = 0;; room += 8) {
		ck_assert_int_eq(message_create(100, 4096, &m), 0);
		ck_assert_int_eq(message_recipient_add(m, "a@out.example", NULL), 0);
		ck_assert_ptr_nonnull(arena_alloc(m->arena, 4096 - 14 - 8 * sizeof(struct recipient) - room));
		m->assessment.phi = true;
		int err = policy_decide(fixture.policy, true, m);
		enum outcome outcome = m->verdict.outcome;
		message_destroy(&m);
		if (err == 0) {
			ck_assert_int_eq(outcome, OUTCOME_PORTAL);
			ck_assert_uint_gt(room, 16);
			break;
		}
		ck_assert_int_eq(err, ERROR_LIMIT);
		ck_assert_int_eq(outcome, 0);
	}
	fixture_release(&fixture);
}
END_TEST

START_TEST(failed_allocations_are_told_and_leak_nothing)
{
	static const char text[] =
		"rules = ( { name = \"x\"; when = { sender = ( \"a@b\", \"@c\" ); recipient_domain = \"d\";"
		"  findings = ( { type = \"ssn\"; } ); health = ( { count = 2; } ); }; action = \"hold\"; } );";
	static const char *const texts[] = { text, "" }; /* "": the built-in rules */

	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		struct configuration *configuration;
		struct policy *policy = NULL;
		struct diagnostics why;
		int allowed = 0;
		diagnostics_init(&why);
		ck_assert_int_eq(configuration_parse(texts[i], "test.conf", &why, &configuration), 0);
		for (;; allowed++) {
			heap_fail_after(allowed);
			int err = policy_create(configuration, &why, &policy);
			if (!heap_fail_stop())
				break;
			ck_assert_int_eq(err, ERROR_MEMORY);
			ck_assert_ptr_null(policy);
		}
		ck_assert_int_gt(allowed, 3);
		ck_assert_ptr_nonnull(policy);
		ck_assert_uint_eq(why.count, 0);
		policy_destroy(&policy);
		configuration_release(&configuration);
	}
}
END_TEST

/* Rules that all must be asked to the end, on a message with many findings. */
START_TEST(many_rules_are_fast)
{
	enum { RULES = 500, ROUNDS = 200 };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct fixture fixture;

	fprintf(out, "rules = (");
	for (unsigned i = 0; i < RULES; i++)
		fprintf(out, "%s{ name = \"r%u\"; when = { findings = ( { type = ( \"ssn\", \"mrn\" ); count = 2; } );"
		        "sender = ( \"x%u@example.com\", \"@d%u.example\" ); recipient_domain = \"e%u.example\"; };"
		        "action = \"hold\"; }", i ? "," : "", i, i, i, i);
	fprintf(out, ");");
	fclose(out);
	fixture_make(text, &fixture);
	free(text);
	struct message *m = mail_message(&(struct mail){
		.sender = "nurse@clinic.example", .outside = { "a@out.example" },
		.findings = { TIMES(50, IDENTIFIER_SSN, 95, 1), TIMES(50, IDENTIFIER_MRN, 95, 1) } });
	clock_t start = clock();
	for (unsigned i = 0; i < ROUNDS; i++)
		ck_assert_int_eq(policy_decide(fixture.policy, true, m), 0);
	double each = (double)(clock() - start) / CLOCKS_PER_SEC / ROUNDS;
	printf("policy_decide: %d rules in %.1f microseconds\n", RULES, each * 1e6);
	ck_assert_double_lt(each, 0.005); /* far above what it takes, for slow and instrumented builds */
	ck_assert_int_eq(m->verdict.outcome, OUTCOME_PASS);
	message_destroy(&m);
	fixture_release(&fixture);
}
END_TEST

START_TEST(destroying_nothing_is_fine)
{
	struct policy *none = NULL;
	policy_destroy(&none);
	policy_destroy(NULL);
}
END_TEST

Suite *
policy_suite(void)
{
	Suite *suite = UNIT_SUITE("policy", a_refusal_takes_the_first_text, a_refusal_always_has_a_text,
	                          a_failure_leaves_no_verdict, failed_allocations_are_told_and_leak_nothing,
	                          many_rules_are_fast, destroying_nothing_is_fine);
	TCase *tables = tcase_create("tables");
	tcase_add_loop_test(tables, verdicts, 0, ARRAY_LENGTH(cases));
	tcase_add_loop_test(tables, the_longest_retention_wins, 0, ARRAY_LENGTH(retentions));
	tcase_add_loop_test(tables, what_was_found_asks_for_classes, 0, ARRAY_LENGTH(found_retentions));
	tcase_add_loop_test(tables, a_way_outside_that_shows_later_is_judged, 0, ARRAY_LENGTH(elsewheres));
	suite_add_tcase(suite, tables);
	return suite;
}

UNIT_TEST_MAIN(conditions_suite, language_suite, near_suite, outline_suite, policy_suite,
               removal_suite, rules_suite, sample_suite)
