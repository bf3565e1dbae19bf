#include "scanner/birth_year.h"
#include "tests/unit/test_scanner.h"

START_TEST(the_year_is_read_however_it_is_written)
{
	static const struct {
		const char *date;
		unsigned year;
	} cases[] = {
		{ "2015-03-12", 2015 },
		{ "03/12/2015", 2015 },
		{ "March 12, 2015", 2015 },
		{ "12 Mar 2015", 2015 },
		{ "20150312", 2015 },
		{ "201503121430", 2015 },
		{ "03122015", 2015 },
		{ "3/12/15", 2015 },
		{ "03-12-26", 2026 },
		{ "03-12-27", 1927 },
		{ "3.12.99", 1999 },
		{ "2/29/12", 2012 },
		{ "03/12/2027", 0 }, /* nobody is born after now */
		{ "March 12", 0 },
		{ "", 0 },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		ck_assert_msg(birth_year_read(bytes_of_string(cases[i].date), 2026) == cases[i].year, "%s: %u",
		              cases[i].date, birth_year_read(bytes_of_string(cases[i].date), 2026));
}
END_TEST

START_TEST(the_youngest_patient_counts)
{
	static const struct {
		const char *date;
		struct finding finding;
		unsigned youngest;
	} steps[] = {
		{ "2015-03-12", { .type = IDENTIFIER_DATE }, 0 },
		{ "1980-03-12", { .type = IDENTIFIER_BIRTH_DATE }, 1980 },
		{ "2016-03-12", { .type = IDENTIFIER_BIRTH_DATE, .subject = SUBJECT_PATIENT }, 2016 },
		{ "2012-03-12", { .type = IDENTIFIER_BIRTH_DATE, .subject = SUBJECT_PATIENT }, 2016 },
		{ "2020-03-12", { .type = IDENTIFIER_BIRTH_DATE, .subject = SUBJECT_SENDER }, 2016 },
		{ "2020-03-12", { .type = IDENTIFIER_BIRTH_DATE, .subject = SUBJECT_PROVIDER }, 2016 },
	};
	struct message *m;

	ck_assert_int_eq(message_create(1000, 1000, &m), 0);
	m->envelope.received = 1800000000;
	for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
		birth_year_note(m, &steps[i].finding, bytes_of_string(steps[i].date));
		ck_assert_uint_eq(m->youngest_birth_year, steps[i].youngest);
	}
	message_destroy(&m);
}
END_TEST

Suite *
birth_year_suite(void)
{
	return UNIT_SUITE("birth year", the_year_is_read_however_it_is_written, the_youngest_patient_counts);
}
