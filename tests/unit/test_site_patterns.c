/* Patterns of a site: what they find, and what is refused with which words. */
#include "scanner/site_patterns.h"

#include <stdio.h>

#include "core/crypto.h"
#include "core/error.h"
#include "scanner/scanner.h"
#include "tests/unit/diagnostics_check.h"
#include "tests/unit/test_scanner.h"

#define ARENA_LIMIT ((size_t)64 * 1024 * 1024)

static const char settings[] =
	"scanner: { patterns = (\n"
	"  { name = \"northside\"; type = \"mrn\"; regex = \"\\\\bNH-?[0-9]{7}\"; },\n"
	"  { name = \"chart\"; category = 8; regex = \"[0-9]{3}/[0-9]{3}\"; cues = ( \"Chart\", \"Akte-Nr.\" ); },\n"
	"  { name = \"nhs\"; type = \"mrn\"; regex = \"[0-9]{3} ?[0-9]{3} ?[0-9]{3}[0-9X]\"; check = \"mod11\"; },\n"
	"  { name = \"locker\"; type = \"other-id\"; regex = \"lock-[0-9]{4,8}\"; nocase = true; check = \"luhn\";\n"
	"    confidence = 40; },\n"
	"  { name = \"line\"; type = \"account-number\"; regex = \"^Zq[0-9]{3}$\"; }\n"
	"); };";

static const struct {
	const char *text;
	const char *found; /* "type:text:confidence:cue", of site patterns */
} cases[] = {
	{ "see NH-1234567.", "mrn:NH-1234567:70:-" },
	{ "see NH1234567 and NH-7654321", "mrn:NH1234567:70:-,mrn:NH-7654321:70:-" },
	{ "see NH12345678, xNH1234567, nh1234567, NH-123456", "" },
	{ "chart: 123/456", "mrn:123/456:85:chart" },
	{ "AKTE NR 123/456", "mrn:123/456:85:akte nr" },
	{ "| Chart | Ward |\n|---|---|\n| 123/456 | 7 |\n", "mrn:123/456:85:chart" },
	{ "room 123/456", "" },
	{ "chart 123/4567 or 1123/456", "" },
	{ "943 476 5919", "mrn:943 476 5919:85:-" },
	{ "9434765919, 9434765918", "mrn:9434765919:85:-" },
	{ "LOCK-7992", "" },
	{ "LOCK-79927398, lock-79927399", "other-id:LOCK-79927398:40:-" },
	{ "Lock-49927391", "" },
	{ "Lock-18", "" },
	{ "Lock-1801", "" },
	{ "Lock-0018", "other-id:Lock-0018:40:-" },
	{ "Zq123", "account-number:Zq123:70:-" },
	{ "one\nZq123\ntwo", "account-number:Zq123:70:-" },
	{ "one Zq123\nZq123 two", "" },
};

static struct configuration *
configuration_make(const char *text)
{
	struct configuration *configuration;
	struct diagnostics why;

	diagnostics_init(&why);
	int err = configuration_parse(text, "test.conf", &why, &configuration);
	diagnostics_check(&why, "");
	ck_assert_int_eq(err, 0);
	return configuration;
}

static void
findings_write(const struct message *m, const char *text, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		if (finding->validator == NULL || strncmp(finding->validator, "site pattern ", 13) != 0)
			continue;
		used += (size_t)snprintf(out + used, size - used, "%s%s:%.*s:%d:%s", used > 0 ? "," : "",
		                         identifier_type_name(finding->type), (int)finding->length,
		                         text + finding->start, finding->confidence,
		                         finding->cue ? finding->cue : "-");
	}
}

static struct scanner *
scanner_make(const struct configuration *configuration)
{
	const uint8_t key[CRYPTO_KEY_SIZE] = { 1 };
	struct scanner *scanner;
	struct diagnostics why;

	diagnostics_init(&why);
	int err = scanner_create(configuration, key, &why, &scanner);
	diagnostics_check(&why, "");
	ck_assert_int_eq(err, 0);
	return scanner;
}

static void
text_check(const struct scanner *scanner, const char *text, const char *wanted)
{
	struct message *m;
	char found[300];

	ck_assert_int_eq(message_create(ARENA_LIMIT, ARENA_LIMIT, &m), 0);
	ck_assert_int_eq(scanner_scan_text(scanner, bytes_of_string(text), m), 0);
	findings_write(m, text, found, sizeof(found));
	ck_assert_msg(strcmp(found, wanted) == 0, "\"%s\": found \"%s\", wanted \"%s\"", text, found, wanted);
	message_destroy(&m);
}

