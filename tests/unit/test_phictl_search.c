/* `phictl search` as an officer runs it: the real program on a store made here. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/phictl_site.h"
#include "tests/unit/unit_test.h"

/* Appends a decision in which these values were found. */
static void
append_with(struct site *site, const char *queue_id, unsigned type, const char *value,
            unsigned other_type, const char *other)
{
	struct record_value values[2] = { { .type = (uint8_t)type }, { .type = (uint8_t)other_type } };
	struct store *store = site->fixture.store;
	struct record record = fixture_record(queue_id);

	ck_assert_int_eq(store_search_token(store, bytes_of_string(value), values[0].token), 0);
	ck_assert_int_eq(store_search_token(store, bytes_of_string(other), values[1].token), 0);
	record.values = values;
	record.value_count = 2;
	ck_assert_int_eq(store_append(store, &record), 0);
}

/* Records 6 to 9, behind the five of the site. */
static struct site *
site_with_values(void)
{
	struct site *site = site_create();

	append_with(site, "V6", IDENTIFIER_SSN, "123-45-6789", IDENTIFIER_PERSON_NAME, "John Q. Doe");
	append_with(site, "V7", IDENTIFIER_MRN, "4711", IDENTIFIER_PERSON_NAME, "DOE, John");
	append_with(site, "V8", IDENTIFIER_BIRTH_DATE, "1/31/1980", IDENTIFIER_PHONE, "+1 (555) 123-4567");
	append_with(site, "V9", IDENTIFIER_DATE, "January 31, 1980", IDENTIFIER_MRN, "123456789");
	return site;
}

/* Appends a decision with health context of a sensitive kind, from the time of a minor. */
static void
append_sensitive(struct site *site, const char *queue_id, enum sensitive_kind kind)
{
	static const struct bytes others[] = { { (const uint8_t *)"administrative", 14 } };
	struct record record = fixture_record(queue_id);

	record.sensitive[kind] = 2;
	record.minor_birth_year = 2011;
	record.retention_others = others;
	record.retention_other_count = ARRAY_LENGTH(others);
	ck_assert_int_eq(store_append(site->fixture.store, &record), 0);
}

/* What a search answers in JSON, as the sequences of records in a row. */
static void
assert_found(struct site *site, const char *questions, const char *expected)
{
	char arguments[SITE_COMMAND_SIZE], found[256] = "";
	size_t length = 0;

	snprintf(arguments, sizeof(arguments), "--json %s", questions);
	int code = site_run(site, "search", arguments);
	for (const char *at = site->output; (at = strstr(at, "{\"sequence\":")) != NULL; at++)
		length += (size_t)snprintf(found + length, sizeof(found) - length, "%s%lu",
		                           length > 0 ? " " : "", strtoul(at + 12, NULL, 10));
	ck_assert_msg(strcmp(found, expected) == 0, "%s: found \"%s\": %s", questions, found, site->output);
	ck_assert_int_eq(code, expected[0] != '\0');
}

START_TEST(values_are_found_however_they_are_written)
{
	static const struct {
		const char *questions, *records;
	} cases[] = {
		{ "identifier:123-45-6789", "6 9" },
		{ "identifier:123456789", "6 9" },
		{ "ssn:'123 45 6789'", "6" },
		{ "mrn:123456789", "9" },
		{ "identifier:123-45-6780", "" },
		{ "person-name:'John Q Doe'", "6 7" },
		{ "person-name:'Doe, John Quincy'", "7" },
		{ "person-name:'John Doe'", "7" },
		{ "person-name:'john DOE' or ssn:123-45-6789", "6 7" },
		{ "birth-date:1980-01-31", "8" },
		{ "identifier:1980-01-31", "8 9" },
		{ "phone:555-123-4567", "8" },
		{ "phone:1-555-123-4567", "8" },
	};
	struct site *site = site_with_values();

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		assert_found(site, cases[i].questions, cases[i].records);
	site_destroy(site);
}
END_TEST

START_TEST(questions_are_joined)
{
	static const struct {
		const char *questions, *records;
	} cases[] = {
		{ "queue-id:Q2", "2" },
		{ "queue-id:Q2 or queue-id:Q3", "2 3" },
		{ "queue-id:Q2 queue-id:Q3", "" },
		{ "message-id:'<portal@example.com>'", "4" },
		{ "sender:A@Example.com not queue-id:Q1 until:2026-01-01 kind:decision", "2 3 6 7 8 9" },
		{ "recipient:@example.net", "4" },
		{ "recipient:d@example.net and recipient:@example.org", "4" },
		{ "outcome:portal", "4" },
		{ "not outcome:tls kind:decision", "4" },
		{ "'(' queue-id:Q1 or queue-id:Q2 ')' and not queue-id:Q1", "2" },
		{ "queue-id:Q1 or queue-id:Q2 and not queue-id:Q1", "1 2" },
		{ "not '(' queue-id:Q1 or queue-id:Q2 ')' until:2026-01-01", "3 6 7 8 9" },
		{ "type:ssn rule:phi-outside class:phi queue-id:Q3", "3" },
		{ "sha256:0000000000000000000000000000000000000000000000000000000000000000 queue-id:P4", "4" },
		{ "escrow:0123456789abcdef0123456789abcdef", "5" },
		{ "sender:nobody@example.com", "" },
		{ "--limit 2 sender:a@example.com", "1 2" },
		{ "--limit 2 --after 2 sender:a@example.com", "3 6" },
		{ "--after 8 sender:a@example.com", "9" },
	};
	struct site *site = site_with_values();

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		assert_found(site, cases[i].questions, cases[i].records);
	site_expect(site, "search", "--limit 2 sender:a@example.com", 1, "there are more; go on with --after 2");
	site_destroy(site);
}
END_TEST

