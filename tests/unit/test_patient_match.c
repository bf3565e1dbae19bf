/* Exact data match through the whole scanner: what counts alone, together, and not at all. */
#include <stdio.h>

#include "core/crypto.h"
#include "scanner/scanner.h"
#include "tests/unit/patient_fixture.h"
#include "tests/unit/test_scanner.h"

#define ARENA_LIMIT ((size_t)64 * 1024 * 1024)

static const struct patient_row rows[] = {
	{ "Ottoline", "Quillfeather-Stroud", "1961-03-04", "219-09-9998", "00482913", "XQZ884213",
	  "(617) 555-0123", "otti.q@example.org", "12 N. Oak Ridge Rd, Apt 4" },
	{ "Bram", "de la Vosse", "1958-11-02", NULL, "AB-77410", NULL, "+1 617-555-0177", NULL, "99 Elm St" },
	{ "Grace", "Park", "1990-01-02", NULL, "55512", NULL, NULL, NULL, NULL },
	{ "Zo\xc3\xab", "O'Malley", "1947-03-17", NULL, "7741029", NULL, NULL, NULL, NULL },
	{ "Mary Ann", "Wexcombe Jr.", NULL, NULL, NULL, NULL, NULL, NULL, NULL },
};

static const struct {
	const char *text;
	const char *found; /* "type:text", by place; only exact matches */
} cases[] = {
	/* Names, in either order and any writing. */
	{ "we saw Ottoline Quillfeather-Stroud", "person-name:Ottoline Quillfeather-Stroud" },
	{ "we saw Ottoline Quillfeather.", "person-name:Ottoline Quillfeather" },
	{ "STROUD, OTTOLINE was here", "person-name:STROUD, OTTOLINE" },
	{ "Quillfeather Stroud, Ottoline", "person-name:Quillfeather Stroud, Ottoline" },
	{ "Ottoline J. Stroud's file", "person-name:Ottoline J. Stroud" },
	{ "Bram de la Vosse", "person-name:Bram de la Vosse" },
	{ "VOSSE^BRAM^^", "person-name:VOSSE^BRAM" },
	{ "\"Vosse\",\"Bram\",12", "person-name:Vosse\",\"Bram" },
	{ "First name: Bram\nLast name: Vosse\n", "person-name:Bram\nLast name: Vosse" },
	{ "Zoe OMalley and Zo\xc3\xab O\xe2\x80\x99Malley",
	  "person-name:Zoe OMalley,person-name:Zo\xc3\xab O\xe2\x80\x99Malley" },
	{ "Mary-Ann Wexcombe, Mary Wexcombe",
	  "person-name:Mary-Ann Wexcombe,person-name:Mary Wexcombe" },
	{ "Bram said that Vosse left", "" },
	{ "Bram. The report of the day. Vosse", "" },
	{ "Bram Stroud and Ottoline Vosse", "" },
	/* Ordinary words need company. */
	{ "The Grace Park Policy applies to all.", "" },
	{ "Grace Park, born 01/02/1990", "person-name:Grace Park,birth-date:01/02/1990" },
	/* In lower case beside another value only. */
	{ "ottoline stroud wrote", "" },
	{ "ottoline stroud 617-555-0123", "person-name:ottoline stroud,phone:617-555-0123" },
	/* Numbers, with or without a label. */
	{ "look at 00482913 please", "mrn:00482913" },
	{ "look at 482913 please", "mrn:482913" },
	{ "look at 1482913 or 48291 please", "" },
	{ "ab77410 here, or ab-77410", "mrn:ab77410,mrn:ab-77410" },
	{ "x-482913 and xab77410", "mrn:482913" },
	{ "ab77410 and AB 77410 and AB-77410", "mrn:ab77410,mrn:AB-77410" },
	{ "see AB77410", "mrn:AB77410" },
	{ "MRN: 55512", "mrn:55512" },
	{ "id XQZ-884213", "plan-member-id:XQZ-884213" },
	{ "219-09-9998", "ssn:219-09-9998" },
	{ "219099998", "ssn:219099998" },
	{ "http://example.com/a/482913/b", "" },
	{ "tel 617.555.0123 x4, 16175550177", "phone:617.555.0123 x4" },
	{ "mail OTTI.Q@example.org", "email-address:OTTI.Q@example.org" },
	/* Dates and streets in company only. */
	{ "born 03/04/1961 today", "" },
	{ "at 12 Oak Ridge Road", "" },
	{ "born 03/04/1961 at 12 Oak Ridge Road",
	  "birth-date:03/04/1961,street-address:12 Oak Ridge Road" },
	{ "Stroud, Ottoline: born 3/4/61 at 12 Oak Ridge Road",
	  "person-name:Stroud, Ottoline,birth-date:3/4/61,street-address:12 Oak Ridge Road" },
	{ "Bram Vosse, born 03/04/1961", "person-name:Bram Vosse" },
	{ "Bram Vosse at 12 Oak Ridge Road", "person-name:Bram Vosse" },
};

static void
matches_write(const struct message *m, const char *text, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		if (finding->validator == NULL || strcmp(finding->validator, "exact match") != 0)
			continue;
		used += (size_t)snprintf(out + used, size - used, "%s%s:%.*s", used > 0 ? "," : "",
		                         identifier_type_name(finding->type), (int)finding->length,
		                         text + finding->start);
	}
}

static struct message *
text_scan(const struct scanner *scanner, const char *text)
{
	struct message *m;

	ck_assert_int_eq(message_create(ARENA_LIMIT, ARENA_LIMIT, &m), 0);
	ck_assert_int_eq(scanner_scan_text(scanner, bytes_of_string(text), m), 0);
	return m;
}