START_TEST(a_sites_numbers_are_found)
{
	struct configuration *configuration = configuration_make(settings);
	struct scanner *scanner = scanner_make(configuration);

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		text_check(scanner, cases[i].text, cases[i].found);
	scanner_destroy(&scanner);
	configuration_release(&configuration);
}
END_TEST

/* Scanning cuts long texts in pieces of 64 KB: a match across a cut is found, once. */
START_TEST(no_match_is_lost_at_a_seam)
{
	struct configuration *configuration = configuration_make(settings);
	struct scanner *scanner = scanner_make(configuration);
	static char text[80000];

	for (size_t shift = 0; shift < 14; shift++) {
		memset(text, ' ', sizeof(text) - 1);
		memcpy(text + 65536 - 12 + shift, "NH-1234567", 10);
		text_check(scanner, text, "mrn:NH-1234567:70:-");
	}
	scanner_destroy(&scanner);
	configuration_release(&configuration);
}
END_TEST

#define ONE(regex) "scanner: { patterns = ( { name = \"x\"; type = \"mrn\";\n  regex = \"" regex "\"; } ); };"
#define REGEX "test.conf:2: scanner.patterns[1].regex: "

static const struct {
	const char *settings;
	const char *complaints;
} mistakes[] = {
	{ ONE("[0-9]*"), REGEX "matches the empty text; at least one character must be there\n" },
	{ ONE("NH[0-9]+"), REGEX "may match more than 512 bytes; give *, + and {n,} an upper bound, such as {1,20}\n" },
	{ ONE("NH([0-9]{1,9}"), REGEX "Missing close parenthesis for group started at index 2.\n" },
	{ ONE("(NH)\\\\1"), REGEX "Back-references are unsupported.\n" },
	{ ONE(""), REGEX "must have 1 to 1000 characters\n" },
	{ "scanner: { patterns = ( 5 ); };",
	  "test.conf:1: scanner.patterns[1]: must be a group such as { name = \"mrn\"; type = \"mrn\"; "
	  "regex = \"NH-[0-9]{7}\"; }\n" },
	{ "scanner: { patterns = (\n{ } ); };",
	  "test.conf:2: scanner.patterns[1]: must have a name, such as name = \"mrn\"\n"
	  "test.conf:2: scanner.patterns[1]: must have one of type = \"mrn\" and category = 8\n"
	  "test.conf:2: scanner.patterns[1]: must have a regex, such as regex = \"NH-[0-9]{7}\"\n" },
	{ "scanner: { patterns = ( { name = \"a b\"; type = \"mnr\";\nregexp = \"N[0-9]{7}\";\ncheck = \"mod10\";\n"
	  "confidence = 0; nocase = 1;\ncues = ( \"--\", 7, \"mrn\" ); } ); };",
	  "test.conf:2: scanner.patterns[1].regexp: unknown setting; did you mean \"regex\"?\n"
	  "test.conf:1: scanner.patterns[1].name: must be 1 to 32 of a-z, 0-9, - and _\n"
	  "test.conf:1: scanner.patterns[1].type: \"mnr\" is no type of identifier; did you mean \"mrn\"?\n"
	  "test.conf:1: scanner.patterns[1]: must have a regex, such as regex = \"NH-[0-9]{7}\"\n"
	  "test.conf:3: scanner.patterns[1].check: must be \"none\", \"luhn\" or \"mod11\"\n"
	  "test.conf:5: scanner.patterns[1].cues[1]: must be a word or words of at most 64 characters, such as "
	  "\"chart number\"\n"
	  "test.conf:5: scanner.patterns[1].cues[2]: must be a string, such as \"text\"\n"
	  "test.conf:4: scanner.patterns[1].confidence: is 0; it must be from 1 to 100\n"
	  "test.conf:4: scanner.patterns[1].nocase: must be true or false\n" },
	{ "scanner: { patterns = ( { name = \"a\"; type = \"mrn\"; category = 8; regex = \"N[0-9]{7}\"; },\n"
	  "{ name = \"a\"; category = 19; regex = \"M[0-9]{7}\"; cues = ( ); } ); };",
	  "test.conf:1: scanner.patterns[1]: must have one of type = \"mrn\" and category = 8\n"
	  "test.conf:2: scanner.patterns[2].name: there is a pattern \"a\" already\n"
	  "test.conf:2: scanner.patterns[2].category: is 19; it must be from 1 to 18\n"
	  "test.conf:2: scanner.patterns[2].cues: must be a list of 1 to 64 words, such as ( \"chart\" )\n" },
};

