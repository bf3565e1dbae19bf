/* Identifiers near health context, and not near it. */
#include "tests/unit/test_policy.h"

#include <stdio.h>

#include "tests/unit/policy_fixture.h"

#define FAR_WORD "0123456789012345678901234567890123456789012345678901234567890123456789"

/* [ ] is an MRN, ( ) one of the sender, { } a condition, {{ }} one about HIV, < > a payment, | begins
 * another part. */
static const struct {
	const char *text;
	const char *near;
	bool holds;
} cases[] = {
	{ "[1] a b c {x}", "words = 3;", true },
	{ "[1] a b c {x}", "words = 2;", false },
	{ "{x} a b c [1]", "words = 3;", true },
	{ "{x} a b c [1]", "words = 2;", false },
	{ "{x}[1]", "words = 0;", true },
	{ "{x} [1]", "words = 0;", true },
	{ "{x} a [1]", "words = 0;", false },
	{ "[1]\n\na\tb  {x}", "words = 2;", true },
	{ "[1] " FAR_WORD " {x}", "words = 1;", false },
	{ "[1] " FAR_WORD " {x}", "words = 2;", true },
	{ "[1] a | {x}", "words = 1000;", false },

	{ "[1]1234567{x}", "bytes = 7;", true },
	{ "[1]1234567{x}", "bytes = 6;", false },
	{ "{x}1234567[1]", "bytes = 7;", true },
	{ "{x}1234567[1]", "bytes = 6;", false },
	{ "{x[1]x}", "bytes = 0;", true },
	{ "{long xxxxxxxxxx} {x}     [1]", "bytes = 5;", true },
	{ "{a {x} bbbbbbbbbbbbb} [1]", "bytes = 1;", true },

	{ "a [1] b; c {x}\n", "same = \"row\";", true },
	{ "a [1] b\n; c {x}\n", "same = \"row\";", false },
	{ "{x}\n[1]\n{x}", "same = \"row\";", false },
	{ "{x}\n[1]\n[2], {x}", "same = \"row\";", true },
	{ "a [1] b\n; c {x}\n", "same = \"part\";", true },
	{ "a [1] b|c {x}\n", "same = \"part\";", false },
	{ "{x}|[1]", "same = \"part\";", false },
	{ "{x}|[1]|{x}", "same = \"part\";", false },
	{ "{x}|[1]{x}", "same = \"part\";", true },
	{ "a|[1]|[2] c|d {x}[3]", "same = \"part\";", true },
	{ "[1]", "same = \"part\";", false },
	{ "{x}", "same = \"part\";", false },

	/* how many, of which kinds */
	{ "[1] {x}\n[2] {x}\n[3]", "same = \"row\"; count = 2;", true },
	{ "[1] {x}\n[2] {x}\n[3]", "same = \"row\"; count = 3;", false },
	{ "[1] {x}\n[2] {x}\n[3] <x>", "same = \"row\"; count = 3;", true },
	{ "[1] {x}\n[2] <x>", "same = \"row\"; count = 2; kind = \"condition\";", false },
	{ "[1] <x> {x}", "words = 0; kind = \"condition\";", false },
	{ "[1] <x> {x}", "words = 1; kind = \"condition\";", true },
	{ "{x} <x> [1]", "words = 0; kind = \"condition\";", false },
	{ "{x} <x> [1]", "words = 1; kind = \"condition\";", true },
	{ "[1] <x>", "words = 1; kind = ( \"condition\", \"provision\" );", false },
	{ "[1] {x}", "words = 0; sensitive = \"hiv\";", false },
	{ "[1] {{x}}", "words = 0; sensitive = \"hiv\";", true },
	{ "[1] {{x}}", "words = 0; sensitive = true;", true },
	{ "[1] {{x}}", "words = 0; sensitive = \"genetic\";", false },
	{ "[1] {x} {{x}}", "words = 0; sensitive = \"hiv\";", false },
	{ "[1] {x}", "words = 0; type = \"ssn\";", false },
	{ "[1] {x}", "words = 0; type = ( \"ssn\", \"mrn\" );", true },
	{ "[1] {x}", "words = 0; category = 8;", true },
	{ "[1] {x}", "words = 0; confidence = 71;", false },
	{ "[1] {x}", "words = 0; confidence = 70;", true },
	{ "(1) {x}", "words = 0;", false },
	{ "(1) {x}", "words = 0; everyone = true;", true },
};

