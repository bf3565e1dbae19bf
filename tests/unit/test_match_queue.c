/* Matches are confirmed category by category, each once, in the order in which they came. */
#include "tests/unit/test_scanner.h"

#include "core/attributes.h"
#include "core/error.h"
#include "scanner/match_queue.h"

#define FAILING_PATTERN 7

/* What was confirmed; the text is the first member, as that is all that confirm() is told. */
struct confirmed {
	struct detector_text text;
	size_t count;
	struct {
		uint8_t category;
		size_t end;
	} matches[2 * MATCH_QUEUE_LIMIT];
};

static int
take(const struct detector_text *text, uint8_t category, unsigned pattern, size_t end)
{
	struct confirmed *confirmed = (struct confirmed *)text;

	ck_assert_uint_lt(confirmed->count, ARRAY_LENGTH(confirmed->matches));
	confirmed->matches[confirmed->count].category = category;
	confirmed->matches[confirmed->count++].end = end;
	return pattern == FAILING_PATTERN ? ERROR_LIMIT : 0;
}

static int
confirm_first(const struct detector_text *text, unsigned pattern, size_t end)
{
	return take(text, IDENTIFIER_CATEGORY_FIRST, pattern, end);
}

static int
confirm_last(const struct detector_text *text, unsigned pattern, size_t end)
{
	return take(text, IDENTIFIER_CATEGORY_LAST, pattern, end);
}

static const struct detector first = { .category = IDENTIFIER_CATEGORY_FIRST, .confirm = confirm_first };
static const struct detector last = { .category = IDENTIFIER_CATEGORY_LAST, .confirm = confirm_last };

static void
check_match(const struct confirmed *confirmed, size_t number, uint8_t category, size_t end)
{
	ck_assert_uint_eq(confirmed->matches[number].category, category);
	ck_assert_uint_eq(confirmed->matches[number].end, end);
}

START_TEST(a_category_follows_the_other)
{
	struct confirmed confirmed = { .count = 0 };
	struct match_queue queue;

	match_queue_begin(&queue, &confirmed.text);
	ck_assert_int_eq(match_queue_add(&queue, &last, 0, 5), 0);
	ck_assert_int_eq(match_queue_add(&queue, &first, 1, 9), 0);
	ck_assert_int_eq(match_queue_add(&queue, &last, 2, 3), 0);
	ck_assert_int_eq(match_queue_add(&queue, &first, 0, 7), 0);
	ck_assert_uint_eq(confirmed.count, 0);
	ck_assert_int_eq(match_queue_confirm(&queue), 0);
	ck_assert_int_eq(match_queue_confirm(&queue), 0);
	ck_assert_uint_eq(confirmed.count, 4);
	check_match(&confirmed, 0, 1, 9);
	check_match(&confirmed, 1, 1, 7);
	check_match(&confirmed, 2, 18, 5);
	check_match(&confirmed, 3, 18, 3);
}
END_TEST

START_TEST(a_full_queue_is_emptied)
{
	struct confirmed confirmed = { .count = 0 };
	struct match_queue queue;

	match_queue_begin(&queue, &confirmed.text);
	for (size_t i = 0; i < MATCH_QUEUE_LIMIT + 1; i++)
		ck_assert_int_eq(match_queue_add(&queue, i % 2 != 0 ? &first : &last, 0, i), 0);
	ck_assert_uint_eq(confirmed.count, MATCH_QUEUE_LIMIT);
	check_match(&confirmed, 0, 1, 1);
	check_match(&confirmed, MATCH_QUEUE_LIMIT - 1, 18, MATCH_QUEUE_LIMIT - 2);
	ck_assert_int_eq(match_queue_confirm(&queue), 0);
	check_match(&confirmed, MATCH_QUEUE_LIMIT, 18, MATCH_QUEUE_LIMIT);
}
END_TEST

START_TEST(what_fails_ends_it)
{
	struct confirmed confirmed = { .count = 0 };
	struct match_queue queue;

	match_queue_begin(&queue, &confirmed.text);
	ck_assert_int_eq(match_queue_add(&queue, &last, 0, 1), 0);
	ck_assert_int_eq(match_queue_add(&queue, &first, FAILING_PATTERN, 2), 0);
	ck_assert_int_eq(match_queue_add(&queue, &first, 0, 3), 0);
	ck_assert_int_eq(match_queue_confirm(&queue), ERROR_LIMIT);
	ck_assert_uint_eq(confirmed.count, 1);
	ck_assert_int_eq(match_queue_confirm(&queue), 0);
	ck_assert_uint_eq(confirmed.count, 1);
}
END_TEST

Suite *
match_queue_suite(void)
{
	return UNIT_SUITE("match queue", a_category_follows_the_other, a_full_queue_is_emptied,
	                  what_fails_ends_it);
}
