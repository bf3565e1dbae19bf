/* How long classes keep: tables of days that are hard, and properties over random ones. */
#include <check.h>
#include <stdlib.h>
#include <time.h>

#include "core/retention.h"
#include "tests/unit/test_core.h"
#include "tests/unit/unit_test.h"

#define DAY 86400
#define RANDOM_CASES 200000

static int64_t
midnight(int year, int month, int day)
{
	struct tm tm = { .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day };

	return (int64_t)timegm(&tm);
}

/* The same numbers at every run. */
struct dice {
	uint64_t state;
};

static unsigned
dice_throw(struct dice *dice, unsigned from, unsigned to)
{
	dice->state = dice->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return from + (unsigned)((dice->state >> 33) % (to - from + 1));
}

START_TEST(years_are_the_calendars)
{
	static const struct {
		int64_t years;
		int from[3], to[3];
	} cases[] = {
		{ 1, { 2025, 3, 1 }, { 2026, 3, 1 } },
		{ 6, { 2024, 2, 28 }, { 2030, 2, 28 } },
		{ 1, { 2024, 2, 29 }, { 2025, 3, 1 } },
		{ 4, { 2024, 2, 29 }, { 2028, 2, 29 } },
		{ 4, { 2096, 2, 29 }, { 2100, 3, 1 } },
		{ 100, { 1999, 12, 31 }, { 2099, 12, 31 } },
	};
	const struct retention_class days = { .days = 10 };

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct retention_class class = { .years = cases[i].years };
		const int *from = cases[i].from, *to = cases[i].to;
		ck_assert_int_eq(retention_class_end(&class, midnight(from[0], from[1], from[2]) + 4711),
		                 midnight(to[0], to[1], to[2]) + 4711);
	}
	ck_assert_int_eq(retention_class_end(&days, 7), 7 + 10 * DAY);
}
END_TEST

START_TEST(minors_are_kept_from_the_end_of_the_year_they_come_of_age)
{
	static const struct {
		int64_t majority, years, days;
		unsigned born;
		int since[3], to[3];
	} cases[] = {
		{ 18, 7, 0, 2015, { 2026, 5, 1 }, { 2041, 1, 2 } },
		{ 18, 0, 30, 2015, { 2026, 5, 1 }, { 2034, 2, 1 } },
		{ 21, 3, 0, 2008, { 2026, 12, 31 }, { 2033, 1, 2 } },
		{ 19, 1, 0, 2012, { 2012, 2, 29 }, { 2033, 1, 2 } },
		/* No birth date: as if born then. */
		{ 18, 2, 0, 0, { 2026, 5, 1 }, { 2047, 1, 2 } },
		/* Somebody long of age: never before the message itself. */
		{ 18, 1, 0, 1950, { 2026, 5, 1 }, { 2027, 5, 1 } },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct retention_class class = { .years = cases[i].years, .days = cases[i].days,
		                                       .majority = cases[i].majority };
		const int *since = cases[i].since, *to = cases[i].to;
		const struct retention_facts facts = { .since = midnight(since[0], since[1], since[2]),
		                                       .phi = true, .minor_birth_year = cases[i].born };
		ck_assert_msg(retention_class_until(&class, &facts) == midnight(to[0], to[1], to[2]),
		              "case %zu", i);
	}
}
END_TEST

/* What the law means: so many years after the very day somebody comes of age, where they live. */
static int64_t
law_end(const int born[3], const struct retention_class *class, int zone_hours)
{
	int64_t reached = midnight(born[0] + (int)class->majority, born[1], born[2]); /* Feb 29: Mar 1 */
	struct tm day;
	time_t seconds = (time_t)reached;

	ck_assert_ptr_nonnull(gmtime_r(&seconds, &day));
	return midnight(day.tm_year + 1900 + (int)class->years, day.tm_mon + 1, day.tm_mday) +
	       class->days * DAY - zone_hours * 3600;
}

START_TEST(no_minor_is_kept_for_less_than_the_law_says)
{
	struct dice dice = { 1 };

	for (unsigned i = 0; i < RANDOM_CASES; i++) {
		bool leap = dice_throw(&dice, 0, 9) == 0;
		const int born[3] = { leap ? 1996 + 4 * (int)dice_throw(&dice, 0, 12) : (int)dice_throw(&dice, 1996, 2045),
		                      leap ? 2 : (int)dice_throw(&dice, 1, 12), leap ? 29 : (int)dice_throw(&dice, 1, 28) };
		struct retention_class class = { .majority = dice_throw(&dice, RETENTION_MAJORITY_LEAST,
		                                                        RETENTION_MAJORITY_MOST) };
		if (dice_throw(&dice, 0, 1))
			class.years = dice_throw(&dice, 1, 40);
		else
			class.days = dice_throw(&dice, 1, 4000);
		int zone = (int)dice_throw(&dice, 0, 26) - 12;
		/* A message while still a minor, there. */
		int64_t birth = midnight(born[0], born[1], born[2]) - zone * 3600;
		int64_t of_age = midnight(born[0] + (int)class.majority, born[1], born[2]) - zone * 3600;
		struct retention_facts facts = {
			.since = birth + (int64_t)dice_throw(&dice, 0, (unsigned)(of_age - birth - 1)),
			.phi = true, .minor_birth_year = (unsigned)born[0],
		};
		int64_t law = law_end(born, &class, zone), until = retention_class_until(&class, &facts);
		ck_assert_str_eq(retention_class_asked(&class, &facts), "minor");
		ck_assert_msg(until >= law, "born %d-%d-%d, %lld before %lld", born[0], born[1], born[2],
		              (long long)until, (long long)law);
		ck_assert_int_le(until - law, 369 * DAY);
	}
}
END_TEST

