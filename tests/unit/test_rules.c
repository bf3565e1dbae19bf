/* What an operator may get wrong in the rules, and every line of the answer. */
#include "tests/unit/test_policy.h"

#include <stdio.h>

#include "core/error.h"
#include "tests/unit/diagnostics_check.h"
#include "tests/unit/policy_fixture.h"

#define RULE(rest) "rules = ( { name = \"r\"; " rest " } );"
#define WHEN(conditions) RULE("when = { " conditions " }; action = \"hold\";")

static const struct {
	const char *text, *complaints;
} cases[] = {
	{ "rules = 5;", "test.conf:1: rules: must be a list: rules = ( { ... }, { ... } );\n" },
	{ "rules = {\n};", "test.conf:1: rules: must be a list: rules = ( { ... }, { ... } );\n" },
	{ "rules = (\n7,\n( ) );",
	  "test.conf:2: rules[1]: must be a group: { name = \"...\"; when = { ... }; action = \"...\"; }\n"
	  "test.conf:3: rules[2]: must be a group: { name = \"...\"; when = { ... }; action = \"...\"; }\n" },
	{ "rules = ( { } );",
	  "test.conf:1: rules[1]: has no name; add name = \"a-short-name\";\n"
	  "test.conf:1: rules[1]: has no when; add when = { phi = true; };\n"
	  "test.conf:1: rules[1]: has no action; add action = \"tls\";\n" },
	{ "rules = (\n{ name = \"a\"; when = { phi = true; }; action = \"tls\"; },\n"
	  "{ name = \"b\"; when = { phi = true; }; action = \"tls\"; },\n"
	  "{\nname = \"a\"; when = { phi = true; }; action = \"tls\"; } );",
	  "test.conf:5: rules[3].name: there is a rule \"a\" already\n" },

	/* the rule's own settings */
	{ RULE("wen = { }; when = { phi = true; }; action = \"tls\";"),
	  "test.conf:1: rules[1].wen: unknown setting; did you mean \"when\"?\n" },
	{ "rules = ( { name = \"\"; when = { phi = true; }; action = \"tls\"; },\n"
	  "{ name = \"a b\"; when = { phi = true; }; action = \"tls\"; },\n"
	  "{ name = \"(phi-floor)\"; when = { phi = true; }; action = \"tls\"; },\n"
	  "{ name = 7; when = { phi = true; }; action = \"tls\"; } );",
	  "test.conf:1: rules[1].name: must be 1 to 64 letters, digits, \".\", \"_\" or \"-\"\n"
	  "test.conf:2: rules[2].name: must be 1 to 64 letters, digits, \".\", \"_\" or \"-\"\n"
	  "test.conf:3: rules[3].name: must be 1 to 64 letters, digits, \".\", \"_\" or \"-\"\n"
	  "test.conf:4: rules[4].name: must be a string, such as \"text\"\n" },
	{ RULE("when = { phi = true; };\naction = \"rejct\";"),
	  "test.conf:2: rules[1].action: \"rejct\" is no action; did you mean \"reject\"?\n" },
	{ RULE("when = { phi = true; };\naction = \"quarantine\";"),
	  "test.conf:2: rules[1].action: \"quarantine\" is no action; known: pass, tls, portal, hold, reject, defer\n" },
	{ RULE("when = { phi = true; };\naction = true;"),
	  "test.conf:2: rules[1].action: must be a string, such as \"text\"\n" },
	{ RULE("when = { phi = true; }; action = \"hold\";\ntext = \"no\";"),
	  "test.conf:2: rules[1].text: is for action = \"reject\" and \"defer\" only; hold sends none\n" },
	{ RULE("when = { phi = true; }; action = \"reject\";\ntext = \"100% no\";"),
	  "test.conf:2: rules[1].text: must be 1 to 400 printable ASCII characters in one line, without %\n" },
	{ RULE("when = { phi = true; }; action = \"reject\";\ntext = \"\";"),
	  "test.conf:2: rules[1].text: must be 1 to 400 printable ASCII characters in one line, without %\n" },
	{ RULE("when = { phi = true; }; action = \"reject\";\ntext = \"two\\r\\n250 lines\";"),
	  "test.conf:2: rules[1].text: must be 1 to 400 printable ASCII characters in one line, without %\n" },
	{ RULE("when = { phi = true; }; action = \"reject\";\ntext = \"gr\xc3\xbc\xc3\x9f\";"),
	  "test.conf:2: rules[1].text: must be 1 to 400 printable ASCII characters in one line, without %\n" },
	{ RULE("when = { phi = true; }; action = \"reject\";\ntext = 5;"),
	  "test.conf:2: rules[1].text: must be a string, such as \"text\"\n" },
	{ RULE("when = { phi = true; }; action = \"reject\";\ntext = \"\x7f\";"),
	  "test.conf:2: rules[1].text: must be 1 to 400 printable ASCII characters in one line, without %\n" },
	{ RULE("when = { phi = true; }; action = \"tls\";\nretention = 5;"),
	  "test.conf:2: rules[1].retention: must be a string, such as \"text\"\n" },
	{ RULE("when = { phi = true; }; action = \"tls\";\nretention = \"phy\";"),
	  "test.conf:2: rules[1].retention: \"phy\" is no retention class; did you mean \"phi\"?\n" },
	{ RULE("when = { phi = true; }; action = \"tls\";\nretention = \"forever\";"),
	  "test.conf:2: rules[1].retention: \"forever\" is not among retention.classes\n" },

	/* conditions */
	{ RULE("\nwhen = { }; action = \"tls\";"),
	  "test.conf:2: rules[1].when: has no conditions; write always = true for a rule that always holds\n" },
	{ RULE("when = \"phi\"; action = \"tls\";"),
	  "test.conf:1: rules[1].when: must be a group such as { phi = true; }\n" },
	{ WHEN("\nsendr = \"@a\";\nrecipients = \"b@c\";"),
	  "test.conf:2: rules[1].when.sendr: unknown setting; did you mean \"sender\"?\n"
	  "test.conf:3: rules[1].when.recipients: unknown setting; did you mean \"recipient\"?\n" },
	{ WHEN("always = false;"), "test.conf:1: rules[1].when.always: can only be true; leave it out otherwise\n" },
	{ WHEN("always = true; phi = true;"),
	  "test.conf:1: rules[1].when: always = true stands alone, without other conditions\n" },
	{ WHEN("direction = ( \"inbound\",\n\"outbond\",\n5 );"),
	  "test.conf:2: rules[1].when.direction[2]: \"outbond\" is no direction; did you mean \"outbound\"?\n"
	  "test.conf:3: rules[1].when.direction[3]: must be a string, such as \"text\"\n" },
	{ WHEN("direction = \"sideways\";"),
	  "test.conf:1: rules[1].when.direction: \"sideways\" is no direction; known: inbound, internal, outbound\n" },
	{ WHEN("direction = ( );"),
	  "test.conf:1: rules[1].when.direction: is an empty list, which nothing matches; name something or "
	  "leave the setting out\n" },
	{ WHEN("direction = true;"),
	  "test.conf:1: rules[1].when.direction: must be a string or a list of strings, such as ( \"one\", \"two\" )\n" },
	{ WHEN("sender = ( \"jane\",\n\"a b@c\",\n\"a@\",\n\"@*.x\" );"),
	  "test.conf:1: rules[1].when.sender[1]: \"jane\" is no address; write \"jane@example.com\", "
	  "\"@example.com\" for a domain, \"@.example.com\" for all domains below it\n"
	  "test.conf:2: rules[1].when.sender[2]: \"a b@c\" is no address; write \"jane@example.com\", "
	  "\"@example.com\" for a domain, \"@.example.com\" for all domains below it\n"
	  "test.conf:3: rules[1].when.sender[3]: \"a@\" is no address; write \"jane@example.com\", "
	  "\"@example.com\" for a domain, \"@.example.com\" for all domains below it\n"
	  "test.conf:4: rules[1].when.sender[4]: \"@*.x\" is no address; write \"jane@example.com\", "
	  "\"@example.com\" for a domain, \"@.example.com\" for all domains below it\n" },
	{ WHEN("recipient = ( \"<a@b>\", \"<>x@y\",\n\"a@b,c@d\" );"),
	  "test.conf:1: rules[1].when.recipient[1]: \"<a@b>\" is no address; write \"jane@example.com\", "
	  "\"@example.com\" for a domain, \"@.example.com\" for all domains below it\n"
	  "test.conf:1: rules[1].when.recipient[2]: \"<>x@y\" is no address; write \"jane@example.com\", "
	  "\"@example.com\" for a domain, \"@.example.com\" for all domains below it\n"
	  "test.conf:2: rules[1].when.recipient[3]: \"a@b,c@d\" is no address; write \"jane@example.com\", "
	  "\"@example.com\" for a domain, \"@.example.com\" for all domains below it\n" },
	{ WHEN("recipient = \"outsid\";"),
	  "test.conf:1: rules[1].when.recipient: \"outsid\" is no recipient; write \"outside\", \"inside\", "
	  "\"jane@example.com\", \"@example.com\" or \"@.example.com\"\n" },
	{ WHEN("sender_domain = \"@example.com\";\nrecipient_domain = \"\";"),
	  "test.conf:1: rules[1].when.sender_domain: \"@example.com\" is no domain; write \"example.com\", or "
	  "\".example.com\" for all below it\n"
	  "test.conf:2: rules[1].when.recipient_domain: \"\" is no domain; write \"example.com\", or "
	  "\".example.com\" for all below it\n" },
	{ WHEN("phi = 1;\nauthenticated = \"yes\";\nrecipient_tls = 0;"),
	  "test.conf:1: rules[1].when.phi: must be true or false\n"
	  "test.conf:2: rules[1].when.authenticated: must be true or false\n"
	  "test.conf:3: rules[1].when.recipient_tls: must be true or false\n" },
	{ WHEN("phi_confidence = 0.8;\nsize_over = -1;"),
	  "test.conf:1: rules[1].when.phi_confidence: must be a whole number from 1 to 100\n"
	  "test.conf:2: rules[1].when.size_over: is -1; it must be from 0 to 67108863\n" },
	{ WHEN("size_over = 67108864;"),
	  "test.conf:1: rules[1].when.size_over: is 67108864; it must be from 0 to 67108863\n" },
	{ WHEN("unscannable = ( \"charsets\",\n\"pdf\" );"),
	  "test.conf:1: rules[1].when.unscannable[1]: \"charsets\" is no reason; did you mean \"charset\"?\n"
	  "test.conf:2: rules[1].when.unscannable[2]: \"pdf\" is no reason; known: depth, part-count, header-count, "
	  "header-size, decoded-size, text-size, charset, transfer-encoding, malformed, encrypted, format, "
	  "finding-count\n" },
	{ WHEN("unscannable = 1;"),
	  "test.conf:1: rules[1].when.unscannable: must be true, false, or reasons such as ( \"charset\", \"depth\" )\n" },
	{ WHEN("direction = \"inbound\";\nrecipient = \"outside\";"),
	  "test.conf:1: rules[1].when: never holds: mail with a recipient outside is outbound\n" },

	/* findings and health context */
	{ WHEN("findings = ( { type = \"ssm\"; },\n{ type = \"social-security\"; },\n{ type = 12; } );"),
	  "test.conf:1: rules[1].when.findings[1].type: \"ssm\" is no type of identifier; did you mean \"ssn\"?\n"
	  "test.conf:2: rules[1].when.findings[2].type: \"social-security\" is no type of identifier; "
	  "phimilter-rules(5) lists them\n"
	  "test.conf:3: rules[1].when.findings[3].type: must be a string or a list of strings, such as "
	  "( \"one\", \"two\" )\n" },
	{ WHEN("findings = ( { category = 0; },\n{ category = ( 7, 19 ); },\n{ category = \"7\"; }, { category = ( ); } );"),
	  "test.conf:1: rules[1].when.findings[1].category: is 0; it must be from 1 to 18\n"
	  "test.conf:2: rules[1].when.findings[2].category[2]: is 19; it must be from 1 to 18\n"
	  "test.conf:3: rules[1].when.findings[3].category: must be a whole number from 1 to 18\n"
	  "test.conf:3: rules[1].when.findings[4].category: is an empty list; name categories from 1 to 18\n" },
	{ WHEN("findings = ( { type = \"ssn\";\ncategory = 7; } );"),
	  "test.conf:2: rules[1].when.findings[1].category: give either type or category\n" },
	{ WHEN("findings = ( { type = \"ssn\"; count = 0; distinct = 20001;\nconfidence = 101; everyone = 1; cuont = 5; } );"),
	  "test.conf:2: rules[1].when.findings[1].cuont: unknown setting; did you mean \"count\"?\n"
	  "test.conf:1: rules[1].when.findings[1].count: is 0; it must be from 1 to 20000\n"
	  "test.conf:1: rules[1].when.findings[1].distinct: is 20001; it must be from 1 to 20000\n"
	  "test.conf:2: rules[1].when.findings[1].confidence: is 101; it must be from 1 to 100\n"
	  "test.conf:2: rules[1].when.findings[1].everyone: must be true or false\n" },
	{ WHEN("findings = ( { }, 5 );"),
	  "test.conf:1: rules[1].when.findings[1]: must be a group such as { type = \"ssn\"; count = 10; }\n"
	  "test.conf:1: rules[1].when.findings[2]: must be a group such as { type = \"ssn\"; count = 10; }\n" },
	{ WHEN("findings = \"ssn\";"),
	  "test.conf:1: rules[1].when.findings: must be a list of groups, such as ( { type = \"ssn\"; count = 10; } )\n" },
	{ WHEN("findings = ( );"),
	  "test.conf:1: rules[1].when.findings: must be a list of groups, such as ( { type = \"ssn\"; count = 10; } )\n" },
	{ WHEN("recipient_domain = ( \"a.example until 2027-02-30\",\n\"b.example until 2027-1-1\", \"c until \" );"),
	  "test.conf:1: rules[1].when.recipient_domain[1]: \"a.example until 2027-02-30\" ends on no day; write "
	  "\"example.com until 2027-12-31\"\n"
	  "test.conf:2: rules[1].when.recipient_domain[2]: \"b.example until 2027-1-1\" ends on no day; write "
	  "\"example.com until 2027-12-31\"\n"
	  "test.conf:2: rules[1].when.recipient_domain[3]: \"c until \" ends on no day; write "
	  "\"example.com until 2027-12-31\"\n" },
	{ WHEN("recipient_new_for = 0; recipient_domain_new_for = 4000;"),
	  "test.conf:1: rules[1].when.recipient_new_for: is 0; it must be from 1 to 3650\n"
	  "test.conf:1: rules[1].when.recipient_domain_new_for: is 4000; it must be from 1 to 3650\n" },
	{ WHEN("near = { words = 3; };"),
	  "test.conf:1: rules[1].when.near: must be a list of groups, such as ( { type = \"mrn\"; words = 10; } )\n" },
	{ WHEN("near = ( { type = \"mrm\"; wors = 3; },\n{ words = 3; bytes = 3; }, { same = \"line\"; },\n{ words = -1; } );"),
	  "test.conf:1: rules[1].when.near[1].wors: unknown setting; did you mean \"words\"?\n"
	  "test.conf:1: rules[1].when.near[1].type: \"mrm\" is no type of identifier; did you mean \"mrn\"?\n"
	  "test.conf:1: rules[1].when.near[1]: must say in one way how near: words = 10, bytes = 100, same = \"row\" or same = \"part\"\n"
	  "test.conf:2: rules[1].when.near[2]: must say in one way how near: words = 10, bytes = 100, same = \"row\" or same = \"part\"\n"
	  "test.conf:2: rules[1].when.near[3].same: must be \"row\" or \"part\", not \"line\"\n"
	  "test.conf:3: rules[1].when.near[4].words: is -1; it must be from 0 to 1000\n" },
	{ WHEN("health = \"condition\";"),
	  "test.conf:1: rules[1].when.health: must be a list of groups, such as ( { kind = \"condition\"; } )\n" },
	{ WHEN("health = ( { kind = \"conditions\"; count = 0; },\n{ }, { kid = 1; } );"),
	  "test.conf:1: rules[1].when.health[1].kind: \"conditions\" is no kind of health context; did you mean "
	  "\"condition\"?\n"
	  "test.conf:1: rules[1].when.health[1].count: is 0; it must be from 1 to 2147483647\n"
	  "test.conf:2: rules[1].when.health[2]: must be a group such as { kind = \"condition\"; count = 3; }\n"
	  "test.conf:2: rules[1].when.health[3].kid: unknown setting; did you mean \"kind\"?\n" },
	{ WHEN("health = ( { sensitive = \"hive\"; },\n{ sensitive = false; }, { kind = \"payment\"; sensitive = true; } );"),
	  "test.conf:1: rules[1].when.health[1].sensitive: \"hive\" is no sensitive kind of health context; did you "
	  "mean \"hiv\"?\n"
	  "test.conf:2: rules[1].when.health[2].sensitive: can only be true, or kinds such as ( \"hiv\", \"genetic\" )\n"
	  "test.conf:2: rules[1].when.health[3].sensitive: give either kind or sensitive\n" },
};

