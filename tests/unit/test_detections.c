#include "core/error.h"
#include "scanner/detections.h"
#include "tests/unit/test_scanner.h"

#define TEXT_LENGTH 100

struct wanted {
	size_t start;
	size_t length;
	enum identifier_type type;
};

/* Reports `given`, resolves, and compares with `wanted`. */
static void
resolve_check(const struct detection *given, size_t given_count, const struct wanted *wanted,
              size_t wanted_count)
{
	struct detector_run run = { .text_length = TEXT_LENGTH, .limit = 16 };
	const struct detector_text text = { .run = &run };

	ck_assert_int_eq(arena_create(100000, &run.arena), 0);
	for (size_t i = 0; i < given_count; i++)
		ck_assert_int_eq(detector_report(&text, &given[i]), 0);
	ck_assert_int_eq(detections_resolve(&run), 0);
	ck_assert_uint_eq(run.count, wanted_count);
	for (size_t i = 0; i < wanted_count; i++) {
		ck_assert_uint_eq(run.items[i].start, wanted[i].start);
		ck_assert_uint_eq(run.items[i].length, wanted[i].length);
		ck_assert_uint_eq(run.items[i].type, wanted[i].type);
	}
	arena_destroy(&run.arena);
}

#define FOUND(type_, start_, length_, confidence_) \
	{ .type = IDENTIFIER_##type_, .start = (start_), .length = (length_), .confidence = (confidence_) }

START_TEST(the_more_confident_wins)
{
	const struct detection given[] = { FOUND(PHONE, 10, 12, 50), FOUND(SSN, 14, 4, 85) };
	const struct wanted wanted[] = { { 14, 4, IDENTIFIER_SSN } };
	resolve_check(given, 2, wanted, 1);
}
END_TEST

START_TEST(then_the_longer_then_the_lower_category)
{
	const struct detection given[] = {
		FOUND(CITY, 10, 5, 50), FOUND(STREET_ADDRESS, 0, 20, 50),
		FOUND(OTHER_ID, 30, 5, 50), FOUND(PHONE, 30, 5, 50),
	};
	const struct wanted wanted[] = { { 0, 20, IDENTIFIER_STREET_ADDRESS }, { 30, 5, IDENTIFIER_PHONE } };
	resolve_check(given, 4, wanted, 2);
}
END_TEST

/* What only the loser overlapped stays. */
START_TEST(a_loser_takes_nothing_with_it)
{
	const struct detection given[] = { FOUND(PHONE, 0, 10, 60), FOUND(ACCOUNT_NUMBER, 5, 10, 70),
	                                   FOUND(SSN, 12, 8, 80) };
	const struct wanted wanted[] = { { 0, 10, IDENTIFIER_PHONE }, { 12, 8, IDENTIFIER_SSN } };
	resolve_check(given, 3, wanted, 2);
}
END_TEST

START_TEST(neighbours_do_not_overlap_and_come_in_order)
{
	const struct detection given[] = { FOUND(SSN, 20, 5, 90), FOUND(SSN, 15, 5, 50),
	                                   FOUND(SSN, 25, 5, 70), FOUND(BIOMETRIC, 0, 0, 50) };
	const struct wanted wanted[] = { { 0, 0, IDENTIFIER_BIOMETRIC }, { 15, 5, IDENTIFIER_SSN },
	                                 { 20, 5, IDENTIFIER_SSN }, { 25, 5, IDENTIFIER_SSN } };
	resolve_check(given, 4, wanted, 4);
}
END_TEST

START_TEST(what_lies_outside_the_text_is_an_error)
{
	const struct detection given[] = { FOUND(SSN, 95, 6, 90), FOUND(SSN, 101, 0, 90),
	                                   FOUND(SSN, 5, SIZE_MAX, 90), { .type = 0, .length = 1 } };
	struct detector_run run = { .text_length = TEXT_LENGTH, .limit = 16 };
	const struct detector_text text = { .run = &run };

	ck_assert_int_eq(arena_create(100000, &run.arena), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(given); i++)
		ck_assert_int_eq(detector_report(&text, &given[i]), ERROR_INTERNAL);
	arena_destroy(&run.arena);
}
END_TEST

START_TEST(the_limit_is_told)
{
	const struct detection one = FOUND(SSN, 5, 5, 90);
	struct detector_run run = { .text_length = TEXT_LENGTH, .limit = 1 };
	const struct detector_text text = { .run = &run };

	ck_assert_int_eq(arena_create(100000, &run.arena), 0);
	ck_assert_int_eq(detector_report(&text, &one), 0);
	ck_assert(!run.full);
	ck_assert_int_eq(detector_report(&text, &one), ERROR_LIMIT);
	ck_assert(run.full);
	arena_destroy(&run.arena);
}
END_TEST

Suite *
detections_suite(void)
{
	return UNIT_SUITE("detections", the_more_confident_wins, then_the_longer_then_the_lower_category,
	                  a_loser_takes_nothing_with_it, neighbours_do_not_overlap_and_come_in_order,
	                  what_lies_outside_the_text_is_an_error, the_limit_is_told);
}
