/* The file of a list: what it holds, what it hides, and every way it can be wrong. */
#include "scanner/patient_list.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/durable_file.h"
#include "core/error.h"
#include "core/input_file.h"
#include "scanner/patient_file.h"
#include "tests/unit/diagnostics_check.h"
#include "tests/unit/patient_fixture.h"
#include "tests/unit/test_scanner.h"

static const struct patient_row rows[] = {
	{ "Ottoline", "Stroud", "1961-03-04", "219-09-9998", "00482913", "XQZ884213", "(617) 555-0123",
	  "otti.q@example.org", "12 Oak Ridge Rd" },
	{ "Bram", "Vosse", "1961-03-04", NULL, "482914", NULL, NULL, NULL, NULL },
};

static struct patient_list *
list_open(const struct patient_fixture *fixture, const char *complaint)
{
	struct patient_list *list;
	struct diagnostics why;
	char expected[400] = "";

	if (complaint[0] != '\0')
		snprintf(expected, sizeof(expected), "test.conf:2: scanner.patients: \"%s\" %s\n", fixture->list,
		         complaint);
	diagnostics_init(&why);
	int err = patient_list_open(fixture->configuration, &why, &list);
	diagnostics_check(&why, expected);
	ck_assert_int_eq(err, complaint[0] != '\0' ? ERROR_CONFIG : 0);
	diagnostics_release(&why);
	return list;
}

static size_t
date_find(const struct patient_list *list, struct patient_entry *out, size_t limit)
{
	struct patient_value date;

	ck_assert(patient_value_date(1961, 3, 4, &date));
	uint64_t hash = patient_list_hash(list, &date);
	ck_assert(patient_list_may_hold(list, PATIENT_FILTER_VALUES, hash));
	return patient_list_find(list, hash, out, limit);
}

START_TEST(a_value_leads_to_all_who_have_it)
{
	struct patient_fixture fixture = patient_fixture_make(rows, ARRAY_LENGTH(rows), NULL);
	struct patient_list *list = list_open(&fixture, "");
	struct patient_list_facts facts = patient_list_facts(list);
	struct patient_entry found[PATIENT_SHARE_LIMIT];

	ck_assert_uint_eq(facts.patients, 2);
	ck_assert_int_eq(facts.built, 1);
	ck_assert_uint_eq(facts.values[PATIENT_MRN], 2);
	ck_assert_uint_eq(facts.values[PATIENT_EMAIL], 1);
	ck_assert_uint_eq(date_find(list, found, ARRAY_LENGTH(found)), 2);
	ck_assert_uint_eq(found[0].patient, 0);
	ck_assert_uint_eq(found[1].patient, 1);
	ck_assert(found[1].weak && found[1].field == PATIENT_BIRTH_DATE);
	ck_assert_uint_eq(date_find(list, found, 1), 1);
	patient_list_close(&list);
	ck_assert_ptr_null(list);
	patient_list_close(&list);
	patient_fixture_release(&fixture);
}
END_TEST

START_TEST(no_list_is_no_failure)
{
	struct configuration *configuration;
	struct patient_list *list;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(configuration_parse("", "test.conf", &why, &configuration), 0);
	ck_assert_int_eq(patient_list_open(configuration, &why, &list), 0);
	ck_assert_ptr_null(list);
	configuration_release(&configuration);
}
END_TEST