START_TEST(mistakes)
{
	struct configuration *configuration;
	struct policy *policy;
	struct diagnostics why;

	diagnostics_init(&why);
	int err = configuration_parse(cases[_i].text, "test.conf", &why, &configuration);
	diagnostics_check(&why, "");
	ck_assert_int_eq(err, 0);
	err = policy_create(configuration, &why, &policy);
	diagnostics_check(&why, cases[_i].complaints);
	ck_assert_int_eq(err, ERROR_CONFIG);
	ck_assert_ptr_null(policy);
	diagnostics_release(&why);
	configuration_release(&configuration);
}
END_TEST

START_TEST(mistakes_of_many_rules_are_all_told)
{
	struct configuration *configuration;
	struct policy *policy;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse("rules = (\n{ name = \"a\"; when = { phi = true; }; action = \"x\"; },\n"
	                                     "{ name = \"b\"; when = { phi = true; }; action = \"pass\"; },\n"
	                                     "{ name = \"c\"; when = { phi = 5; }; action = \"pass\"; } );",
	                                     "test.conf", &why, &configuration), 0);
	ck_assert_int_eq(policy_create(configuration, &why, &policy), ERROR_CONFIG);
	diagnostics_check(&why,
		"test.conf:2: rules[1].action: \"x\" is no action; known: pass, tls, portal, hold, reject, defer\n"
		"test.conf:4: rules[3].when.phi: must be true or false\n");
	diagnostics_release(&why);
	configuration_release(&configuration);
}
END_TEST

