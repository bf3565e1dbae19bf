#include <stdio.h>

#include "core/error.h"
#include "scanner/mark_window.h"
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

/* Many texts with some marks, against the definition. */
START_TEST(windows_are_what_stands_near_marks)
{
	static const char letters[] = "a:@0/9;x";
	char text[21];

	for (unsigned seed = 0; seed < 4096; seed++) {
		bool expected[sizeof(text)] = { false }, got[sizeof(text)] = { false };
		struct mark_window window = { 0, 0 };
		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = (seed * 2654435761u >> (i % 16)) % 5 == 0 ? letters[(seed + i) % 8] : 'a';
		for (size_t i = 0; i < sizeof(text); i++)
			for (size_t k = i < 2 ? 0 : i - 2; k < sizeof(text) && k <= i + 2; k++)
				expected[i] |= strchr("0123456789:@", text[k]) != NULL;
		for (size_t last = 0; mark_window_next(bytes_make(text, sizeof(text)), window.end, 2, &window);
		     last = window.end) {
			ck_assert(last == 0 || window.start > last);
			ck_assert_uint_lt(window.start, window.end);
			ck_assert_uint_le(window.end, sizeof(text));
			memset(got + window.start, true, window.end - window.start);
		}
		ck_assert_mem_eq(got, expected, sizeof(got));
	}
	struct mark_window none;
	ck_assert(!mark_window_next(bytes_of_string("no marks in here, none;/"), 0, 2, &none));
	ck_assert(!mark_window_next(bytes_make(NULL, 0), 0, 2, &none));
}
END_TEST

/* What is marked must be found the same as what is not, wherever it stands. */
START_TEST(marked_patterns_match_as_others_do)
{
	static const struct detector_pattern both[] = {
		{ "\\b\\d{3}-\\d{2}\\b", false },
		{ "\\b\\d{3}-\\d{2}\\b", false, .marked = true },
	};
	static const struct detector detector = {
		.name = "sample", .category = 7, .patterns = both, .pattern_count = ARRAY_LENGTH(both),
	};
	struct patterns *patterns = patterns_make(&detector);
	char text[400];

	for (size_t at = 0; at + 100 < sizeof(text); at++) {
		struct ends ends = { .count = 0 };
		size_t ends_of[2][8], counts[2] = { 0, 0 };
		memset(text, 'a', sizeof(text));
		memcpy(text + at, " 123-45 ", 8);
		memcpy(text + at + 8 + at % 70, "@678-90", 7);
		memcpy(text + sizeof(text) - 7, " 555-12", 7);
		text_scan(patterns, bytes_make(text, sizeof(text)), &ends);
		for (size_t i = 0; i < ends.count; i++)
			ends_of[ends.patterns[i]][counts[ends.patterns[i]]++] = ends.ends[i];
		ck_assert_uint_ge(counts[0], 2);
		ck_assert_uint_eq(counts[0], counts[1]);
		ck_assert_mem_eq(ends_of[0], ends_of[1], counts[0] * sizeof(ends_of[0][0]));
	}
	patterns_destroy(&patterns);
}
END_TEST

Suite *
patterns_suite(void)
{
	return UNIT_SUITE("patterns", windows_are_what_stands_near_marks, marked_patterns_match_as_others_do,
	                  matches_come_with_pattern_and_end,
	                  an_open_match_comes_once_with_its_last_end,
	                  nothing_is_lost_or_doubled_at_a_seam, a_visitor_can_end_the_scan,
	                  a_passed_deadline_ends_the_scan, a_bad_pattern_is_refused_by_name);
}
