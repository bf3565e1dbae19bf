/* What rules want taken out: when it is due, and what is decided on the rest. */
#include "tests/unit/test_policy.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "policy/removal.h"
#include "tests/unit/policy_fixture.h"

#define SITE "site: { internal_domains = ( \"in.example\" ); };\n"
#define TO "jane@out.example"

/* "outcome rule", before anything was taken out, and when the rest was judged. */
struct decision {
	char came[80];
	char rest[80];
};

static void
decision_write(const struct message *m, char out[80])
{
	const struct recipient_verdict *each = &m->verdict.each[0];

	snprintf(out, 80, "%s %s", outcome_name(m->verdict.outcome), each->rule ? each->rule : "-");
	ck_assert_int_eq(m->verdict.outcome, each->outcome);
}

static struct message *
message_make(const struct mail *mail)
{
	struct message *m = mail_message(mail);

	for (size_t i = 0; i < m->part_count; i++)
		m->parts[i].entity = bytes_of_string("here");
	return m;
}

static struct decision
decide(const char *rules, const struct mail *mail, const struct mail *rest)
{
	struct message *m = message_make(mail), *left = message_make(rest);
	struct decision decision = { "", "as it was" };
	struct fixture fixture;
	char text[2048];

	snprintf(text, sizeof(text), SITE "rules = ( %s );", rules);
	fixture_make(text, &fixture);
	ck_assert_int_eq(policy_decide(fixture.policy, true, m), 0);
	decision_write(m, decision.came);
	bool rewrites = m->verdict.rewrites;
	int err = policy_decide_rewritten(fixture.policy, true, left, m);
	ck_assert_int_eq(err, rewrites ? 0 : ERROR_STATE);
	if (rewrites)
		decision_write(m, decision.rest);
	if (m->verdict.outcome == OUTCOME_REJECT || m->verdict.outcome == OUTCOME_DEFER)
		ck_assert_ptr_nonnull(m->verdict.reject_text);
	fixture_release(&fixture);
	message_destroy(&left);
	message_destroy(&m);
	return decision;
}

#define PHI .phi = true, .findings = { ONE(IDENTIFIER_SSN, 90), ONE(IDENTIFIER_MRN, 90) }
#define SSN .findings = { ONE(IDENTIFIER_SSN, 90) }
#define REDACT "{ name = \"redact\"; when = { recipient = \"outside\"; phi = true; }; action = \"pass\"; redact = true; }"
#define STRIP(rest) "{ name = \"strip\"; when = { always = true; }; action = \"pass\"; " \
	"strip_attachments = { file_name = ( \"*.xls?\", \"a*b*c\" ); content_type = \"image/\"; }; " rest " }"
#define SHEET .part = { "application/vnd.ms-excel", "of March.XLSX" }