static struct scanner *
scanner_make(const struct patient_fixture *fixture)
{
	const uint8_t key[CRYPTO_KEY_SIZE] = { 1 };
	struct scanner *scanner;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(scanner_create(fixture->configuration, key, &why, &scanner), 0);
	diagnostics_release(&why);
	return scanner;
}

START_TEST(listed_values_are_found_and_others_are_not)
{
	struct patient_fixture fixture = patient_fixture_make(rows, ARRAY_LENGTH(rows), NULL);
	struct scanner *scanner = scanner_make(&fixture);
	char found[500];

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct message *m = text_scan(scanner, cases[i].text);
		matches_write(m, cases[i].text, found, sizeof(found));
		ck_assert_msg(strcmp(found, cases[i].found) == 0, "\"%s\": found \"%s\", wanted \"%s\"",
		              cases[i].text, found, cases[i].found);
		message_destroy(&m);
	}
	scanner_destroy(&scanner);
	patient_fixture_release(&fixture);
}
END_TEST

/* A listed number makes PHI of a sentence in which no detector knows anything. */
START_TEST(a_match_and_health_context_are_phi)
{
	static const char text[] = "AB-77410 was diagnosed with asthma";
	struct patient_fixture fixture = patient_fixture_make(rows, ARRAY_LENGTH(rows), NULL);
	struct scanner *scanner = scanner_make(&fixture);
	struct message *m = text_scan(scanner, text);

	ck_assert_uint_eq(m->finding_count, 1);
	ck_assert_uint_ge(m->findings[0].confidence, 95);
	ck_assert_int_eq(m->findings[0].subject, SUBJECT_PATIENT);
	ck_assert(m->assessment.phi);
	message_destroy(&m);
	m = text_scan(scanner, "AB-77411 was diagnosed with asthma");
	ck_assert(!m->assessment.phi);
	message_destroy(&m);
	scanner_destroy(&scanner);
	patient_fixture_release(&fixture);
}
END_TEST

/* The sender's own name and number under the mail speak of no patient. */
START_TEST(a_signature_is_the_senders)
{
	static const char text[] = "The asthma clinic is closed.\n\n-- \nBram Vosse\n617-555-0177\n";
	struct patient_fixture fixture = patient_fixture_make(rows, ARRAY_LENGTH(rows), NULL);
	struct scanner *scanner = scanner_make(&fixture);
	struct message *m = text_scan(scanner, text);

	ck_assert_uint_eq(m->finding_count, 2);
	for (size_t i = 0; i < m->finding_count; i++)
		ck_assert_int_eq(m->findings[i].subject, SUBJECT_SENDER);
	ck_assert(!m->assessment.phi);
	message_destroy(&m);
	scanner_destroy(&scanner);
	patient_fixture_release(&fixture);
}
END_TEST

/* Where a tenth of all numbers of six digits are patients', one of them alone says nothing. */
START_TEST(a_dense_number_needs_a_label_or_company)
{
	static struct patient_row many[2000];
	static char numbers[ARRAY_LENGTH(many)][8];
	struct patient_list_counts counts;
	char found[200];
	static const struct {
		const char *text;
		const char *found;
	} dense[] = {
		{ "order 200017 came", "" },
		{ "MRN 200017 came", "mrn:200017" },
		{ "Bram Vosse has 200017", "person-name:Bram Vosse,mrn:200017" },
		{ "Bram Vosse has 200018", "person-name:Bram Vosse" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(many); i++) {
		snprintf(numbers[i], sizeof(numbers[i]), "%zu", 200000 + i);
		many[i].mrn = numbers[i];
	}
	many[17].given = "Bram";
	many[17].family = "Vosse";
	struct patient_fixture fixture = patient_fixture_make(many, ARRAY_LENGTH(many), &counts);
	struct scanner *scanner = scanner_make(&fixture);
	ck_assert_uint_eq(counts.weak, ARRAY_LENGTH(many));
	for (size_t i = 0; i < ARRAY_LENGTH(dense); i++) {
		struct message *m = text_scan(scanner, dense[i].text);
		matches_write(m, dense[i].text, found, sizeof(found));
		ck_assert_str_eq(found, dense[i].found);
		message_destroy(&m);
	}
	scanner_destroy(&scanner);
	patient_fixture_release(&fixture);
}
END_TEST

/* A text of nothing but matches ends as an unscannable, not as a failure. */
START_TEST(a_flood_of_matches_is_told)
{
	struct patient_fixture fixture = patient_fixture_make(rows, ARRAY_LENGTH(rows), NULL);
	struct scanner *scanner = scanner_make(&fixture);
	const size_t count = 90000;
	static const char line[] = "Bram Vosse. ";
	char *text = malloc(count * (sizeof(line) - 1) + 1);
	struct message *m;

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < count; i++)
		strcpy(text + i * (sizeof(line) - 1), line);
	ck_assert_int_eq(message_create(ARENA_LIMIT, 8 * ARENA_LIMIT, &m), 0);
	ck_assert_int_eq(scanner_scan_text(scanner, bytes_of_string(text), m), 0);
	ck_assert_uint_eq(m->unscannable_count, 1);
	ck_assert_uint_eq(m->unscannables[0].reason, UNSCANNABLE_FINDING_COUNT);
	message_destroy(&m);
	free(text);
	scanner_destroy(&scanner);
	patient_fixture_release(&fixture);
}
END_TEST

Suite *
patient_match_suite(void)
{
	return UNIT_SUITE("patient match", listed_values_are_found_and_others_are_not,
	                  a_match_and_health_context_are_phi, a_signature_is_the_senders,
	                  a_dense_number_needs_a_label_or_company, a_flood_of_matches_is_told);
}
