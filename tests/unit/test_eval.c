/*
 * How `phictl eval` finds the places of labels and counts findings against
 * them, on findings of our own: what detectors do is not looked at here.
 */
#include <math.h>

#include "tests/unit/unit_test.h"
#include "tools/eval_score.h"
#include "tools/masked_text.h"

#define SPANS 6
#define FINDINGS 6

/* ---- counting ------------------------------------------------------------------- */

static const struct json_row no_row = { .file = "test" };

struct score_case {
	const char *name;
	struct eval_span spans[SPANS]; /* up to one with end 0 */
	struct finding findings[FINDINGS]; /* up to one without type */
	struct eval_counts patients, everybody; /* over all categories */
};

#define SPAN(category_, start_, end_) { .category = (category_), .start = (start_), .end = (end_) }
#define PROVIDERS(category_, start_, end_) \
	{ .category = (category_), .start = (start_), .end = (end_), .provider = true }
#define FOUND(type_, start_, length_) \
	{ .type = IDENTIFIER_##type_, .start = (start_), .length = (length_) }
/* labelled, found, exactly; findings, right, exactly */
#define BOTH(...) { __VA_ARGS__ }, { __VA_ARGS__ }

static const struct score_case score_cases[] = {
	{ "nothing", { { 0 } }, { { 0 } }, BOTH(0, 0, 0, 0, 0, 0) },
	{ "an exact hit", { SPAN(1, 5, 9) }, { FOUND(PERSON_NAME, 5, 4) }, BOTH(1, 1, 1, 1, 1, 1) },
	{ "an overlap", { SPAN(1, 5, 9) }, { FOUND(PERSON_NAME, 8, 4) }, BOTH(1, 1, 0, 1, 1, 0) },
	{ "side by side is no overlap", { SPAN(1, 5, 9) }, { FOUND(PERSON_NAME, 9, 4) }, BOTH(1, 0, 0, 1, 0, 0) },
	{ "a miss", { SPAN(7, 5, 16) }, { { 0 } }, BOTH(1, 0, 0, 0, 0, 0) },
	{ "a false alarm", { { 0 } }, { FOUND(SSN, 5, 11) }, BOTH(0, 0, 0, 1, 0, 0) },
	{ "another category is both", { SPAN(1, 5, 9) }, { FOUND(CITY, 5, 4) }, BOTH(1, 0, 0, 1, 0, 0) },
	{ "another type of the category will do", { SPAN(2, 5, 9) }, { FOUND(COUNTY, 5, 4) },
	  BOTH(1, 1, 1, 1, 1, 1) },
	{ "an address in three findings", { SPAN(2, 0, 40) },
	  { FOUND(STREET_ADDRESS, 0, 20), FOUND(CITY, 22, 8), FOUND(ZIP_CODE, 35, 5) },
	  BOTH(1, 1, 0, 3, 3, 0) },
	{ "two names in one finding", { SPAN(1, 0, 4), SPAN(1, 9, 14) }, { FOUND(PERSON_NAME, 0, 14) },
	  BOTH(2, 2, 0, 1, 1, 0) },
	{ "one place marked twice", { SPAN(1, 0, 4), SPAN(6, 0, 20) }, { FOUND(EMAIL_ADDRESS, 0, 20) },
	  BOTH(2, 1, 1, 1, 1, 1) },
	{ "category 0 forgives any category", { SPAN(0, 5, 9) }, { FOUND(PERSON_NAME, 5, 4), FOUND(CITY, 8, 4) },
	  BOTH(0, 0, 0, 0, 0, 0) },
	{ "a place of its own beats category 0", { SPAN(0, 0, 20), SPAN(1, 5, 9) }, { FOUND(PERSON_NAME, 5, 4) },
	  BOTH(1, 1, 1, 1, 1, 1) },
	{ "a provider found", { PROVIDERS(1, 5, 9) }, { FOUND(PERSON_NAME, 5, 4) },
	  { 0 }, { 1, 1, 1, 1, 1, 1 } },
	{ "a provider missed", { PROVIDERS(1, 5, 9) }, { { 0 } }, { 0 }, { 1, 0, 0, 0, 0, 0 } },
	{ "a provider taken for a city", { PROVIDERS(1, 5, 9) }, { FOUND(CITY, 5, 4) },
	  { 0, 0, 0, 1, 0, 0 }, { 1, 0, 0, 1, 0, 0 } },
	{ "a finding over patient and provider", { SPAN(1, 0, 4), PROVIDERS(1, 6, 9) },
	  { FOUND(PERSON_NAME, 0, 9) }, { 1, 1, 0, 1, 1, 0 }, { 2, 2, 0, 1, 1, 0 } },
};

static void
check_counts(const char *name, const struct eval_counts all[EVAL_CATEGORIES],
             const struct eval_counts *expected)
{
	const struct eval_counts counts = eval_counts_total(all);

	ck_assert_msg(counts.labelled == expected->labelled && counts.found == expected->found &&
	              counts.found_exactly == expected->found_exactly &&
	              counts.findings == expected->findings && counts.right == expected->right &&
	              counts.right_exactly == expected->right_exactly,
	              "%s: %d %d %d, %d %d %d", name, (int)counts.labelled, (int)counts.found,
	              (int)counts.found_exactly, (int)counts.findings, (int)counts.right,
	              (int)counts.right_exactly);
}

static void
score(const struct score_case *c, struct eval_figures *figures)
{
	struct eval_span spans[SPANS];
	struct finding findings[FINDINGS];
	struct part part = { .path = "text" };
	struct message m = { .parts = &part, .part_count = 1, .findings = findings };
	struct eval_row row = { .source = &no_row, .has_spans = true, .spans = spans };
	struct eval_places places;

	memcpy(spans, c->spans, sizeof(spans));
	memcpy(findings, c->findings, sizeof(findings));
	while (row.span_count < SPANS && spans[row.span_count].end > 0)
		row.span_count++;
	while (m.finding_count < FINDINGS && findings[m.finding_count].type != 0)
		m.finding_count++;
	ck_assert_int_eq(eval_places_find(&row, &m, &places), 0);
	eval_score_row(&row, &places, &m, figures);
	eval_places_release(&places);
}

START_TEST(findings_are_counted_against_places)
{
	const struct score_case *c = &score_cases[_i];
	struct eval_figures figures = { 0 };

	score(c, &figures);
	check_counts(c->name, figures.patients, &c->patients);
	check_counts(c->name, figures.everybody, &c->everybody);
}
END_TEST

START_TEST(figures_add_up)
{
	struct eval_figures figures = { 0 }, sum = { 0 };

	for (size_t i = 0; i < sizeof(score_cases) / sizeof(*score_cases); i++) {
		struct eval_figures one = { 0 };
		score(&score_cases[i], &figures);
		score(&score_cases[i], &one);
		eval_figures_add(&sum, &one);
	}
	ck_assert_mem_eq(&figures, &sum, sizeof(sum));
	ck_assert_uint_eq(sum.rows, sizeof(score_cases) / sizeof(*score_cases));
}
END_TEST

START_TEST(verdicts_are_counted_where_the_truth_is_known)
{
	static const struct {
		enum eval_truth truth;
		bool phi;
	} rows[] = {
		{ EVAL_TRUTH_PHI, true }, { EVAL_TRUTH_PHI, true }, { EVAL_TRUTH_PHI, false },
		{ EVAL_TRUTH_CLEAN, true }, { EVAL_TRUTH_CLEAN, false }, { EVAL_TRUTH_CLEAN, false },
		{ EVAL_TRUTH_UNKNOWN, true }, { EVAL_TRUTH_UNKNOWN, false }, { EVAL_TRUTH_CLEAN, false },
	};
	struct eval_figures figures = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct eval_row row = { .source = &no_row, .truth = rows[i].truth };
		const struct eval_places places = { 0 };
		const struct message m = { .assessment = { .phi = rows[i].phi } };
		eval_score_row(&row, &places, &m, &figures);
	}
	ck_assert_uint_eq(figures.rows, 9);
	ck_assert_uint_eq(figures.rows_marked, 0);
	ck_assert_uint_eq(figures.verdicts.phi, 3);
	ck_assert_uint_eq(figures.verdicts.phi_found, 2);
	ck_assert_uint_eq(figures.verdicts.clean, 4);
	ck_assert_uint_eq(figures.verdicts.clean_called, 1);
}
END_TEST