/* So many years after a time of the day that it was then, where the site is. */
static int64_t
anniversary(int64_t since, int64_t years, int64_t east)
{
	time_t local = (time_t)(since + east);
	struct tm day;

	ck_assert_ptr_nonnull(gmtime_r(&local, &day));
	day.tm_year += (int)years;
	return (int64_t)timegm(&day) - east;
}

/* Years are over everywhere, those of a leap day too, and never kept for more than a day longer. */
START_TEST(years_are_over_in_every_zone)
{
	struct dice dice = { 3 };

	for (unsigned i = 0; i < RANDOM_CASES / 20; i++) {
		struct retention_class class = { .years = dice_throw(&dice, 1, 60) };
		int64_t since = midnight(2000, 1, 1) + (int64_t)dice_throw(&dice, 0, UINT32_MAX / 2);
		/* Half of them about the end of February in a leap year. */
		if (dice_throw(&dice, 0, 1))
			since = midnight(2000 + 4 * (int)dice_throw(&dice, 0, 20), 2, 28) +
			        (int64_t)dice_throw(&dice, 0, 3 * DAY);
		int64_t until = retention_class_end(&class, since);
		for (int quarter = -12 * 4; quarter <= 14 * 4; quarter++) {
			int64_t there = anniversary(since, class.years, quarter * 900);
			ck_assert_msg(until >= there && until - there <= DAY, "since %lld, %lld years, zone %d/4",
			              (long long)since, (long long)class.years, quarter);
		}
	}
}
END_TEST

/* Found more, or given longer, never keeps for less; and the zone of the host does not matter. */
START_TEST(more_never_shortens)
{
	static const char *const zones[] = { "UTC", "America/Los_Angeles", "Pacific/Kiritimati" };
	struct dice dice = { 2 };

	for (unsigned i = 0; i < RANDOM_CASES / 10; i++) {
		struct retention_class class = { .years = dice_throw(&dice, 1, 50),
		                                 .majority = dice_throw(&dice, 0, 1) ? 18 : 0 };
		struct retention_facts facts = { .since = midnight(2020, 1, 1) + dice_throw(&dice, 0, 1 << 30),
		                                 .phi = true, .minor_birth_year = dice_throw(&dice, 1999, 2019) };
		ck_assert_int_eq(setenv("TZ", zones[i % ARRAY_LENGTH(zones)], 1), 0);
		tzset();
		int64_t until = retention_class_until(&class, &facts);
		struct retention_class longer = class;
		longer.years++;
		ck_assert_int_gt(retention_class_until(&longer, &facts), until);
		ck_assert_int_gt(until, facts.since);
		facts.minor_birth_year++;
		ck_assert_int_ge(retention_class_until(&class, &facts), until);
		facts.since += dice_throw(&dice, 0, DAY * 400);
		ck_assert_int_ge(retention_class_until(&class, &facts), until);
	}
	ck_assert_int_eq(unsetenv("TZ"), 0);
	tzset();
}
END_TEST

START_TEST(classes_are_asked_for)
{
	static const struct retention_class types = { .types = { [IDENTIFIER_SSN] = true } };
	static const struct retention_class sensitive = {
		.sensitive = 1u << SENSITIVE_HIV | 1u << SENSITIVE_GENETIC };
	static const struct retention_class minors = { .majority = 18 };
	static const struct {
		const struct retention_class *class;
		struct retention_facts facts;
		const char *asked;
	} cases[] = {
		{ &types, { .types = UINT64_C(1) << IDENTIFIER_SSN }, "type" },
		{ &types, { .types = UINT64_C(1) << IDENTIFIER_MRN, .phi = true }, NULL },
		{ &sensitive, { .sensitive = 1u << SENSITIVE_GENETIC, .phi = true }, "sensitive" },
		{ &sensitive, { .sensitive = 1u << SENSITIVE_GENETIC }, NULL },
		{ &sensitive, { .sensitive = 1u << SENSITIVE_REPRODUCTIVE, .phi = true }, NULL },
		{ &minors, { .since = 1800000000, .minor_birth_year = 2009, .phi = true }, "minor" }, /* of 2027 */
		{ &minors, { .since = 1800000000, .minor_birth_year = 2008, .phi = true }, NULL },
		{ &minors, { .since = 1800000000, .minor_birth_year = 2009 }, NULL },
		{ &minors, { .since = 1800000000, .phi = true }, NULL },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const char *asked = retention_class_asked(cases[i].class, &cases[i].facts);
		ck_assert_msg((asked == NULL) == (cases[i].asked == NULL), "case %zu", i);
		if (asked != NULL)
			ck_assert_str_eq(asked, cases[i].asked);
	}
}
END_TEST

Suite *
retention_suite(void)
{
	return UNIT_SUITE("retention", years_are_the_calendars,
	                  minors_are_kept_from_the_end_of_the_year_they_come_of_age,
	                  no_minor_is_kept_for_less_than_the_law_says, years_are_over_in_every_zone, more_never_shortens,
	                  classes_are_asked_for);
}
