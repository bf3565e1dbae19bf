#include <stdio.h>

#include "core/error.h"
#include "scanner/expressions.h"
#include "tests/unit/test_scanner.h"

#define FAR_AWAY 60 /* seconds */

struct ends {
	size_t ends[64];
	size_t indexes[64];
	size_t count;
	int answer; /* of the visitor */
};

static int
ends_visit(void *context, size_t index, size_t end)
{
	struct ends *ends = context;

	ends->indexes[ends->count % 64] = index;
	ends->ends[ends->count++ % 64] = end;
	return ends->answer;
}

static struct expressions *
sample_make(void)
{
	static const struct expression sample[] = {
		{ "ssn", "\\b\\d{3}-\\d{2}-\\d{4}\\b", false },
		{ "mrn", "\\bmrn[: ]{1,3}\\d{3,12}", true },
	};
	struct diagnostics why;
	struct expressions *expressions;

	diagnostics_init(&why);
	ck_assert_int_eq(expressions_create(sample, ARRAY_LENGTH(sample), &why, &expressions), 0);
	diagnostics_release(&why);
	return expressions;
}

static void
text_scan(struct expressions *expressions, struct bytes text, struct ends *ends)
{
	ck_assert_int_eq(expressions_scan(expressions, text, deadline_in(FAR_AWAY), ends_visit, ends),
	                 ends->answer);
}

START_TEST(matches_come_with_number_and_end)
{
	struct expressions *expressions = sample_make();
	struct ends ends = { .count = 0 };

	text_scan(expressions, bytes_of_string("x 123-45-6789 y"), &ends);
	ck_assert_uint_eq(ends.count, 1);
	ck_assert_uint_eq(ends.indexes[0], 0);
	ck_assert_uint_eq(ends.ends[0], 13);
	expressions_destroy(&expressions);
	ck_assert_ptr_null(expressions);
}
END_TEST

START_TEST(an_open_match_comes_once_with_its_last_end)
{
	struct expressions *expressions = sample_make();
	struct ends ends = { .count = 0 };

	text_scan(expressions, bytes_of_string("MRN: 12345678, mrn 999"), &ends);
	ck_assert_uint_eq(ends.count, 2);
	ck_assert_uint_eq(ends.ends[0], 13);
	ck_assert_uint_eq(ends.ends[1], 22);
	expressions_destroy(&expressions);
}
END_TEST

/* The value is moved over every place of a seam: found once wherever it lies. */
START_TEST(nothing_is_lost_or_doubled_at_a_seam)
{
	static const char value[] = "123-45-6789";
	const size_t length = 3 * 65536 + 10, width = sizeof(value) - 1;
	struct expressions *expressions = sample_make();
	char *text = malloc(length);

	ck_assert_ptr_nonnull(text);
	for (size_t at = 65536 - 20; at < 65536 + 20; at++) {
		struct ends ends = { .count = 0 };
		memset(text, ' ', length);
		memcpy(text + at, value, width);
		text_scan(expressions, bytes_make(text, length), &ends);
		ck_assert_uint_eq(ends.count, 1);
		ck_assert_uint_eq(ends.ends[0], at + width);
		memset(text, '9', at); /* no word begins here, though a piece may */
		ends.count = 0;
		text_scan(expressions, bytes_make(text, length), &ends);
		ck_assert_uint_eq(ends.count, 0);
	}
	free(text);
	expressions_destroy(&expressions);
}
END_TEST

START_TEST(a_visitor_can_end_the_scan)
{
	struct expressions *expressions = sample_make();
	struct ends ends = { .answer = ERROR_LIMIT };

	text_scan(expressions, bytes_of_string("123-45-6789 123-45-6789"), &ends);
	ck_assert_uint_eq(ends.count, 1);
	expressions_destroy(&expressions);
}
END_TEST

START_TEST(a_passed_deadline_ends_the_scan)
{
	struct expressions *expressions = sample_make();
	struct ends ends = { .count = 0 };

	ck_assert_int_eq(expressions_scan(expressions, bytes_of_string("x"), deadline_in(-1), ends_visit,
	                               &ends), ERROR_TIMEOUT);
	expressions_destroy(&expressions);
}
END_TEST

START_TEST(a_bad_expression_is_refused_by_name)
{
	static const char *const texts[] = { "a(", "a.*b", "\\d{600}", "x{3,}" };

	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		const struct expression bad = { "bad", texts[i], false };
		struct diagnostics why;
		struct expressions *expressions;

		diagnostics_init(&why);
		ck_assert_int_eq(expressions_create(&bad, 1, &why, &expressions), ERROR_INTERNAL);
		ck_assert_ptr_null(expressions);
		ck_assert_ptr_nonnull(strstr(diagnostics_line(&why, 0), "bad: "));
		diagnostics_release(&why);
	}
}
END_TEST

Suite *
expressions_suite(void)
{
	return UNIT_SUITE("expressions", matches_come_with_number_and_end,
	                  an_open_match_comes_once_with_its_last_end,
	                  nothing_is_lost_or_doubled_at_a_seam, a_visitor_can_end_the_scan,
	                  a_passed_deadline_ends_the_scan, a_bad_expression_is_refused_by_name);
}