START_TEST(shares_of_nothing_are_no_number)
{
	ck_assert(isnan(eval_share(0, 0)));
	ck_assert_double_eq(eval_share(1, 4), 0.25);
	ck_assert_double_eq(eval_f(0.5, 1), 2.0 / 3);
	ck_assert_double_eq(eval_f(0, 0), 0);
	ck_assert(isnan(eval_f(eval_share(0, 0), 1)));
}
END_TEST

/* ---- places in messages ---------------------------------------------------------- */

struct place_case {
	const char *value;
	const char *part;
	const char *expected; /* "part:start-end" each; "-" nowhere */
};

static const char *const part_texts[] = { "Subject: Ann Lee\n", "Ann\n  Lee, Anna Lee,Ann Lee. \xc3\x89mile", "" };

static const struct place_case place_cases[] = {
	{ "Ann Lee", NULL, "0:9-16 1:0-9 1:20-27 " },
	{ "Ann Lee", "1", "1:0-9 1:20-27 " },
	{ "Ann \t\n Lee", "headers", "0:9-16 " },
	{ "Lee", NULL, "0:13-16 1:6-9 1:16-19 1:24-27 " },
	{ "nna", NULL, "- " },
	{ "mile", NULL, "- " },
	{ "\xc3\x89mile", NULL, "1:29-35 " },
	{ "Ann Lee", "7", "- " },
	{ "", "2", "2:0-0 " },
	{ "", "1", "1:0-35 " },
	{ ", ", NULL, "1:9-11 " },
	{ "mile and more", NULL, "- " },
};

