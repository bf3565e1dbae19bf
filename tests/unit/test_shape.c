#include <regex.h>

#include "core/diagnostics.h"
#include "core/error.h"
#include "scanner/shape.h"
#include "scanner/shape_patterns.h"
#include "tests/unit/test_scanner.h"
#include "tests/unit/unit_test.h"

/* ---- one shape ------------------------------------------------------------------ */

START_TEST(bad_shapes_are_refused)
{
	static const struct { const char *expression, *problem; } rows[] = {
		{ "", "no digits" },
		{ "[a-z]+", "no digits" },
		{ "[0-9a-f]{4}", "no digits" },
		{ "\\d?x", "no digits" },
		{ "\\d[", "too early" },
		{ "\\d\\", "too early" },
		{ "\\d[9-0]", "range" },
		{ "\\d{3", "count that is none" },
		{ "\\d{3,2}", "count that is none" },
		{ "\\d{0}", "count that is none" },
		{ "\\d{256}", "too large" },
		{ "\\d\\w", "escape" },
		{ "\\d\\xg0", "hexadecimal" },
		{ "\\d\\x00", "NUL" },
		{ "\\d\\b-\\d", "last \\b" },
		{ "\\d{1,3}\\d", "take what the next one needs" },
		{ "\\d+[0-9a-f]", "take what the next one needs" },
		{ "[a-z][a-z]?\\d", "take what the next one needs" },
		{ "\\d-\\d-\\d-\\d-\\d-\\d-\\d-\\d-\\d-\\d-\\d-", "too many steps" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct shape_classes classes = { .count = 0 };
		struct shape shape;
		const char *problem = shape_compile(rows[i].expression, false, &classes, &shape);
		ck_assert_msg(problem != NULL && strstr(problem, rows[i].problem) != NULL, "%s: %s",
		              rows[i].expression, problem != NULL ? problem : "taken");
	}
}
END_TEST

START_TEST(shapes_match_around_their_anchor)
{
	static const struct { const char *expression, *text; size_t at, end; } rows[] = {
		{ "\\d{3}-\\d{2}", "123-45", 0, 6 },
		{ "\\d{3}-\\d{2}", "x123-456", 1, 7 },
		{ "\\b\\d{3}-\\d{2}\\b", "x123-45", 1, 0 },
		{ "\\b\\d{3}-\\d{2}\\b", "123-456", 0, 0 },
		{ "\\b\\d{3}-\\d{2}\\b", "_123-45", 1, 0 },
		{ "\\b\\d{3}-\\d{2}\\b", "-123-45-", 1, 7 },
		{ "[A-Z]{2}\\d{2}", "AB12", 2, 4 },
		{ "[A-Z]{2}\\d{2}", "B12", 1, 0 },
		{ "[x*]{2}[- ]?[x*]{2}[- ]?\\d{4}", "xx xx1234", 5, 9 },
		{ "[x*]{2}[- ]?[x*]{2}[- ]?\\d{4}", "xx-x1234", 4, 0 },
		{ "\\d+", "123456", 0, 6 },
		{ "\\d{2,}", "1", 0, 0 },
		{ "\\d", "", 0, 0 },
		{ "[a-z0-9]@[a-z0-9]", "a@b", 1, 3 },
		{ "[a-z0-9]@[a-z0-9]", "@b", 0, 0 },
		{ "\\+ ?\\(?[1-9]", "+ (4", 0, 4 },
		{ "::", "::", 0, 2 },
		{ "\\d,? [A-Z\\xc3]", "5, \xc3\x85", 0, 4 },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct shape_classes classes = { .count = 0 };
		struct shape shape;
		size_t end = 0;
		ck_assert_ptr_null(shape_compile(rows[i].expression, false, &classes, &shape));
		bool found = shape_match(&shape, &classes, bytes_of_string(rows[i].text), rows[i].at, &end);
		ck_assert_msg(found == (rows[i].end > 0) && (!found || end == rows[i].end), "%s in %s: %zu",
		              rows[i].expression, rows[i].text, found ? end : 0);
	}
}
END_TEST

START_TEST(case_may_make_no_difference)
{
	struct shape_classes classes = { .count = 0 };
	struct shape shape;
	size_t end;

	ck_assert_ptr_null(shape_compile("[A-F]x\\d", true, &classes, &shape));
	ck_assert(shape_match(&shape, &classes, bytes_of_string("bX1"), 2, &end));
	ck_assert_ptr_null(shape_compile("[A-F]x\\d", false, &classes, &shape));
	ck_assert(!shape_match(&shape, &classes, bytes_of_string("bX1"), 2, &end));
}
END_TEST

/* ---- all shapes in a text --------------------------------------------------------- */

/* A shape beside the same as a POSIX expression, which is tried at each byte. */
static const struct twin {
	const char *shape, *posix;
} twins[] = {
	{ "\\d{3}-\\d{2}", "[0-9]{3}-[0-9]{2}" },
	{ "\\d+[-/.]\\d{1,2}[-/.]\\d", "[0-9]+[-/.][0-9]{1,2}[-/.][0-9]" },
	{ "\\d[0-9a-f]?[:-][0-9a-f]{2}", "[0-9][0-9a-f]?[:-][0-9a-f]{2}" },
	{ "[0-9a-f]{2}[:-][0-9a-f]?\\d[0-9a-f]?", "[0-9a-f]{2}[:-][0-9a-f]?[0-9][0-9a-f]?" },
	{ "[a-f]{1,2}\\d{2,3} ?[0-9a]{2}", "[a-f]{1,2}[0-9]{2,3} ?[0-9a]{2}" },
	{ "[a-f]@[a-f]", "[a-f]@[a-f]" },
	{ "\\+ ?[1-9]", "\\+ ?[1-9]" },
	{ "[0-9a-f]:[0-9a-f]{1,4}:", "[0-9a-f]:[0-9a-f]{1,4}:" },
	{ "\\d{2,3}", "[0-9]{2,3}" },
	{ "-\\d{1,2}a", "-[0-9]{1,2}a" },
	{ "[9b]\\d[a-f]{3,}-?\\d{2,}", "[9b][0-9][a-f]{3,}-?[0-9]{2,}" },
	{ "9\\d{0,2}[. ]{1,3}1", "9[0-9]{0,2}[. ]{1,3}1" },
	{ "\\d{2}[af]\\d+b?[./]", "[0-9]{2}[af][0-9]+b?[./]" },
	{ "\\b[19]\\d{1,2} ?[af]\\b", "[19][0-9]{1,2} ?[af]" },
};

struct shape_ends {
	bool found[400]; /* by the end of a match */
};

static int
ends_note(void *context, const struct detector *detector, unsigned pattern, size_t end)
{
	struct shape_ends *ends = context;

	(void)detector;
	ends[pattern].found[end] = true;
	return 0;
}

/* Whether `regex` stands somewhere in the first `end` bytes of `text`, and ends there. */
static bool
posix_ends_at(const regex_t *regex, const char *text, size_t end)
{
	for (size_t start = 0; start < end; start++) {
		char part[64];
		regmatch_t match;
		memcpy(part, text + start, end - start);
		part[end - start] = '\0';
		if (regexec(regex, part, 1, &match, 0) == 0 && match.rm_so == 0 &&
		    (size_t)match.rm_eo == end - start)
			return true;
	}
	return false;
}

static bool
is_anchor(const char *text, size_t at)
{
	if (byte_is_digit((uint8_t)text[at]))
		return at == 0 || !byte_is_digit((uint8_t)text[at - 1]);
	return strchr(":@+", text[at]) != NULL;
}

/* What was found of one twin in `text` is what POSIX finds; and the tables left out no anchor where it stands. */
static unsigned
twin_check(const struct twin *twin, const char *text, const struct shape_ends *ends)
{
	struct shape_classes classes = { .count = 0 };
	struct shape shape;
	regex_t regex;
	unsigned found = 0;

	UNIT_EXPECT(regcomp(&regex, twin->posix, REG_EXTENDED) == 0, "%s is no pattern", twin->posix);
	UNIT_EXPECT(shape_compile(twin->shape, false, &classes, &shape) == NULL, "%s is no shape", twin->shape);
	for (size_t at = 0; text[at] != '\0'; at++) {
		size_t end;
		if (ends->found[at + 1]) {
			UNIT_EXPECT(posix_ends_at(&regex, text, at + 1), "%s in %s to %zu", twin->shape, text, at + 1);
			found++;
		}
		if (is_anchor(text, at) && shape_match(&shape, &classes, bytes_of_string(text), at, &end))
			UNIT_EXPECT(ends->found[end], "%s in %s at %zu is left out", twin->shape, text, at);
	}
	regfree(&regex);
	return found;
}

START_TEST(shapes_in_texts_are_what_posix_finds)
{
	static const char letters[] = "0123af:-/. @+9b1";
	struct detector_pattern patterns[ARRAY_LENGTH(twins)] = { 0 };
	const struct detector detector = { .name = "twins", .patterns = patterns, .pattern_count = ARRAY_LENGTH(twins) };
	const struct detector *const table[] = { &detector };
	struct shape_patterns *shapes;
	struct diagnostics why;
	unsigned seed = 1, found = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(twins); i++)
		patterns[i].shape = twins[i].shape;
	diagnostics_init(&why);
	ck_assert_int_eq(shape_patterns_create(table, 1, &why, &shapes), 0);
	for (unsigned round = 0; round < 2000; round++) {
		char text[25] = "";
		struct shape_ends ends[ARRAY_LENGTH(twins)] = { 0 };
		for (size_t i = 0; i + 1 < sizeof(text); i++) {
			seed = seed * 1103515245u + 12345u;
			text[i] = letters[seed >> 16 & 15];
		}
		ck_assert_int_eq(shape_patterns_visit(shapes, bytes_of_string(text), deadline_in(10), ends_note, ends), 0);
		for (size_t i = 0; i < ARRAY_LENGTH(twins); i++)
			found += twin_check(&twins[i], text, &ends[i]);
	}
	ck_assert_uint_gt(found, 1000);
	shape_patterns_destroy(&shapes);
}
END_TEST

