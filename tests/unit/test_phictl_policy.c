/* `phictl policy` as an officer runs it: the real program on rules and a store made here. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/crypto.h"
#include "core/error.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/unit_test.h"

#define OUTPUT_SIZE 65536
#define COMMAND_SIZE 16384

struct site {
	struct store_fixture fixture;
	char output[OUTPUT_SIZE]; /* of the last run, both streams */
};

static void
site_write(const struct site *site, const char *name, const char *text)
{
	char path[2 * FIXTURE_PATH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", site->fixture.directory, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

#define RULE(name, when, action) "{ name = \"" name "\"; when = { " when " }; action = \"" action "\"; }"

static const char rules_now[] =
	"rules = ( " RULE("phi", "recipient = \"outside\"; phi = true;", "portal") " );\n";

static const char rules_new[] =
	"lists: { partners = ( \"partner.example\" ); };\n"
	"rules = ( " RULE("phi", "recipient = \"outside\"; phi = true; not = { recipient = \"$partners\"; };", "portal") ",\n"
	RULE("partners", "recipient = \"$partners\"; phi = true;", "pass") ",\n"
	RULE("many", "findings = ( { type = \"ssn\"; distinct = 3; } );", "hold") " );\n"
	"tests = ( { name = \"a partner\"; given = { recipient = \"a@partner.example\"; phi = true; }; expect = \"pass\"; },\n"
	"{ name = \"a list\"; given = { recipient = \"a@partner.example\"; findings = ( { type = \"ssn\"; count = 3; } ); };"
	" expect = { outcome = \"hold\"; rule = \"many\"; }; } );\n";

/* Three decisions: to a partner, to a stranger, of a list. */
static void
site_record(struct site *site)
{
	static const struct record_recipient partner = { .address = { (const uint8_t *)"a@partner.example", 17 },
	                                                 .outcome = OUTCOME_PORTAL };
	static const struct record_recipient stranger = { .address = { (const uint8_t *)"b@out.example", 13 },
	                                                  .outcome = OUTCOME_PORTAL };
	static const struct record_tally list = { .type = IDENTIFIER_SSN, .confidence = 90, .count = 4, .distinct = 3 };
	struct record records[3];

	store_fixture_open(&site->fixture, STORE_WRITE);
	for (size_t i = 0; i < ARRAY_LENGTH(records); i++) {
		records[i] = fixture_record("Q");
		records[i].direction = DIRECTION_OUTBOUND;
		records[i].outcome = OUTCOME_PORTAL;
		records[i].phi = true;
		records[i].sender = bytes_of_string("nurse@clinic.example");
		records[i].recipients = i == 0 ? &partner : &stranger;
		records[i].recipient_count = 1;
		records[i].tallies = i == 2 ? &list : NULL;
		records[i].tally_count = i == 2;
		records[i].escrow_id = bytes_of_string("");
		records[i].time = 1800000000 + (int64_t)i * 86400;
		ck_assert_int_eq(store_append(site->fixture.store, &records[i]), 0);
	}
	store_close(&site->fixture.store);
}

static struct site *
site_create(void)
{
	struct site *site = calloc(1, sizeof(*site));
	char key[2 * CRYPTO_KEY_SIZE + 1], text[4 * FIXTURE_PATH_SIZE];

	ck_assert_ptr_nonnull(site);
	store_fixture_create(&site->fixture, NULL, FIXTURE_MAP_BYTES);
	site_record(site);
	hex_encode(bytes_make(site->fixture.key.bytes, sizeof(site->fixture.key.bytes)), key);
	site_write(site, "key", key);
	snprintf(text, sizeof(text),
	         "store: { directory = \"%s/store\"; key_file = \"%s/key\"; };\n"
	         "escrow: { directory = \"%s/escrow\"; };\n"
	         "site: { internal_domains = ( \"clinic.example\" ); };\n%s",
	         site->fixture.directory, site->fixture.directory, site->fixture.directory, rules_now);
	site_write(site, "phimilter.conf", text);
	site_write(site, "new.conf", rules_new);
	site_write(site, "bad.conf", "rules = ( " RULE("a", "ph = true;", "hodl") " );\n");
	site_write(site, "odd.conf", "lists: { unused = ( \"x.example\", \"y.example until 2020-02-29\" ); };\nrules = ( " RULE("a", "always = true;", "hold")
	           ",\n" RULE("b", "phi = true;", "tls") ",\n" RULE("c", "always = true;", "tls") " );\n");
	site_write(site, "wrong.conf", "rules = ( );\ntests = ( { name = \"t\"; given = { recipient = \"a@b.example\"; };"
	           " expect = \"hold\"; } );\n");
	site_write(site, "redact.conf", "officers = \"privacy@clinic.example\";\nlists: { nurses = ( \"@clinic.example\" ); };\n"
	           "managers = ( { of = \"$nurses\"; is = \"head@clinic.example\"; } );\n"
	           "rules = ( { name = \"r\"; when = { recipient = \"outside\"; phi = true; }; action = \"pass\"; redact = true;\n"
	           "notify = ( \"officers\", \"manager\" ); },\n"
	           "{ name = \"s\"; when = { always = true; }; action = \"tls\"; strip_attachments = { file_name = \"*.csv\"; }; otherwise = \"hold\"; } );\n"
	           "tests = ( { name = \"one\"; given = { recipient = \"a@b.example\"; recipient_tls = true; phi = true;"
	           " findings = ( { type = \"ssn\"; } ); };\n"
	           "expect = { outcome = \"portal\"; rule = \"r\"; rewritten = \"tls\"; }; },\n"
	           "{ name = \"two\"; given = { recipient = \"a@b.example\"; recipient_tls = true; attachments = ( { name = \"a.CSV\"; } ); };\n"
	           "expect = { outcome = \"hold\"; rewritten = \"pass\"; }; } );\n");
	site_write(site, "badcase.conf", "rules = ( );\ntests = ( { name = \"t\"; given = { recipeint = \"a@b\"; };\n"
	           "expect = \"hodl\"; } );\n");
	site_write(site, "mail.eml", "From: \"Nurse\" <nurse@clinic.example>\nSubject: results\n\n"
	           "Patient John Smith, MRN: 12345678, was diagnosed with diabetes and started metformin.\n");
	return site;
}

static void
site_destroy(struct site *site)
{
	store_fixture_destroy(&site->fixture);
	free(site);
}

/* Runs `phictl -c ... policy` in the site's folder, as the shell splits `arguments`. */
static int
run(struct site *site, const char *arguments)
{
	char command[COMMAND_SIZE];

	snprintf(command, sizeof(command), "p=$PWD/phictl; cd %s && \"$p\" -c phimilter.conf policy %s 2>&1",
	         site->fixture.directory, arguments);
	FILE *pipe = popen(command, "r");
	ck_assert_ptr_nonnull(pipe);
	size_t length = fread(site->output, 1, sizeof(site->output) - 1, pipe);
	site->output[length] = '\0';
	int status = pclose(pipe);
	ck_assert_msg(WIFEXITED(status), "%s: ended by a signal", arguments);
	return WEXITSTATUS(status);
}

#define TEXTS 5

static const struct {
	const char *arguments;
	int code;
	const char *texts[TEXTS]; /* all in the output */
} cases[] = {
	{ "--help", 0, { "usage: phictl policy check" } },
	{ "", 2, { "usage: phictl policy check" } },
	{ "chek", 2, { "policy has no \"chek\"" } },
	{ "check a b", 2, { "policy check: too many arguments" } },
	{ "diff", 2, { "policy diff: too few arguments" } },
	{ "check --since 7d", 2, { "policy check takes no such option" } },
	{ "replay --since yesterday", 2, { "--since \"yesterday\": give a date" } },

	{ "check", 0, { "1 rules without a mistake, 0 warnings" } },
	{ "check new.conf", 0, { "3 rules without a mistake, 0 warnings" } },
	{ "check none.conf", 2, { "none.conf: cannot be read: No such file or directory" } },
	{ "check bad.conf", 2, { "bad.conf:1: rules[1].when.ph: unknown setting; did you mean \"phi\"?",
	                         "bad.conf:1: rules[1].action: \"hodl\" is no action; did you mean \"hold\"?" } },
	{ "check odd.conf", 1, { "odd.conf:2: rules[1]: would stop all mail",
	                         "odd.conf:3: rules[2]: never decides: rule \"a\" (odd.conf:2) holds wherever it does and is stricter",
	                         "odd.conf:4: rules[3]: contradicts rule \"a\" (odd.conf:2)",
	                         "odd.conf:1: lists.unused: is a list that no condition uses",
	                         "odd.conf:1: lists.unused[2]: \"y.example until 2020-02-29\" is over" } },
	{ "check badcase.conf", 2, { "badcase.conf:2: tests[1].given.recipeint: unknown setting; did you mean \"recipient\"?",
	                             "badcase.conf:3: tests[1].expect: \"hodl\" is no outcome; did you mean \"hold\"?" } },

	{ "test new.conf", 0, { "ok     a partner\nok     a list\n2 cases, 0 failed" } },
	{ "test wrong.conf", 1, { "FAILED t (wrong.conf:2): expected hold, got pass by no rule", "1 cases, 1 failed" } },

	{ "test redact.conf", 1, { "ok     one", "FAILED two (redact.conf:9): expected pass for what is left when all is taken out, got tls",
	                           "2 cases, 1 failed" } },
	{ "check redact.conf", 0, { "2 rules without a mistake, 0 warnings" } },
	{ "diff redact.conf", 1, { "+ officers ", "+ managers ", "+ rules r = " } },
	{ "explain --rules redact.conf --to jane@out.example mail.eml", 0,
	  { "decided by rule \"r\" (redact.conf:4), pass, because:", "what it wants taken out is in the message",
	    "once all is taken out, where that can be done exactly and nothing else is found then: portal, by s" } },

	{ "diff phimilter.conf", 0, { "" } },
	{ "diff new.conf", 1, { "+ lists partners = ( \"partner.example\" )", "- rules phi = ", "+ rules phi = ", "+ rules many = " } },
	{ "diff new.conf new.conf", 0, { "" } },

	{ "explain 1", 0, { "record 1: what was decided then: portal", "to a@partner.example (outside, not known to take verified TLS): portal",
	                    "decided by rule \"phi\" (phimilter.conf:4), portal, because:", "phi = true" } },
	{ "explain --rules new.conf 1", 0, { "to a@partner.example (outside, not known to take verified TLS): pass",
	                                     "recipient = \"$partners\"" } },
	{ "explain --rules new.conf 2", 0, { "only one thing keeps it from rule \"many\" (new.conf:4), hold:",
	                                     "findings = { type = \"ssn\"; distinct = 3; } [found: 0, different: 0]" } },
	{ "explain --rules new.conf 3", 0, { "decided by rule \"many\" (new.conf:4), hold",
	                                     "without rule \"many\": portal, by \"phi\"", "[found: 4, different: 3]" } },
	{ "explain 4", 2, { "no record 4" } },
	{ "explain mail.eml", 2, { "say with --to for which recipients" } },
	{ "explain --to jane@out.example --to bob@clinic.example mail.eml", 0,
	  { "outbound mail from nurse@clinic.example, not authenticated, PHI", "to jane@out.example (outside",
	    "to bob@clinic.example (inside): pass\n  no rule holds", "the message: portal, the strictest of its recipients" } },

	{ "replay", 0, { "3 messages, 3 recipients, 0 changes" } },
	{ "replay new.conf", 1, { "1        portal   pass     partners                 clinic.example",
	                          "1        portal   hold     many                     clinic.example",
	                          "3 messages, 3 recipients, 2 changes" } },
	{ "replay --since 2027-01-16 new.conf", 1, { "2 messages, 2 recipients, 1 changes" } },
	{ "replay redact.conf", 0, { "for 3 recipients a rule takes something out of the message, which no record keeps" } },
	{ "replay --since 2030-01-01 new.conf", 0, { "0 messages, 0 recipients, 0 changes" } },
	{ "replay bad.conf", 2, { "did you mean \"hold\"?" } },
};

START_TEST(it_answers)
{
	struct site *site = site_create();
	int code = run(site, cases[_i].arguments);

	ck_assert_msg(code == cases[_i].code, "policy %s: exit %d: %s", cases[_i].arguments, code, site->output);
	for (size_t i = 0; i < TEXTS && cases[_i].texts[i] != NULL; i++)
		ck_assert_msg(strstr(site->output, cases[_i].texts[i]) != NULL, "policy %s: no \"%s\" in:\n%s",
		              cases[_i].arguments, cases[_i].texts[i], site->output);
	site_destroy(site);
}
END_TEST

static Suite *
phictl_policy_suite(void)
{
	Suite *suite = suite_create("phictl policy");
	TCase *tables = tcase_create("tables");
	tcase_set_timeout(tables, 60);
	tcase_add_loop_test(tables, it_answers, 0, ARRAY_LENGTH(cases));
	suite_add_tcase(suite, tables);
	return suite;
}

UNIT_TEST_MAIN(phictl_policy_suite)
