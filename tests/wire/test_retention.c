/* How long the daemon keeps what is sensitive or a minor's, from the mail to the record. */
#include "tests/unit/unit_test.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/wire/test_wire.h"
#include "tests/wire/wire_messages.h"

static struct daemon_fixture fixture;

static const char schedule[] =
	"retention: { classes = ( { name = \"administrative\"; days = 1; }, { name = \"phi\"; days = 2; },\n"
	"  { name = \"part2\"; days = 3; sensitive = ( \"substance-use\" ); basis = \"42 CFR 2.16\"; },\n"
	"  { name = \"minor\"; years = 1; majority = 18; } ); };\n"
	"rules = ( { name = \"no-hiv\"; when = { health = ( { sensitive = \"hiv\"; } ); }; action = \"reject\"; } );\n";

static void
setup(void)
{
	fixture_create(&fixture, schedule);
	fixture_start(&fixture);
}

static void
teardown(void)
{
	fixture_stop(&fixture);
	fixture_destroy(&fixture);
}

static int
this_year(void)
{
	time_t now = time(NULL);
	struct tm day;

	ck_assert_ptr_nonnull(gmtime_r(&now, &day));
	return day.tm_year + 1900;
}

/* What became of the last message. */
struct kept {
	char class[32], others[64];
	unsigned sensitive, born, outcome;
	int64_t until;
};

static int
keep(const struct record *record, void *context)
{
	struct kept *kept = context;

	if (record->kind != RECORD_DECISION)
		return 0;
	*kept = (struct kept){ .born = record->minor_birth_year, .outcome = record->outcome,
	                       .until = record->retain_until };
	snprintf(kept->class, sizeof(kept->class), "%.*s", (int)record->retention_class.length,
	         (const char *)record->retention_class.data);
	for (size_t i = 0; i < record->retention_other_count; i++)
		snprintf(kept->others + strlen(kept->others), sizeof(kept->others) - strlen(kept->others), " %.*s",
		         (int)record->retention_others[i].length, (const char *)record->retention_others[i].data);
	for (unsigned kind = 1; kind < SENSITIVE_KIND_LIMIT; kind++)
		kept->sensitive |= (record->sensitive[kind] > 0) << kind;
	return 0;
}

/* Of a patient born so many years ago. */
static struct kept
send_and_look(int years_ago, const char *diagnosis)
{
	struct client_message message = wire_phi(&wire_outside);
	struct client_answer answer;
	struct kept kept = { .born = 0 };
	char body[512];

	snprintf(body, sizeof(body), "Patient: Marisol Okonkwo\r\nDOB: 04/17/%d\r\nMRN: 00482913\r\n\r\n"
	         "Diagnosis: %s\r\n", this_year() - years_ago, diagnosis);
	message.body = bytes_of_string(body);
	wire_send(&fixture, &message, &answer);
	client_answer_release(&answer);
	fixture_records(&fixture, keep, &kept);
	return kept;
}

START_TEST(the_record_keeps_what_is_sensitive_and_a_minors)
{
	struct kept kept = send_and_look(40, "Crohn's disease");
	ck_assert_str_eq(kept.class, "phi");
	ck_assert_uint_eq(kept.sensitive, 0);
	ck_assert_uint_eq(kept.born, 0);

	kept = send_and_look(40, "opioid use disorder");
	ck_assert_str_eq(kept.class, "part2");
	ck_assert_str_eq(kept.others, " phi");
	ck_assert_uint_eq(kept.sensitive, 1u << SENSITIVE_SUBSTANCE_USE);

	kept = send_and_look(8, "opioid use disorder");
	ck_assert_str_eq(kept.class, "minor");
	ck_assert_str_eq(kept.others, " phi part2");
	ck_assert_uint_eq(kept.born, (unsigned)this_year() - 8);
	struct tm end = { .tm_year = this_year() - 8 + 18 + 1 + 1 - 1900, .tm_mday = 2 };
	ck_assert_int_eq(kept.until, (int64_t)timegm(&end));
}
END_TEST

START_TEST(a_rule_asks_for_what_is_sensitive)
{
	ck_assert_uint_eq(send_and_look(40, "HIV infection").outcome, OUTCOME_REJECT);
	ck_assert_uint_ne(send_and_look(40, "asthma").outcome, OUTCOME_REJECT);
}
END_TEST

Suite *
suite_retention(void)
{
	Suite *suite = suite_create("retention");
	TCase *tcase = tcase_create("retention");

	tcase_set_timeout(tcase, 120);
	tcase_add_unchecked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_record_keeps_what_is_sensitive_and_a_minors);
	tcase_add_test(tcase, a_rule_asks_for_what_is_sensitive);
	suite_add_tcase(suite, tcase);
	return suite;
}