START_TEST(every_mistake_is_told)
{
	for (size_t i = 0; i < ARRAY_LENGTH(mistakes); i++) {
		struct configuration *configuration = configuration_make(mistakes[i].settings);
		struct site_patterns *patterns;
		struct diagnostics why;
		diagnostics_init(&why);
		int err = site_patterns_create(configuration, &why, &patterns);
		diagnostics_check(&why, mistakes[i].complaints);
		ck_assert_int_eq(err, ERROR_CONFIG);
		ck_assert_ptr_null(patterns);
		diagnostics_release(&why);
		configuration_release(&configuration);
	}
}
END_TEST

/* The measured figure differs from machine to machine; that it is there does not. */
static const struct {
	const char *settings;
	const char *complaint; /* a sscanf() format with one number and %n behind it */
} costly[] = {
	{ ONE("[a-z]{2,8}"), REGEX "matches %lu places in each KB of ordinary mail; at most 4 may, so say "
	  "more of what the number looks like, or give it cues%n" },
	{ ONE("."), REGEX "matches %lu places in each KB of ordinary mail; at most 4 may, so say more of "
	  "what the number looks like, or give it cues%n" },
	{ ONE("[^@]{100}[^#]{50}[0-9]{7}@"), REGEX "scans %lu MB/s of ordinary mail; it must reach 250, so "
	  "begin it with fixed characters and shorten its repeats%n" },
};

START_TEST(what_costs_too_much_is_refused_with_its_cost)
{
	for (size_t i = 0; i < ARRAY_LENGTH(costly); i++) {
		struct configuration *configuration = configuration_make(costly[i].settings);
		struct site_patterns *patterns;
		struct diagnostics why;
		unsigned long number;
		int end = 0;

		diagnostics_init(&why);
		ck_assert_int_eq(site_patterns_create(configuration, &why, &patterns), ERROR_CONFIG);
		ck_assert_ptr_null(patterns);
		ck_assert_uint_eq(why.count, 1);
		const char *line = diagnostics_line(&why, 0);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		ck_assert_msg(sscanf(line, costly[i].complaint, &number, &end) == 1, "%s", line);
#pragma GCC diagnostic pop
		ck_assert_msg(end > 0 && line[end] == '\0', "%s", line);
		diagnostics_release(&why);
		configuration_release(&configuration);
	}
}
END_TEST

START_TEST(too_many_are_refused_and_none_cost_nothing)
{
	char text[SITE_PATTERNS_LIMIT * 64 + 200] = "scanner: { patterns = (";
	struct site_patterns *patterns;
	struct diagnostics why;

	diagnostics_init(&why);
	struct configuration *configuration = configuration_make("scanner: { patterns = ( ); };");
	ck_assert_int_eq(site_patterns_create(configuration, &why, &patterns), 0);
	ck_assert_ptr_null(patterns);
	configuration_release(&configuration);
	for (size_t i = 0; i <= SITE_PATTERNS_LIMIT; i++)
		sprintf(text + strlen(text), "%s{ name = \"n%zu\"; type = \"mrn\"; regex = \"N[0-9]{7}\"; }",
		        i > 0 ? "," : "", i);
	strcat(text, "); };");
	configuration = configuration_make(text);
	ck_assert_int_eq(site_patterns_create(configuration, &why, &patterns), ERROR_CONFIG);
	diagnostics_check(&why, "test.conf:1: scanner.patterns: has 65 patterns; at most 64 are taken\n");
	diagnostics_release(&why);
	configuration_release(&configuration);
}
END_TEST

Suite *
site_patterns_suite(void)
{
	return UNIT_SUITE("site patterns", a_sites_numbers_are_found, no_match_is_lost_at_a_seam,
	                  every_mistake_is_told, what_costs_too_much_is_refused_with_its_cost,
	                  too_many_are_refused_and_none_cost_nothing);
}
