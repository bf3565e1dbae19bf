/* `phictl retention` as an officer runs it: the real program on a store made here. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/unit/phictl_site.h"
#include "tests/unit/unit_test.h"

/* Writes the site's configuration with another schedule. */
static void
set_classes(struct site *site, const char *classes)
{
	char text[4 * FIXTURE_PATH_SIZE];
	const char *directory = site->fixture.directory;

	snprintf(text, sizeof(text), "store: { directory = \"%s/store\"; key_file = \"%s/key\"; };\n"
	         "escrow: { directory = \"%s/escrow\"; };\n"
	         "retention: { classes = ( %s { name = \"administrative\"; days = 1; } ); "
	         "phi_class = \"administrative\"; };\n", directory, directory, directory, classes);
	site_write_file(site->configuration, text);
}

/* Four decisions of the class phi: three of 2023, to be kept until 2030, and one of 2027. */
START_TEST(a_schedule_is_rehearsed)
{
	static const struct {
		const char *classes;
		int code;
		const char *said;
	} cases[] = {
		{ "{ name = \"phi\"; days = 4000; },", 0, "{\"class\":\"phi\",\"known\":true,\"records\":4,\"longer\":4,\"shorter\":0,\"due\":0}" },
		{ "{ name = \"phi\"; days = 1; },", 1, "\"longer\":0,\"shorter\":4,\"due\":0}" },
		{ "{ name = \"phi\"; years = 6; },", 1, "\"longer\":1,\"shorter\":3,\"due\":0}" },
		{ "", 1, "{\"class\":\"phi\",\"known\":false,\"records\":4" },
	};
	struct site *site = site_create();

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		set_classes(site, cases[i].classes);
		site_expect(site, "retention", "plan --json", cases[i].code, cases[i].said);
	}
	site_expect(site, "retention", "plan", 1, "not in the schedule: kept as long as was said");
	set_classes(site, "{ name = \"phi\"; days = 1; },");
	site_expect(site, "retention", "plan", 1, "shorter ones are kept as long as was said");
	site_destroy(site);
}
END_TEST

/* A class that came later holds for what was found before; a class that lost counts again. */
START_TEST(what_was_found_is_asked_for_again)
{
	static const struct bytes others[] = { { (const uint8_t *)"billing", 7 } };
	struct site *site = site_create();
	struct record record = fixture_record("S6");

	record.retention_class = bytes_of_string("administrative");
	record.sensitive[SENSITIVE_HIV] = 1;
	record.minor_birth_year = 2015;
	record.retention_others = others;
	record.retention_other_count = 1;
	ck_assert_int_eq(store_append(site->fixture.store, &record), 0);
	static const struct {
		const char *classes, *said;
	} cases[] = {
		{ "{ name = \"x\"; years = 90; },", "\"records\":1,\"longer\":0,\"shorter\":1" },
		{ "{ name = \"x\"; years = 90; sensitive = ( \"hiv\" ); },", "\"records\":1,\"longer\":1,\"shorter\":0" },
		{ "{ name = \"x\"; years = 90; sensitive = ( \"genetic\" ); },", "\"records\":1,\"longer\":0,\"shorter\":1" },
		{ "{ name = \"x\"; days = 1; majority = 18; },", "\"records\":1,\"longer\":1,\"shorter\":0" },
		{ "{ name = \"x\"; years = 90; types = ( \"ssn\" ); },", "\"records\":1,\"longer\":1,\"shorter\":0" },
		{ "{ name = \"billing\"; years = 90; },", "\"records\":1,\"longer\":1,\"shorter\":0" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		set_classes(site, cases[i].classes);
		site_expect(site, "retention", "plan --json", 1, cases[i].said);
	}
	site_destroy(site);
}
END_TEST

static unsigned
count_due(struct site *site, const char *at)
{
	char arguments[64];
	unsigned count = 0;

	snprintf(arguments, sizeof(arguments), "due --json --at %s", at);
	ck_assert_int_eq(site_run(site, "retention", arguments), 0);
	for (const char *text = site->output; (text = strstr(text, "{\"sequence\":")) != NULL; text++)
		count++;
	return count;
}

/* What was promised when the record was made holds whatever the schedule says now. */
START_TEST(nothing_is_due_before_both_then_and_now)
{
	struct site *site = site_create();

	set_classes(site, "{ name = \"phi\"; days = 1; },");
	ck_assert_uint_eq(count_due(site, "2030-03-17"), 0);
	ck_assert_uint_eq(count_due(site, "2030-03-18"), 4);
	set_classes(site, "{ name = \"phi\"; years = 10; },");
	ck_assert_uint_eq(count_due(site, "2030-03-18"), 0);
	ck_assert_uint_eq(count_due(site, "2033-11-14"), 0);
	ck_assert_uint_eq(count_due(site, "2033-11-15"), 3);
	ck_assert_uint_eq(count_due(site, "2037-01-16"), 4);
	site_expect(site, "retention", "due", 0, "RECORD");
	site_destroy(site);
}
END_TEST

START_TEST(what_makes_no_sense_is_refused)
{
	static const struct {
		const char *arguments, *said;
	} cases[] = {
		{ "", "usage: phictl retention" },
		{ "lost", "has no \"lost\"" },
		{ "plan --at 2030-01-01", "takes no --at" },
		{ "due --at someday", "give a date" },
		{ "due 17", "one argument too many" },
		{ "due --lost", "phictl retention due: unrecognized option" },
	};
	struct site *site = site_create();

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		site_expect(site, "retention", cases[i].arguments, 2, cases[i].said);
	site_destroy(site);
}
END_TEST

static Suite *
phictl_retention_suite(void)
{
	return UNIT_SUITE("phictl-retention", a_schedule_is_rehearsed,
	                  what_was_found_is_asked_for_again, nothing_is_due_before_both_then_and_now, what_makes_no_sense_is_refused);
}

UNIT_TEST_MAIN(phictl_retention_suite)