/* Runs of digits that begin, end and go on at the seams of 64 bytes. */
START_TEST(runs_are_whole_across_seams)
{
	static const struct detector_pattern patterns[] = { { .shape = "\\b\\d{9}\\b" }, { .shape = "\\d{200,}" } };
	static const struct detector detector = { .name = "runs", .patterns = patterns, .pattern_count = 2 };
	static const struct detector *const table[] = { &detector };
	struct shape_patterns *shapes;
	struct diagnostics why;
	char text[200];

	diagnostics_init(&why);
	ck_assert_int_eq(shape_patterns_create(table, 1, &why, &shapes), 0);
	for (size_t at = 0; at + 9 < sizeof(text); at++) {
		struct shape_ends ends[2] = { 0 };
		memset(text, ' ', sizeof(text));
		memset(text + at, '7', 9);
		ck_assert_int_eq(shape_patterns_visit(shapes, bytes_make(text, sizeof(text)), deadline_in(10), ends_note, ends), 0);
		ck_assert(ends[0].found[at + 9]);
		ck_assert(!ends[1].found[at + 9]);
	}
	shape_patterns_destroy(&shapes);
}
END_TEST

static int
length_note(void *context, const struct detector *detector, unsigned pattern, size_t end)
{
	(void)detector;
	if (pattern == 1)
		*(size_t *)context = end;
	return 0;
}

