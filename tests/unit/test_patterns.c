#include <stdio.h>

#include "core/error.h"
#include "scanner/patterns.h"
#include "tests/unit/test_scanner.h"

#define FAR_AWAY 60 /* seconds */

struct ends {
	size_t ends[64];
	unsigned patterns[64];
	size_t count;
	int answer; /* of the visitor */
};

static int
ends_visit(void *context, const struct detector *detector, unsigned pattern, size_t end)
{
	struct ends *ends = context;

	ck_assert_str_eq(detector->name, "sample");
	ends->patterns[ends->count % 64] = pattern;
	ends->ends[ends->count++ % 64] = end;
	return ends->answer;
}

static const struct detector_pattern sample_patterns[] = {
	{ "\\b\\d{3}-\\d{2}-\\d{4}\\b", false },
	{ "\\bmrn[: ]{1,3}\\d{3,12}", true },
};

static const struct detector sample = {
	.name = "sample",
	.category = 7,
	.patterns = sample_patterns,
	.pattern_count = ARRAY_LENGTH(sample_patterns),
};

static struct patterns *
patterns_make(const struct detector *detector)
{
	const struct detector *const table[] = { NULL, detector };
	struct diagnostics why;
	struct patterns *patterns;

	diagnostics_init(&why);
	ck_assert_int_eq(patterns_create(table, ARRAY_LENGTH(table), &why, &patterns), 0);
	diagnostics_release(&why);
	return patterns;
}

static void
text_scan(struct patterns *patterns, struct bytes text, struct ends *ends)
{
	ck_assert_int_eq(patterns_scan(patterns, text, deadline_in(FAR_AWAY), ends_visit, ends),
	                 ends->answer);
}

START_TEST(matches_come_with_pattern_and_end)
{
	struct patterns *patterns = patterns_make(&sample);
	struct ends ends = { .count = 0 };

	text_scan(patterns, bytes_of_string("x 123-45-6789 y"), &ends);
	ck_assert_uint_eq(ends.count, 1);
	ck_assert_uint_eq(ends.patterns[0], 0);
	ck_assert_uint_eq(ends.ends[0], 13);
	patterns_destroy(&patterns);
	ck_assert_ptr_null(patterns);
}
END_TEST

START_TEST(an_open_match_comes_once_with_its_last_end)
{
	struct patterns *patterns = patterns_make(&sample);
	struct ends ends = { .count = 0 };

	text_scan(patterns, bytes_of_string("MRN: 12345678, mrn 999"), &ends);
	ck_assert_uint_eq(ends.count, 2);
	ck_assert_uint_eq(ends.ends[0], 13);
	ck_assert_uint_eq(ends.ends[1], 22);
	patterns_destroy(&patterns);
}
END_TEST

/* The value is moved over every place of a seam: found once wherever it lies. */
START_TEST(nothing_is_lost_or_doubled_at_a_seam)
{
	static const char value[] = "123-45-6789";
	const size_t length = 3 * 65536 + 10, width = sizeof(value) - 1;
	struct patterns *patterns = patterns_make(&sample);
	char *text = malloc(length);

	ck_assert_ptr_nonnull(text);
	for (size_t at = 65536 - 20; at < 65536 + 20; at++) {
		struct ends ends = { .count = 0 };
		memset(text, ' ', length);
		memcpy(text + at, value, width);
		text_scan(patterns, bytes_make(text, length), &ends);
		ck_assert_uint_eq(ends.count, 1);
		ck_assert_uint_eq(ends.ends[0], at + width);
		memset(text, '9', at); /* no word begins here, though a piece may */
		ends.count = 0;
		text_scan(patterns, bytes_make(text, length), &ends);
		ck_assert_uint_eq(ends.count, 0);
	}
	free(text);
	patterns_destroy(&patterns);
}
END_TEST

START_TEST(a_visitor_can_end_the_scan)
{
	struct patterns *patterns = patterns_make(&sample);
	struct ends ends = { .answer = ERROR_LIMIT };

	text_scan(patterns, bytes_of_string("123-45-6789 123-45-6789"), &ends);
	ck_assert_uint_eq(ends.count, 1);
	patterns_destroy(&patterns);
}
END_TEST

START_TEST(a_passed_deadline_ends_the_scan)
{
	struct patterns *patterns = patterns_make(&sample);
	struct ends ends = { .count = 0 };

	ck_assert_int_eq(patterns_scan(patterns, bytes_of_string("x"), deadline_in(-1), ends_visit,
	                               &ends), ERROR_TIMEOUT);
	patterns_destroy(&patterns);
}
END_TEST

START_TEST(a_bad_pattern_is_refused_by_name)
{
	static const char *const expressions[] = { "a(", "a.*b", "\\d{600}", "x{3,}" };

	for (size_t i = 0; i < ARRAY_LENGTH(expressions); i++) {
		const struct detector_pattern bad[] = { { expressions[i], false } };
		const struct detector detector = { .name = "bad", .patterns = bad, .pattern_count = 1 };
		const struct detector *const table[] = { &detector };
		struct diagnostics why;
		struct patterns *patterns;

		diagnostics_init(&why);
		ck_assert_int_eq(patterns_create(table, 1, &why, &patterns), ERROR_INTERNAL);
		ck_assert_ptr_null(patterns);
		ck_assert_ptr_nonnull(strstr(diagnostics_line(&why, 0), "bad: pattern 0"));
		diagnostics_release(&why);
	}
}
END_TEST

Suite *
patterns_suite(void)
{
	return UNIT_SUITE("patterns", matches_come_with_pattern_and_end,
	                  an_open_match_comes_once_with_its_last_end,
	                  nothing_is_lost_or_doubled_at_a_seam, a_visitor_can_end_the_scan,
	                  a_passed_deadline_ends_the_scan, a_bad_pattern_is_refused_by_name);
}