START_TEST(sensitive_kinds_are_found_and_shown)
{
	struct site *site = site_create();

	append_sensitive(site, "S6", SENSITIVE_HIV);
	append_sensitive(site, "S7", SENSITIVE_GENETIC);
	assert_found(site, "sensitive:hiv", "6");
	assert_found(site, "sensitive:any", "6 7");
	assert_found(site, "sensitive:any not sensitive:hiv", "7");
	assert_found(site, "sensitive:mental-health", "");
	site_expect(site, "search", "--csv sensitive:hiv", 1, ",\"\",\"hiv\"\r\n");
	site_expect(site, "audit", "show --json 6", 0,
	            "\"sensitive\":{\"hiv\":2},\"minor_birth_year\":2011,\"retention_class\":\"phi\","
	            "\"retention_others\":[\"administrative\"],");
	site_expect(site, "audit", "show 7", 0, "sensitive        genetic: 2\n");
	site_expect(site, "audit", "export", 0, "\"sensitive\":{\"genetic\":2}");
	site_expect(site, "audit", "show --json 1", 0, "\"unscannable\":{},\"retention_class\"");
	site_destroy(site);
}
END_TEST

/* Who asked, and for what, but not for whose number. */
START_TEST(a_search_is_recorded_without_the_value)
{
	struct site *site = site_with_values();

	site_expect(site, "search", "--reason 'request 17' ssn:123-45-6789 and since:2020-01-01", 1, "V6");
	site_expect(site, "audit", "show 10", 0, " and since:2020-01-01: request 17");
	ck_assert_ptr_nonnull(strstr(site->output, "searched: ssn:#"));
	ck_assert_ptr_null(strstr(site->output, "6789"));
	site_expect(site, "search", "person-name:'John Doe'", 1, "");
	site_expect(site, "audit", "list --kind access", 0, "searched: person-name:#");
	ck_assert_ptr_null(strstr(site->output, "John"));
	site_destroy(site);
}
END_TEST

START_TEST(tables_are_quoted)
{
	struct record record = fixture_record("=1+1");
	struct site *site = site_create();

	record.sender = bytes_of_string("\"x\"@example.com");
	ck_assert_int_eq(store_append(site->fixture.store, &record), 0);
	site_expect(site, "search", "--csv queue-id:=1+1", 1, "record,time,kind,outcome,phi,queue_id");
	ck_assert_ptr_nonnull(strstr(site->output, "\n6,\"2023-11-14T22:13:20Z\",\"decision\",\"tls\",\"yes\",\"'=1+1\","
	                                           "\"1@example.com\",\"\"\"x\"\"@example.com\",\"b@example.org\","
	                                           "\"phi-outside\",\"phi\",\"2030-03-17\",2048,\"0000"));
	site_destroy(site);
}
END_TEST

START_TEST(what_is_no_question_is_refused)
{
	static const struct {
		const char *arguments, *said;
	} cases[] = {
		{ "", "usage: phictl search" },
		{ "ssn", "write a question as key:text" },
		{ "snn:1", "there is no such key" },
		{ "ssn:---", "has no letter or digit" },
		{ "outcome:lost", "give pass, tls" },
		{ "since:yesterday", "give a date" },
		{ "sha256:12", "64 hexadecimal digits" },
		{ "phi:no", "give yes" },
		{ "class:", "give a text" },
		{ "sensitive:hepatitis", "give mental-health, substance-use, hiv, reproductive, genetic or any" },
		{ "phi:yes and", "a question is missing at the end" },
		{ "or phi:yes", "a question is missing before \"or\"" },
		{ "'(' phi:yes", "\")\" is missing at the end" },
		{ "phi:yes ')'", "something is too much before \")\"" },
		{ "--limit 0 phi:yes", "give a number from 1" },
		{ "--lost phi:yes", "phictl search: unrecognized option" },
		{ "$(for i in $(seq 40); do echo not; done) phi:yes", "nested too deeply" },
		{ "$(for i in $(seq 300); do echo phi:yes; done)", "too many questions" },
	};
	struct site *site = site_create();

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		site_expect(site, "search", cases[i].arguments, 2, cases[i].said);
	site_expect(site, "audit", "list --kind access", 0, "RECORD");
	ck_assert_ptr_null(strstr(site->output, "searched"));
	site_destroy(site);
}
END_TEST

static Suite *
phictl_search_suite(void)
{
	return UNIT_SUITE("phictl-search", values_are_found_however_they_are_written,
	                  sensitive_kinds_are_found_and_shown,
	                  questions_are_joined, a_search_is_recorded_without_the_value,
	                  tables_are_quoted, what_is_no_question_is_refused);
}

UNIT_TEST_MAIN(phictl_search_suite)