/* Neither values nor which of them are alike, nor which belong together, can be seen. */
START_TEST(the_file_holds_nothing_in_clear)
{
	static const char *const secrets[] = { "ttoline", "TTOLINE", "troud", "482913", "9998", "0123",
	                                       "example", "19610304", "OAK" };
	struct patient_fixture fixture = patient_fixture_make(rows, ARRAY_LENGTH(rows), NULL);
	struct buffer file = buffer_make(100000);
	struct stat status;

	ck_assert_int_eq(stat(fixture.list, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	ck_assert_int_eq(input_file_read(fixture.list, &file), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(secrets); i++)
		ck_assert_ptr_null(memmem(file.data, file.length, secrets[i], strlen(secrets[i])));
	const struct patient_file_header *header = (const void *)file.data;
	const uint64_t *tags = (const void *)(header + 1);
	for (size_t i = 0; i < PATIENT_FILTERS; i++)
		tags += header->filter_words[i];
	for (size_t i = 0; i < header->slots; i++)
		for (size_t k = 0; k < i; k++)
			ck_assert(tags[i] == 0 || tags[i] != tags[k]);
	buffer_release(&file);
	patient_fixture_release(&fixture);
}
END_TEST

/* Puts `bytes` at `offset` of the list. */
static void
list_patch(const struct patient_fixture *fixture, size_t offset, const void *bytes, size_t length)
{
	FILE *file = fopen(fixture->list, "r+b");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fseek(file, (long)offset, SEEK_SET), 0);
	ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
}

#define IN_HEADER(field) offsetof(struct patient_file_header, field)

START_TEST(a_list_of_another_kind_is_told)
{
	static const uint32_t newer = PATIENT_FILE_VERSION + 1, older = 0, other_order = 0x04030201;
	static const struct {
		size_t offset;
		const void *bytes;
		size_t length;
		const char *complaint;
	} patches[] = {
		{ 0, "X", 1, "is no list of patients; make one with: phictl edm build" },
		{ IN_HEADER(version), &newer, 4,
		  "was built by a newer phimilter; build it again with this one's phictl" },
		{ IN_HEADER(version), &older, 4,
		  "was built by an older phimilter; build it again with this one's phictl" },
		{ IN_HEADER(byte_order), &other_order, 4,
		  "was built on a machine of another kind; build it again on this one" },
		{ IN_HEADER(key_check), "XX", 2, "was built with another key than scanner.patients_key" },
		{ IN_HEADER(built), "X", 1, "is damaged; build or copy it again" },
		{ IN_HEADER(slots), "X", 1, "is damaged; build or copy it again" },
		{ IN_HEADER(slots) + 7, "\xff", 1, "is damaged; build or copy it again" },
		{ IN_HEADER(filter_words) + 6, "\xff", 1, "is damaged; build or copy it again" },
		{ IN_HEADER(file_size) + 5, "X", 1, "is cut off; build or copy it again" },
		{ IN_HEADER(mac), "XXX", 3, "is damaged; build or copy it again" },
		{ sizeof(struct patient_file_header) + 9, "XXX", 3, "is damaged; build or copy it again" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(patches); i++) {
		struct patient_fixture fixture = patient_fixture_make(rows, ARRAY_LENGTH(rows), NULL);
		list_patch(&fixture, patches[i].offset, patches[i].bytes, patches[i].length);
		ck_assert_ptr_null(list_open(&fixture, patches[i].complaint));
		patient_fixture_release(&fixture);
	}
}
END_TEST

START_TEST(a_list_cut_anywhere_is_told)
{
	struct patient_fixture fixture = patient_fixture_make(rows, ARRAY_LENGTH(rows), NULL);
	struct stat status;

	ck_assert_int_eq(stat(fixture.list, &status), 0);
	for (off_t length = status.st_size - 1; length >= 0; length -= length > 100 ? 37 : 1) {
		ck_assert_int_eq(truncate(fixture.list, length), 0);
		const char *complaint = length < 8 ? "is no list of patients; make one with: phictl edm build"
		                                   : "is cut off; build or copy it again";
		ck_assert_ptr_null(list_open(&fixture, complaint));
	}
	ck_assert_int_eq(unlink(fixture.list), 0);
	ck_assert_ptr_null(list_open(&fixture, "cannot be read: No such file or directory; make a list with: "
	                                       "phictl edm build"));
	ck_assert_int_eq(mkfifo(fixture.list, 0600), 0);
	ck_assert_ptr_null(list_open(&fixture, "cannot be read: not a regular file; make a list with: "
	                                       "phictl edm build"));
	patient_fixture_release(&fixture);
}
END_TEST

START_TEST(a_list_that_grew_is_told)
{
	struct patient_fixture fixture = patient_fixture_make(rows, ARRAY_LENGTH(rows), NULL);
	struct stat status;

	ck_assert_int_eq(stat(fixture.list, &status), 0);
	list_patch(&fixture, (size_t)status.st_size, "x", 1);
	ck_assert_ptr_null(list_open(&fixture, "is damaged; build or copy it again"));
	patient_fixture_release(&fixture);
}
END_TEST

START_TEST(a_wrong_or_missing_key_is_told)
{
	struct patient_fixture fixture = patient_fixture_make(rows, ARRAY_LENGTH(rows), NULL);
	struct patient_list *list;
	struct diagnostics why;
	char expected[400];

	ck_assert_int_eq(unlink(fixture.key), 0);
	diagnostics_init(&why);
	ck_assert_int_eq(patient_list_open(fixture.configuration, &why, &list), ERROR_CONFIG);
	snprintf(expected, sizeof(expected),
	         "test.conf:3: scanner.patients_key: \"%s\" cannot be read: No such file or directory; "
	         "make a key with: phictl key create %s\n", fixture.key, fixture.key);
	diagnostics_check(&why, expected);
	diagnostics_release(&why);
	ck_assert_int_eq(secret_key_create(fixture.key), 0);
	ck_assert_ptr_null(list_open(&fixture, "was built with another key than scanner.patients_key"));
	patient_fixture_release(&fixture);
}
END_TEST

/* "999999999" and the nursing home's telephone tell nobody apart. */
START_TEST(stopgaps_are_left_out)
{
	static struct patient_row many[PATIENT_STOPGAP_LIMIT + 1];
	struct patient_list_counts counts;

	for (size_t i = 0; i < ARRAY_LENGTH(many); i++)
		many[i] = (struct patient_row){ .given = "Bram", .family = "Vosse", .phone = "617-555-0100" };
	struct patient_fixture fixture = patient_fixture_make(many, ARRAY_LENGTH(many), &counts);
	ck_assert_uint_eq(counts.stopgaps, 1);
	ck_assert_uint_eq(counts.values, ARRAY_LENGTH(many));
	patient_fixture_release(&fixture);
	fixture = patient_fixture_make(many, PATIENT_STOPGAP_LIMIT, &counts);
	ck_assert_uint_eq(counts.stopgaps, 0);
	ck_assert_uint_eq(counts.values, (uint64_t)2 * PATIENT_STOPGAP_LIMIT);
	patient_fixture_release(&fixture);
}
END_TEST

/* ---- normal forms --------------------------------------------------------------- */

#define NUMBER patient_value_number
#define PHONE patient_value_phone
#define EMAIL patient_value_email
#define STREET patient_value_street

static const struct {
	bool (*make)(struct bytes text, struct patient_value *out);
	const char *text;
	const char *form; /* without its first byte; NULL for no value */
} forms[] = {
	{ NUMBER, "219-09-9998", "219099998" },
	{ NUMBER, "000482913", "482913" },
	{ NUMBER, "ab-0048 2913", "AB00482913" },
	{ NUMBER, "4829", NULL },
	{ NUMBER, "0004829", NULL },
	{ NUMBER, "ABCDE123", NULL },
	{ NUMBER, "99999999", NULL },
	{ NUMBER, "1234567890123456789012345678901234567890", NULL },
	{ NUMBER, "", NULL },
	{ PHONE, "+1 (617) 555-0123", "6175550123" },
	{ PHONE, "617.555.0123 ext. 44", "6175550123" },
	{ PHONE, "617-555-0123#44", "6175550123" },
	{ PHONE, "+44 20 7946 0958", "442079460958" },
	{ PHONE, "555-01", NULL },
	{ PHONE, "5555555555", NULL },
	{ EMAIL, " <Otti.Q@Example.ORG> ", "otti.q@example.org" },
	{ EMAIL, "otti", NULL },
	{ EMAIL, "@example.org", NULL },
	{ EMAIL, "otti@", NULL },
	{ STREET, "12 N. Oak Ridge Rd #4", "12 OAK" },
	{ STREET, "12 North Street", "12 STREET" },
	{ STREET, "1600 Pennsylvania Ave.", "1600 PENNSYLVANIA" },
	{ STREET, "12B 5th Avenue", "12B 5TH" },
	{ STREET, "Oak Ridge Rd", NULL },
	{ STREET, "12", NULL },
	{ STREET, "", NULL },
};

START_TEST(values_have_one_form)
{
	for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
		struct patient_value value;
		bool good = forms[i].make(bytes_of_string(forms[i].text), &value);
		ck_assert_msg(good == (forms[i].form != NULL), "%s", forms[i].text);
		if (good)
			ck_assert_msg(bytes_equal(bytes_slice(patient_value_bytes(&value), 1, SIZE_MAX),
			                          bytes_of_string(forms[i].form)),
			              "%s: %.*s", forms[i].text, (int)value.length, value.data);
	}
}
END_TEST

Suite *
patient_list_suite(void)
{
	return UNIT_SUITE("patient list", a_value_leads_to_all_who_have_it, no_list_is_no_failure,
	                  the_file_holds_nothing_in_clear, a_list_of_another_kind_is_told,
	                  a_list_cut_anywhere_is_told, a_list_that_grew_is_told,
	                  a_wrong_or_missing_key_is_told, stopgaps_are_left_out, values_have_one_form);
}