static const struct {
	const char *rules;
	struct mail mail, rest;
	const char *came, *left;
} cases[] = {
	{ REDACT, { .outside = { TO }, PHI }, { .outside = { TO } }, "portal redact", "pass redact" },
	{ REDACT, { .outside = { TO }, SSN }, { .outside = { TO } }, "pass -", "as it was" },
	{ REDACT, { .inside = { "a@in.example" }, PHI }, { .inside = { "a@in.example" } }, "pass -", "as it was" },
	/* something is left, or it is PHI all the same */
	{ REDACT, { .outside = { TO }, PHI }, { .outside = { TO }, PHI }, "portal redact", "portal redact" },
	{ REDACT, { .outside = { TO }, PHI }, { .outside = { TO }, .phi = true }, "portal redact", "portal redact" },
	{ "{ name = \"ssn\"; when = { recipient = \"outside\"; }; action = \"pass\"; redact = \"ssn\"; }",
	  { .outside = { TO }, PHI }, { .outside = { TO }, .phi = true, .findings = { ONE(IDENTIFIER_MRN, 90) } },
	  "portal ssn", "portal ssn" },
	/* where the action protects, PHI that nobody wants out may stay */
	{ "{ name = \"ssn\"; when = { phi = true; }; action = \"tls\"; redact = { category = 7; }; otherwise = \"reject\"; }",
	  { .capable = { TO }, PHI }, { .capable = { TO }, .phi = true, .findings = { ONE(IDENTIFIER_MRN, 90) } },
	  "reject ssn", "tls ssn" },
	{ "{ name = \"ssn\"; when = { phi = true; }; action = \"tls\"; redact = \"ssn\"; otherwise = \"reject\"; }",
	  { .capable = { TO }, PHI }, { .capable = { TO }, PHI }, "reject ssn", "reject ssn" },
	/* a rule that takes nothing out binds for what came */
	{ REDACT ", { name = \"tls\"; when = { phi = true; }; action = \"tls\"; }",
	  { .capable = { TO }, PHI }, { .capable = { TO } }, "portal redact", "tls tls" },
	{ REDACT ", { name = \"many\"; when = { phi = true; }; action = \"hold\"; }",
	  { .outside = { TO }, PHI }, { .outside = { TO } }, "hold many", "hold many" },
	/* what is left may be worse for another rule */
	{ REDACT ", { name = \"odd\"; when = { phi = false; }; action = \"defer\"; }",
	  { .outside = { TO }, PHI }, { .outside = { TO } }, "portal redact", "defer odd" },
	/* a notice leads to the original, so what is not taken out there counts */
	{ STRIP("otherwise = \"hold\";") ", { name = \"phi\"; when = { phi = true; }; action = \"portal\"; }",
	  { .outside = { TO }, PHI, SHEET }, { .outside = { TO }, .phi = true }, "hold strip", "hold strip" },
	/* nobody else's are taken out */
	{ REDACT, { .outside = { TO }, .findings = { OF(SUBJECT_PROVIDER, IDENTIFIER_NPI, 90, 1) } },
	  { .outside = { TO } }, "pass -", "as it was" },
	/* attachments */
	{ STRIP(""), { .outside = { TO }, SHEET }, { .outside = { TO } }, "portal strip", "pass strip" },
	{ STRIP(""), { .outside = { TO }, SHEET }, { .outside = { TO }, SHEET }, "portal strip", "portal strip" },
	{ STRIP(""), { .outside = { TO }, .part = { "image/png", NULL } }, { .outside = { TO } }, "portal strip", "pass strip" },
	{ STRIP(""), { .outside = { TO }, .part = { "imagex/png", "x.xls" } }, { .outside = { TO } }, "pass strip", "as it was" },
	{ STRIP(""), { .outside = { TO }, .part = { "text/plain", "axxbxbxc" } }, { .outside = { TO } }, "portal strip", "pass strip" },
	{ STRIP(""), { .outside = { TO }, .part = { "text/plain", "axxbxbxcx" } }, { .outside = { TO } }, "pass strip", "as it was" },
	{ STRIP("otherwise = \"defer\"; text = \"later\";"), { .outside = { TO }, SHEET }, { .outside = { TO }, SHEET },
	  "defer strip", "defer strip" },
	{ "{ name = \"f\"; when = { always = true; }; action = \"pass\"; strip_attachments = { content = ( \"executable\", \"archive\" ); }; }",
	  { .outside = { TO }, .head = { PART_TEXT, "#!/bin/sh" } }, { .outside = { TO } },
	  "portal f", "pass f" },
	{ "{ name = \"f\"; when = { always = true; }; action = \"pass\"; strip_attachments = { content = ( \"executable\", \"archive\" ); }; }",
	  { .outside = { TO }, .part = { "application/zip", "list.zip" }, .head = { PART_TEXT, "no archive" } }, { .outside = { TO } },
	  "pass f", "as it was" },
	/* a rule in shadow mode takes nothing out */
	{ STRIP("shadow = true;"), { .outside = { TO }, SHEET }, { .outside = { TO } }, "pass -", "as it was" },
};

START_TEST(what_is_left_decides)
{
	struct decision decision = decide(cases[_i].rules, &cases[_i].mail, &cases[_i].rest);

	ck_assert_msg(strcmp(decision.came, cases[_i].came) == 0 && strcmp(decision.rest, cases[_i].left) == 0,
	              "%s: %s, then %s", cases[_i].rules, decision.came, decision.rest);
}
END_TEST

/* Fields of the message's own header section that say who writes to whom, and others. */
START_TEST(who_writes_to_whom_stays)
{
	static const struct { const char *path, *text; enum identifier_type type; bool wanted; } places[] = {
		{ "headers", "To: Jane Roe\n", IDENTIFIER_PERSON_NAME, false },
		{ "headers", "To: 537-20-8841\n", IDENTIFIER_SSN, true },
		{ "headers", "Subject: Jane\n", IDENTIFIER_PERSON_NAME, true },
		{ "headers", "no field", IDENTIFIER_PERSON_NAME, true },
		{ "2.headers", "To: Jane Roe\n", IDENTIFIER_PERSON_NAME, true },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
		const struct mail mail = { .outside = { TO }, .part = { "text/rfc822-headers", NULL } };
		struct message *m = mail_message(&mail);
		m->parts[m->part_count - 1] = (struct part){
			.path = places[i].path, .kind = PART_HEADERS, .text = bytes_of_string(places[i].text) };
		const struct finding finding = { .type = places[i].type, .start = 4, .length = 2,
		                                 .part = (uint32_t)m->part_count - 1 };
		ck_assert_msg(removal_wants_finding(m, &finding, ~(uint64_t)0) == places[i].wanted, "%s", places[i].text);
		ck_assert(!removal_wants_finding(m, &finding, (uint64_t)1 << IDENTIFIER_VIN));
		message_destroy(&m);
	}
}
END_TEST

Suite *
removal_suite(void)
{
	Suite *suite = suite_create("removal");
	TCase *tcase = tcase_create("removal");

	tcase_add_loop_test(tcase, what_is_left_decides, 0, ARRAY_LENGTH(cases));
	tcase_add_test(tcase, who_writes_to_whom_stays);
	suite_add_tcase(suite, tcase);
	return suite;
}