START_TEST(a_text_may_hold_all_printable_characters)
{
	struct fixture fixture;

	fixture_make("rules = ( { name = \"a.B_9-\"; when = { phi = true; }; action = \"reject\";"
	             "text = \" !#$&'()*+,-./09:;<=>?@AZ[]^_`az{|}~\"; } );", &fixture);
	fixture_release(&fixture);
}
END_TEST

START_TEST(names_and_texts_have_limits)
{
	static const struct {
		size_t name, text;
		bool good;
	} lengths[] = { { 64, 400, true }, { 65, 400, false }, { 64, 401, false } };
	char filler[512], text[1024];

	memset(filler, 'a', sizeof(filler));
	for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
		struct configuration *configuration;
		struct policy *policy;
		struct diagnostics why;
		diagnostics_init(&why);
		snprintf(text, sizeof(text), "rules = ( { name = \"%.*s\"; when = { phi = true; }; action = \"reject\";"
		         "text = \"%.*s\"; } );", (int)lengths[i].name, filler, (int)lengths[i].text, filler);
		ck_assert_int_eq(configuration_parse(text, "test.conf", &why, &configuration), 0);
		ck_assert_int_eq(policy_create(configuration, &why, &policy), lengths[i].good ? 0 : ERROR_CONFIG);
		policy_destroy(&policy);
		diagnostics_release(&why);
		configuration_release(&configuration);
	}
}
END_TEST

Suite *
rules_suite(void)
{
	Suite *suite = UNIT_SUITE("rules", mistakes_of_many_rules_are_all_told,
	                          a_text_may_hold_all_printable_characters, names_and_texts_have_limits);
	TCase *tables = tcase_create("tables");
	tcase_add_loop_test(tables, mistakes, 0, ARRAY_LENGTH(cases));
	suite_add_tcase(suite, tables);
	return suite;
}
