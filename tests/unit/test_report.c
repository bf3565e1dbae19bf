/* What a report counts with: tools/top_list.h and tools/report_steps.h. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/unit_test.h"
#include "tools/report_steps.h"
#include "tools/top_list.h"

#define DAY INT64_C(86400)

/* ---- names that occur most ------------------------------------------------------- */

static void
count(struct top_list *list, const char *name, unsigned outcome)
{
	ck_assert_int_eq(top_list_count_nocase(list, bytes_of_string(name), outcome), 0);
}

START_TEST(names_are_ranked_by_phi_then_all)
{
	const struct top_entry *top[3];
	struct top_list *list;

	ck_assert_int_eq(top_list_create(&list), 0);
	for (int i = 0; i < 5; i++)
		count(list, "much@example.com", 0);
	count(list, "B@example.com", OUTCOME_TLS);
	count(list, "b@EXAMPLE.com", OUTCOME_PORTAL);
	count(list, "c@example.com", OUTCOME_TLS);
	count(list, "a@example.com", OUTCOME_TLS);
	ck_assert_uint_eq(top_list_rank(list, top, ARRAY_LENGTH(top)), 3);
	ck_assert_str_eq(top[0]->name, "b@example.com");
	ck_assert_uint_eq(top[0]->outcomes[OUTCOME_PORTAL], 1);
	ck_assert_str_eq(top[1]->name, "a@example.com");
	ck_assert_str_eq(top[2]->name, "c@example.com");
	ck_assert_uint_eq(top_list_size(list), 4);
	ck_assert_uint_eq(top_list_error(list), 0);
	top_list_destroy(&list);
	ck_assert_ptr_null(list);
}
END_TEST

START_TEST(strange_names_are_names)
{
	char longest[2 * TOP_LIST_NAME_LIMIT];
	const struct top_entry *top[4];
	struct top_list *list;

	memset(longest, 'x', sizeof(longest));
	ck_assert_int_eq(top_list_create(&list), 0);
	ck_assert_int_eq(top_list_count(list, bytes_make(NULL, 0), 0), 0);
	ck_assert_int_eq(top_list_count(list, bytes_make("a\0b", 3), 0), 0);
	ck_assert_int_eq(top_list_count(list, bytes_make("a\0c", 3), 0), 0);
	ck_assert_int_eq(top_list_count(list, bytes_make(longest, sizeof(longest)), 0), 0);
	ck_assert_int_eq(top_list_count(list, bytes_make(longest, TOP_LIST_NAME_LIMIT), 0), 0);
	ck_assert_uint_eq(top_list_rank(list, top, ARRAY_LENGTH(top)), 3);
	ck_assert_str_eq(top[0]->name, "a");
	ck_assert_uint_eq(top[0]->total, 2);
	ck_assert_uint_eq(strlen(top[1]->name), TOP_LIST_NAME_LIMIT);
	ck_assert_str_eq(top[2]->name, "");
	top_list_destroy(&list);
}
END_TEST

/* Four times more senders than there is room for: the frequent ones are all there, and no
 * count is further off than is said. */
START_TEST(the_frequent_survive_a_flood)
{
	enum { FREQUENT = 50, TIMES = 400, RARE = 4 * TOP_LIST_ROOM };
	const struct top_entry *top[FREQUENT];
	struct top_list *list;
	char name[32];

	ck_assert_int_eq(top_list_create(&list), 0);
	for (int i = 0; i < RARE; i++) {
		snprintf(name, sizeof(name), "rare-%d", i);
		count(list, name, 0);
		if (i % (RARE / (FREQUENT * TIMES)) == 0) {
			snprintf(name, sizeof(name), "frequent-%d", i / (RARE / (FREQUENT * TIMES)) % FREQUENT);
			count(list, name, OUTCOME_HOLD);
		}
	}
	ck_assert_uint_eq(top_list_rank(list, top, FREQUENT), FREQUENT);
	ck_assert_uint_gt(top_list_error(list), 0);
	ck_assert_uint_le(top_list_error(list), (RARE + FREQUENT * TIMES) / (TOP_LIST_ROOM / 2));
	ck_assert_uint_le(top_list_size(list), TOP_LIST_ROOM);
	for (int i = 0; i < FREQUENT; i++) {
		ck_assert_int_eq(strncmp(top[i]->name, "frequent-", 9), 0);
		ck_assert_uint_ge(top[i]->phi + top_list_error(list), TIMES);
		ck_assert_uint_eq(top[i]->phi, top[i]->outcomes[OUTCOME_HOLD]);
	}
	top_list_destroy(&list);
}
END_TEST

/* ---- steps of time ----------------------------------------------------------------- */

static const struct {
	int64_t since, until;
	enum report_unit unit;
	size_t count;
	int64_t second; /* where the second step begins; 0 for none */
} periods[] = {
	{ 1709164800, 1709164801, REPORT_DAY, 1, 0 },                        /* a second of 2024-02-29 */
	{ 1709164800 + 3600, 1709164800 + 2 * DAY, REPORT_DAY, 2, 1709251200 }, /* ... to the 1st of March */
	{ 1704067200, 1704067200 + 45 * DAY, REPORT_DAY, 45, 1704067200 + DAY },
	{ 1704067200, 1704067200 + 46 * DAY, REPORT_WEEK, 7, 1704672000 },   /* Monday to Monday */
	{ 1704153600, 1704153600 + 91 * DAY, REPORT_WEEK, 14, 1704672000 },  /* from a Tuesday */
	{ 1704067200, 1735689600, REPORT_MONTH, 12, 1706745600 },            /* 2024 */
	{ 1704067200, 1830297600, REPORT_MONTH, 48, 1706745600 },            /* four years */
	{ 1704067200, 1830297600 + 4 * DAY, REPORT_YEAR, 5, 1735689600 },
	{ 0, 1704067200, REPORT_YEAR, REPORT_STEPS_LIMIT, 63072000 },        /* 54 years: 1970 and 1971 are one */
};

START_TEST(a_period_is_cut_where_the_calendar_does)
{
	struct report_steps steps = report_steps_make(periods[_i].since, periods[_i].until);

	ck_assert_int_eq(steps.unit, periods[_i].unit);
	ck_assert_uint_eq(steps.count, periods[_i].count);
	ck_assert_int_eq(steps.items[0].start, periods[_i].since);
	if (periods[_i].second != 0)
		ck_assert_int_eq(steps.items[1].start, periods[_i].second);
	for (size_t i = 0; i < steps.count; i++) {
		int64_t end = i + 1 < steps.count ? steps.items[i + 1].start : periods[_i].until;
		ck_assert_int_lt(steps.items[i].start, end);
		ck_assert_ptr_eq(report_steps_find(&steps, steps.items[i].start), &steps.items[i]);
		ck_assert_ptr_eq(report_steps_find(&steps, end - 1), &steps.items[i]);
	}
}
END_TEST

static Suite *
report_suite(void)
{
	Suite *suite = UNIT_SUITE("report", names_are_ranked_by_phi_then_all, strange_names_are_names,
	                          the_frequent_survive_a_flood);
	TCase *tcase = tcase_create("periods");

	tcase_add_loop_test(tcase, a_period_is_cut_where_the_calendar_does, 0, ARRAY_LENGTH(periods));
	suite_add_tcase(suite, tcase);
	return suite;
}

UNIT_TEST_MAIN(report_suite)