static void
place_finding(struct message *m, enum finding_subject subject, uint32_t start, uint32_t length)
{
	struct finding *finding;

	ck_assert_int_eq(message_finding_add(m, &finding), 0);
	*finding = (struct finding){ .type = IDENTIFIER_MRN, .subject = subject, .confidence = 70,
	                             .part = (uint32_t)m->part_count - 1, .start = start,
	                             .length = length };
}

static void
place_health(struct message *m, enum health_kind kind, uint32_t start, uint32_t length)
{
	struct health_finding *health;

	ck_assert_int_eq(message_health_add(m, &health), 0);
	*health = (struct health_finding){ .kind = kind, .part = (uint32_t)m->part_count - 1,
	                                   .start = start, .length = length };
	/* A mark within a mark: the inner one is there already, and is the sensitive one. */
	if (m->health_count > 1 && m->health[m->health_count - 2].start == start)
		health->sensitive = 1u << SENSITIVE_HIV;
}

/* The marks stay in the text's memory but are not of the text. */
static void
place(struct message *m, char mark, uint32_t start, uint32_t end)
{
	switch (mark) {
	case ']': place_finding(m, SUBJECT_UNKNOWN, start, end - start); break;
	case ')': place_finding(m, SUBJECT_SENDER, start, end - start); break;
	case '}': place_health(m, HEALTH_CONDITION, start, end - start); break;
	case '>': place_health(m, HEALTH_PAYMENT, start, end - start); break;
	default: break;
	}
}

static const char *
part_add(struct message *m, const char *text)
{
	char *plain = arena_alloc(m->arena, strlen(text) + 1);
	uint32_t opened[4], depth = 0, length = 0;
	struct part *part;

	ck_assert_int_eq(message_part_add(m, &part), 0);
	for (; *text != '\0' && *text != '|'; text++) {
		if (strchr("[({<", *text) != NULL)
			opened[depth++] = length;
		else if (strchr("])}>", *text) != NULL)
			place(m, *text, opened[--depth], length);
		else
			plain[length++] = *text;
	}
	m->parts[m->part_count - 1].text = bytes_make(plain, length);
	return *text == '|' ? text + 1 : NULL;
}

START_TEST(nearness)
{
	static const struct mail mail = { .inside = { "a@in.example" } };
	char text[512];
	struct fixture fixture;
	struct message *m = mail_message(&mail);

	for (const char *rest = cases[_i].text; rest != NULL;)
		rest = part_add(m, rest);
	snprintf(text, sizeof(text),
	         "rules = ( { name = \"r\"; when = { near = ( { %s } ); }; action = \"hold\"; } );",
	         cases[_i].near);
	fixture_make(text, &fixture);
	ck_assert_int_eq(policy_decide(fixture.policy, false, m), 0);
	ck_assert_msg((m->verdict.outcome == OUTCOME_HOLD) == cases[_i].holds, "%s: %s", cases[_i].text,
	              cases[_i].near);
	fixture_release(&fixture);
	message_destroy(&m);
}
END_TEST

/* One walk, however many there are: a second for each finding would take minutes here. */
START_TEST(many)
{
	static const struct mail mail = { .inside = { "a@in.example" } };
	enum { MANY = 20000 };
	struct fixture fixture;
	struct message *m = mail_message(&mail);

	ck_assert_ptr_null(part_add(m, ""));
	char *text = arena_alloc(m->arena, (size_t)MANY * 2);
	memset(text, 'x', (size_t)MANY * 2);
	m->parts[0].text = bytes_make(text, (size_t)MANY * 2);
	for (uint32_t i = MANY; i > 0; i--) {
		place_finding(m, SUBJECT_UNKNOWN, i, 1);
		place_health(m, HEALTH_PAYMENT, i + MANY, 1);
	}
	fixture_make("rules = ( { name = \"r\"; when = { any = ("
	             "{ near = ( { bytes = 0; count = 2; } ); },"
	             "{ near = ( { words = 9; count = 9999; } ); } ); }; action = \"hold\"; } );",
	             &fixture);
	ck_assert_int_eq(policy_decide(fixture.policy, false, m), 0);
	ck_assert_int_eq(m->verdict.outcome, OUTCOME_PASS);
	fixture_release(&fixture);
	message_destroy(&m);
}
END_TEST

Suite *
near_suite(void)
{
	Suite *suite = suite_create("near");
	TCase *tables = tcase_create("tables");

	tcase_add_loop_test(tables, nearness, 0, ARRAY_LENGTH(cases));
	tcase_add_test(tables, many);
	suite_add_tcase(suite, tables);
	return suite;
}
