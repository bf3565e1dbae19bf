/* Each condition, holding and not holding. */
#include "tests/unit/test_policy.h"

#include <stdio.h>

#include "tests/unit/policy_fixture.h"

#define SENT(sender_) { .sender = sender_, .inside = { "a@in.example" } }
#define FOUND(...) { .inside = { "a@in.example" }, .findings = { __VA_ARGS__ } }
#define TO(address) { .inside = { address } }
#define UNREAD(...) { .inside = { "a@in.example" }, .unscannable = { __VA_ARGS__ } }

static const struct {
	const char *when;
	struct mail mail;
	bool holds;
} cases[] = {
	{ "always = true;", TO("a@in"), true },

	{ "direction = \"inbound\";", TO("a@in"), true },
	{ "direction = \"internal\";", TO("a@in"), false },
	{ "direction = ( \"internal\", \"inbound\" );", TO("a@in"), true },
	{ "direction = [ \"internal\", \"outbound\" ];", TO("a@in"), false },
	{ "direction = \"internal\";", { .inside = { "a@in" }, .from_inside = true }, true },
	{ "direction = \"outbound\";", { .inside = { "a@in" }, .outside = { "b@out" } }, true },

	{ "sender = \"Jane@Example.com\";", SENT("jane@example.COM"), true },
	{ "sender = \"jane@example.com.\";", SENT("jane@example.com"), true },
	{ "sender = \"jane@example.com\";", SENT("jane@example.com."), true },
	{ "sender = \"jane@example.com\";", SENT("xjane@example.com"), false },
	{ "sender = ( \"john@example.com\", \"jane@example.com\" );", SENT("jane@example.com"), true },
	{ "sender = ( \"john@example.com\", \"jane@example.com\" );", SENT("joan@example.com"), false },
	{ "sender = \"@example.com\";", SENT("any@EXAMPLE.com"), true },
	{ "sender = \"@example.com\";", SENT("any@sub.example.com"), false },
	{ "sender = \"@.example.com\";", SENT("any@sub.example.com"), true },
	{ "sender = \"@.example.com\";", SENT("any@example.com"), false },
	{ "sender = \"@example.com\";", SENT("\"a@b\"@example.com"), true },
	{ "sender = \"@example.com\";", SENT(""), false },
	{ "sender = \"<>\";", SENT(""), true },
	{ "sender = \"<>\";", SENT("a@b"), false },
	{ "sender = ( \"a@b\", \"<>\" );", SENT("a@b"), true },

	{ "sender_domain = \"example.com\";", SENT("a@Example.Com"), true },
	{ "sender_domain = ( \"example.org\", \".example.com\" );", SENT("a@x.example.com"), true },
	{ "sender_domain = \"example.com\";", SENT("a@example.org"), false },
	{ "sender_domain = \"example.com\";", SENT(""), false },
	{ "sender_domain = \"example.com\"; sender = \"@example.org\";", SENT("a@example.com"), false },

	{ "recipient = \"inside\";", TO("a@in"), true },
	{ "recipient = \"outside\";", TO("a@in"), false },
	{ "recipient = \"outside\";", { .outside = { "a@out" } }, true },
	{ "recipient = \"outside\";", { .capable = { "a@out" } }, true },
	{ "recipient = ( \"outside\", \"a@in\" );", TO("a@in"), true },
	{ "recipient = ( \"outside\", \"a@in\" );", TO("b@in"), false },
	{ "recipient = ( \"inside\", \"outside\" );", TO("a@in"), true },
	{ "recipient = ( \"inside\", \"outside\" );", { .outside = { "a@out" } }, true },
	{ "recipient = \"A@IN\";", TO("a@in"), true },
	{ "recipient = \"@in\";", TO("a@in"), true },
	{ "recipient = \"a@in\";", { .inside = { "b@in", "a@in" } }, true },
	{ "recipient_domain = \"in\";", TO("a@in"), true },
	{ "recipient_domain = ( \"out\", \".in\" );", TO("a@x.in"), true },
	{ "recipient_domain = \"out\";", TO("a@in"), false },
	{ "recipient_domain = \"out\"; recipient = \"inside\";", { .inside = { "a@in" }, .outside = { "b@out" } }, false },
	{ "recipient_tls = true;", { .capable = { "a@out" } }, true },
	{ "recipient_tls = true;", { .outside = { "a@out" } }, false },
	{ "recipient_tls = false;", { .outside = { "a@out" } }, true },
	{ "recipient_tls = false;", { .capable = { "a@out" } }, false },

	{ "authenticated = true;", { .inside = { "a@in" }, .auth_user = "jane" }, true },
	{ "authenticated = true;", TO("a@in"), false },
	{ "authenticated = false;", TO("a@in"), true },
	{ "authenticated = false;", { .inside = { "a@in" }, .auth_user = "jane" }, false },

	{ "phi = true;", { .inside = { "a@in" }, .phi = true }, true },
	{ "phi = true;", TO("a@in"), false },
	{ "phi = false;", TO("a@in"), true },
	{ "phi = false;", { .inside = { "a@in" }, .phi = true }, false },
	{ "phi_confidence = 80;", { .inside = { "a@in" }, .confidence = 80 }, true },
	{ "phi_confidence = 80;", { .inside = { "a@in" }, .confidence = 79 }, false },

	{ "size_over = 99;", { .inside = { "a@in" }, .size = 100 }, true },
	{ "size_over = 100;", { .inside = { "a@in" }, .size = 100 }, false },
	{ "size_over = 0;", TO("a@in"), false },
	{ "size_over = 0;", { .inside = { "a@in" }, .size = 1 }, true },

	{ "unscannable = true;", UNREAD(UNSCANNABLE_FORMAT), true },
	{ "unscannable = true;", TO("a@in"), false },
	{ "unscannable = false;", TO("a@in"), true },
	{ "unscannable = false;", UNREAD(UNSCANNABLE_FORMAT), false },
	{ "unscannable = \"format\";", UNREAD(UNSCANNABLE_DEPTH, UNSCANNABLE_FORMAT), true },
	{ "unscannable = ( \"format\", \"finding-count\" );", UNREAD(UNSCANNABLE_FINDING_COUNT), true },
	{ "unscannable = ( \"format\", \"finding-count\" );", UNREAD(UNSCANNABLE_DEPTH), false },

	/* findings: type, category, count, confidence */
	{ "findings = ( { type = \"ssn\"; } );", FOUND(ONE(IDENTIFIER_SSN, 50)), true },
	{ "findings = ( { type = \"ssn\"; } );", FOUND(ONE(IDENTIFIER_SSN, 49)), false },
	{ "findings = ( { type = \"ssn\"; } );", FOUND(ONE(IDENTIFIER_MRN, 95)), false },
	{ "findings = ( { type = ( \"mrn\", \"ssn\" ); } );", FOUND(ONE(IDENTIFIER_SSN, 95)), true },
	{ "findings = ( { type = \"mrn\"; }, { type = \"ssn\"; } );", FOUND(ONE(IDENTIFIER_SSN, 95)), true },
	{ "findings = ( { category = 9; } );", FOUND(ONE(IDENTIFIER_MBI, 95)), true },
	{ "findings = ( { category = 9; } );", FOUND(ONE(IDENTIFIER_MRN, 95)), false },
	{ "findings = ( { category = ( 8, 9 ); } );", FOUND(ONE(IDENTIFIER_MRN, 95)), true },
	{ "findings = ( { category = 18; } );", FOUND(ONE(IDENTIFIER_OTHER_ID, 95)), true },
	{ "findings = ( { count = 3; } );",
	  FOUND(VALUE(IDENTIFIER_SSN, 95, 1), VALUE(IDENTIFIER_OTHER_ID, 95, 1), VALUE(IDENTIFIER_PERSON_NAME, 95, 1)), true },
	{ "findings = ( { type = \"ssn\"; count = 3; } );", FOUND(TIMES(3, IDENTIFIER_SSN, 95, 1)), true },
	{ "findings = ( { type = \"ssn\"; count = 3; } );", FOUND(TIMES(2, IDENTIFIER_SSN, 95, 1)), false },
	{ "findings = ( { type = \"ssn\"; confidence = 100; } );", FOUND(ONE(IDENTIFIER_SSN, 100)), true },
	{ "findings = ( { type = \"ssn\"; confidence = 100; } );", FOUND(ONE(IDENTIFIER_SSN, 99)), false },
	{ "findings = ( { type = \"ssn\"; confidence = 1; } );", FOUND(ONE(IDENTIFIER_SSN, 1)), true },
	{ "findings = ( { type = \"ssn\"; count = 2; confidence = 80; } );",
	  FOUND(VALUE(IDENTIFIER_SSN, 95, 1), VALUE(IDENTIFIER_SSN, 70, 2)), false },
	{ "findings = ( { type = \"ssn\"; confidence = 100; } );", FOUND(ONE(IDENTIFIER_SSN, 255)), true },

	/* distinct values, of which the surest counts */
	{ "findings = ( { type = \"ssn\"; distinct = 2; } );", FOUND(TIMES(9, IDENTIFIER_SSN, 95, 1)), false },
	{ "findings = ( { type = \"ssn\"; distinct = 2; } );",
	  FOUND(TIMES(9, IDENTIFIER_SSN, 95, 1), VALUE(IDENTIFIER_SSN, 95, 2)), true },
	{ "findings = ( { type = \"ssn\"; distinct = 2; confidence = 80; } );",
	  FOUND(VALUE(IDENTIFIER_SSN, 30, 1), VALUE(IDENTIFIER_SSN, 95, 2), VALUE(IDENTIFIER_SSN, 85, 1)), true },
	{ "findings = ( { type = \"ssn\"; distinct = 2; count = 4; } );",
	  FOUND(VALUE(IDENTIFIER_SSN, 95, 1), TIMES(2, IDENTIFIER_SSN, 95, 2)), false },
	{ "findings = ( { type = ( \"ssn\", \"mrn\" ); distinct = 2; } );",
	  FOUND(VALUE(IDENTIFIER_SSN, 95, 1), VALUE(IDENTIFIER_MRN, 95, 1)), true },

	/* whose identifier it is */
	{ "findings = ( { type = \"phone\"; } );", FOUND(OF(SUBJECT_PATIENT, IDENTIFIER_PHONE, 95, 1)), true },
	{ "findings = ( { type = \"phone\"; } );", FOUND(OF(SUBJECT_PROVIDER, IDENTIFIER_PHONE, 95, 1)), false },
	{ "findings = ( { type = \"phone\"; } );", FOUND(OF(SUBJECT_SENDER, IDENTIFIER_PHONE, 95, 1)), false },
	{ "findings = ( { type = \"phone\"; everyone = true; } );",
	  FOUND(OF(SUBJECT_SENDER, IDENTIFIER_PHONE, 95, 1)), true },
	{ "findings = ( { type = \"phone\"; everyone = true; distinct = 2; } );",
	  FOUND(OF(SUBJECT_SENDER, IDENTIFIER_PHONE, 95, 1), OF(SUBJECT_PROVIDER, IDENTIFIER_PHONE, 95, 2)), true },
	{ "findings = ( { type = \"phone\"; everyone = false; distinct = 2; } );",
	  FOUND(OF(SUBJECT_SENDER, IDENTIFIER_PHONE, 95, 1), VALUE(IDENTIFIER_PHONE, 95, 2)), false },

	{ "health = ( { kind = \"condition\"; } );", { .inside = { "a@in" }, .health = { [HEALTH_CONDITION] = 1 } }, true },
	{ "health = ( { kind = \"payment\"; } );", { .inside = { "a@in" }, .health = { [HEALTH_CONDITION] = 1 } }, false },
	{ "health = ( { count = 3; } );",
	  { .inside = { "a@in" }, .health = { [HEALTH_CONDITION] = 2, [HEALTH_PAYMENT] = 1 } }, true },
	{ "health = ( { kind = ( \"condition\", \"provision\" ); count = 3; } );",
	  { .inside = { "a@in" }, .health = { [HEALTH_CONDITION] = 2, [HEALTH_PAYMENT] = 1 } }, false },
	{ "health = ( { kind = \"payment\"; }, { kind = \"condition\"; count = 2; } );",
	  { .inside = { "a@in" }, .health = { [HEALTH_CONDITION] = 2 } }, true },

	/* all must hold */
	{ "phi = true; sender = \"@in\";", { .sender = "a@in", .inside = { "a@in" }, .phi = true }, true },
	{ "phi = true; sender = \"@in\";", { .sender = "a@out", .inside = { "a@in" }, .phi = true }, false },
	{ "recipient = \"outside\"; recipient_domain = \"x\"; phi = true; direction = \"outbound\";",
	  { .outside = { "a@x" }, .phi = true }, true },
};

START_TEST(conditions)
{
	char text[2048];
	struct fixture fixture;

	snprintf(text, sizeof(text), "rules = ( { name = \"r\"; when = { %s }; action = \"hold\"; } );", cases[_i].when);
	fixture_make(text, &fixture);
	char *verdict = fixture_decide(&fixture, &cases[_i].mail);
	ck_assert_msg((strstr(verdict, "rules: r") != NULL) == cases[_i].holds, "case %d, %s: %s", _i,
	              cases[_i].when, verdict);
	free(verdict);
	fixture_release(&fixture);
}
END_TEST

Suite *
conditions_suite(void)
{
	Suite *suite = suite_create("conditions");
	TCase *tables = tcase_create("tables");
	tcase_add_loop_test(tables, conditions, 0, ARRAY_LENGTH(cases));
	suite_add_tcase(suite, tables);
	return suite;
}