START_TEST(a_run_may_be_longer_than_is_counted)
{
	static const struct detector_pattern patterns[] = { { .shape = "\\d{2}-" }, { .shape = "\\d{200,}" } };
	static const struct detector detector = { .name = "runs", .patterns = patterns, .pattern_count = 2 };
	static const struct detector *const table[] = { &detector };
	struct shape_patterns *shapes;
	struct diagnostics why;
	char text[300];
	size_t end = 0;

	diagnostics_init(&why);
	ck_assert_int_eq(shape_patterns_create(table, 1, &why, &shapes), 0);
	memset(text, '1', sizeof(text));
	ck_assert_int_eq(shape_patterns_visit(shapes, bytes_make(text, sizeof(text)), deadline_in(10), length_note, &end), 0);
	ck_assert_uint_eq(end, sizeof(text));
	end = 0;
	ck_assert_int_eq(shape_patterns_visit(shapes, bytes_make(text, 199), deadline_in(10), length_note, &end), 0);
	ck_assert_uint_eq(end, 0);
	shape_patterns_destroy(&shapes);
}
END_TEST

static int
refuse(void *context, const struct detector *detector, unsigned pattern, size_t end)
{
	(void)context;
	(void)detector;
	(void)pattern;
	(void)end;
	return ERROR_LIMIT;
}

START_TEST(visits_end_by_visitor_and_deadline)
{
	static const struct detector_pattern patterns[] = { { .shape = "\\d" } };
	static const struct detector detector = { .name = "digit", .patterns = patterns, .pattern_count = 1 };
	static const struct detector *const table[] = { &detector, NULL };
	struct shape_patterns *shapes;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(shape_patterns_create(table, 2, &why, &shapes), 0);
	ck_assert_int_eq(shape_patterns_visit(shapes, bytes_of_string("a 1"), deadline_in(10), refuse, NULL), ERROR_LIMIT);
	ck_assert_int_eq(shape_patterns_visit(shapes, bytes_of_string("a b"), deadline_in(-1), refuse, NULL), ERROR_TIMEOUT);
	shape_patterns_destroy(&shapes);
}
END_TEST

START_TEST(a_bad_shape_is_refused_by_name)
{
	static const struct detector_pattern patterns[] = { { .shape = "\\d" }, { .shape = "[a-z]" } };
	static const struct detector detector = { .name = "bad", .patterns = patterns, .pattern_count = 2 };
	static const struct detector *const table[] = { &detector };
	struct shape_patterns *shapes;
	struct diagnostics why;

	diagnostics_init(&why);
	ck_assert_int_eq(shape_patterns_create(table, 1, &why, &shapes), ERROR_INTERNAL);
	ck_assert_ptr_null(shapes);
	ck_assert_ptr_nonnull(strstr(diagnostics_line(&why, 0), "bad: pattern 1 \"[a-z]\""));
	diagnostics_release(&why);
}
END_TEST

Suite *
shape_suite(void)
{
	return UNIT_SUITE("shape", bad_shapes_are_refused, shapes_match_around_their_anchor,
	                  case_may_make_no_difference, shapes_in_texts_are_what_posix_finds,
	                  runs_are_whole_across_seams, a_run_may_be_longer_than_is_counted,
	                  visits_end_by_visitor_and_deadline, a_bad_shape_is_refused_by_name);
}