START_TEST(values_are_found_in_every_part)
{
	const struct place_case *c = &place_cases[_i];
	struct part parts[] = { { .path = "headers" }, { .path = "1" }, { .path = "2" } };
	struct message m = { .parts = parts, .part_count = 3 };
	struct eval_span span = { .category = 1, .value = bytes_of_string(c->value), .part = c->part };
	const struct eval_row row = { .source = &no_row, .is_message = true, .spans = &span, .span_count = 1 };
	struct eval_places places;
	char seen[256] = "";

	for (size_t i = 0; i < 3; i++)
		parts[i].text = bytes_of_string(part_texts[i]);
	ck_assert_int_eq(eval_places_find(&row, &m, &places), 0);
	for (size_t i = 0; i < places.count; i++) {
		const struct eval_place *place = &places.items[i];
		size_t used = strlen(seen);
		if (place->part == EVAL_NOWHERE)
			snprintf(seen + used, sizeof(seen) - used, "- ");
		else
			snprintf(seen + used, sizeof(seen) - used, "%u:%u-%u ", place->part, place->start, place->end);
	}
	ck_assert_str_eq(seen, c->expected);
	eval_places_release(&places);
}
END_TEST

START_TEST(a_name_is_not_looked_for_in_a_longer_one)
{
	struct part part = { .path = "1", .text = bytes_of_string("Ann Lee met Lee at lee.example; Lee Road 7") };
	struct message m = { .parts = &part, .part_count = 1 };
	struct eval_span spans[] = {
		{ .category = 1, .value = bytes_of_string("Lee") }, { .category = 1, .value = bytes_of_string("Ann Lee") },
		{ .category = 2, .value = bytes_of_string("Lee Road 7") },
		{ .category = 1, .value = bytes_of_string("Ann Lee"), .provider = true },
	};
	const struct eval_row row = { .source = &no_row, .is_message = true, .spans = spans, .span_count = 4 };
	static const uint32_t expected[][3] = { { 0, 12, 15 }, { 0, 32, 35 }, { 1, 0, 7 }, { 2, 32, 42 }, { 3, 0, 7 } };
	struct eval_places places;

	ck_assert_int_eq(eval_places_find(&row, &m, &places), 0);
	ck_assert_uint_eq(places.count, 5);
	for (size_t i = 0; i < 5; i++) {
		ck_assert_ptr_eq(places.items[i].span, &spans[expected[i][0]]);
		ck_assert_uint_eq(places.items[i].start, expected[i][1]);
		ck_assert_uint_eq(places.items[i].end, expected[i][2]);
	}
	eval_places_release(&places);
}
END_TEST

START_TEST(many_places_are_kept)
{
	char text[3000];
	struct part part = { .path = "1", .text = { (const uint8_t *)text, sizeof(text) } };
	struct message m = { .parts = &part, .part_count = 1 };
	struct eval_span span = { .category = 1, .value = bytes_of_string("x") };
	const struct eval_row row = { .source = &no_row, .is_message = true, .spans = &span, .span_count = 1 };
	struct eval_places places;

	memset(text, ' ', sizeof(text));
	for (size_t i = 0; i < sizeof(text); i += 3)
		text[i] = 'x';
	ck_assert_int_eq(eval_places_find(&row, &m, &places), 0);
	ck_assert_uint_eq(places.count, 1000);
	ck_assert_uint_eq(places.items[999].start, 2997);
	eval_places_release(&places);
}
END_TEST

/* ---- shapes of values ------------------------------------------------------------- */

START_TEST(values_are_shown_by_shape)
{
	static const char *const cases[][2] = {
		{ "219-09-9998", "999-99-9999" }, { "Jane O'Roe", "Aaaa A'Aaa" }, { "", "" },
		{ "\xc3\x89mile", "aaaaa" }, { "\xe6\x9d\x8e\xf0\x9f\x98\x80.", "aa." }, { "a\n\tB", "a\n\tA" },
	};
	struct buffer out = buffer_make(64);

	ck_assert_int_eq(masked_text_append(&out, bytes_of_string(cases[_i][0])), 0);
	ck_assert(bytes_equal(buffer_bytes(&out), bytes_of_string(cases[_i][1])));
	buffer_release(&out);
}
END_TEST

static Suite *
eval_suite(void)
{
	Suite *suite = suite_create("eval");
	TCase *tcase = tcase_create("eval");

	tcase_add_loop_test(tcase, findings_are_counted_against_places, 0,
	                    sizeof(score_cases) / sizeof(*score_cases));
	tcase_add_test(tcase, figures_add_up);
	tcase_add_test(tcase, verdicts_are_counted_where_the_truth_is_known);
	tcase_add_test(tcase, shares_of_nothing_are_no_number);
	tcase_add_loop_test(tcase, values_are_found_in_every_part, 0, sizeof(place_cases) / sizeof(*place_cases));
	tcase_add_test(tcase, a_name_is_not_looked_for_in_a_longer_one);
	tcase_add_test(tcase, many_places_are_kept);
	tcase_add_loop_test(tcase, values_are_shown_by_shape, 0, 6);
	suite_add_tcase(suite, tcase);
	return suite;
}

UNIT_TEST_MAIN(eval_suite)
