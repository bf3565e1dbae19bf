/* The small things text is made of: views, buffers, complaints, names, the log. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/buffer.h"
#include "core/bytes.h"
#include "core/diagnostics.h"
#include "core/error.h"
#include "core/identifier.h"
#include "core/log.h"
#include "core/message.h"
#include "core/record.h"
#include "tests/unit/diagnostics_check.h"
#include "tests/unit/heap_watch.h"
#include "tests/unit/test_core.h"

START_TEST(slices_are_clipped)
{
	static const struct {
		size_t start, length;
		const char *expected;
	} cases[] = {
		{ 0, 5, "hello" }, { 1, 3, "ell" },  { 0, 0, "" },        { 5, 1, "" },
		{ 6, 1, "" },      { 3, 100, "lo" }, { 2, SIZE_MAX, "llo" }, { SIZE_MAX, SIZE_MAX, "" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct bytes slice = bytes_slice(bytes_of_string("hello"), cases[i].start, cases[i].length);
		ck_assert(bytes_equal(slice, bytes_of_string(cases[i].expected)));
	}
	ck_assert_uint_eq(bytes_slice(bytes_make(NULL, 0), 1, 1).length, 0);
	ck_assert_uint_eq(bytes_of_string(NULL).length, 0);
}
END_TEST

START_TEST(comparison_knows_ascii_only)
{
	ck_assert(bytes_equal_nocase(bytes_of_string("Content-TYPE"), bytes_of_string("content-type")));
	ck_assert(!bytes_equal_nocase(bytes_of_string("ab"), bytes_of_string("abc")));
	ck_assert(!bytes_equal_nocase(bytes_of_string("\xc3\x84"), bytes_of_string("\xc3\xa4")));
	ck_assert(!bytes_equal_nocase(bytes_of_string("@"), bytes_of_string("`")));
	ck_assert(!bytes_equal(bytes_of_string("A"), bytes_of_string("a")));
	ck_assert(bytes_equal(bytes_make(NULL, 0), bytes_of_string("")));
}
END_TEST

START_TEST(words_are_found_among_strings)
{
	static const char *const strings[] = { "to", "b.c", "" };

	ck_assert(bytes_among(bytes_of_string("to"), strings, 2));
	ck_assert(bytes_among(bytes_of_string("B.C"), strings, 2));
	ck_assert(!bytes_among(bytes_of_string("t"), strings, 3));
	ck_assert(!bytes_among(bytes_of_string("too"), strings, 3));
	ck_assert(!bytes_among(bytes_make("to\0x", 4), strings, 3));
	ck_assert(!bytes_among(bytes_make("\0", 1), strings, 3));
	ck_assert(!bytes_among(bytes_of_string(""), strings, 2));
	ck_assert(bytes_among(bytes_of_string(""), strings, 3));
}
END_TEST

START_TEST(search_finds_the_first)
{
	static const struct {
		const char *haystack, *needle;
		size_t offset;
	} cases[] = {
		{ "an Apple a day", "APPLE", 3 }, { "aab", "ab", 1 }, { "ab", "abc", SIZE_MAX },
		{ "abc", "abc", 0 },              { "abc", "", 0 },   { "", "", 0 },
		{ "", "a", SIZE_MAX },            { "abcabc", "c", 2 },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		ck_assert_uint_eq(bytes_find_nocase(bytes_of_string(cases[i].haystack),
		                                    bytes_of_string(cases[i].needle)), cases[i].offset);
}
END_TEST

START_TEST(lines_are_found_by_any_byte_of_them)
{
	static const char text[] = "one\n\nthree";
	static const char *const lines[] = { "one", "one", "one", "one", "", "three", "three" };

	for (size_t at = 0; at < ARRAY_LENGTH(lines); at++)
		ck_assert_msg(bytes_equal(bytes_line_at(bytes_of_string(text), at), bytes_of_string(lines[at])), "%zu", at);
	ck_assert(bytes_equal(bytes_line_at(bytes_of_string(text), sizeof(text)), bytes_of_string("three")));
	ck_assert_uint_eq(bytes_line_at(bytes_make(NULL, 0), 0).length, 0);
}
END_TEST

START_TEST(order_is_total_and_ignores_case)
{
	/* In order; those of one row are equal. */
	static const char *const rows[][2] = {
		{ "", "" }, { "a", "A" }, { "AB", "ab" }, { "abc", "aBc" }, { "b", "B" }, { "\xc3\x84", "\xc3\x84" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		for (size_t j = 0; j < ARRAY_LENGTH(rows); j++) {
			int order = bytes_compare_nocase(bytes_of_string(rows[i][0]), bytes_of_string(rows[j][1]));
			ck_assert_msg((order > 0) - (order < 0) == (i > j) - (i < j), "\"%s\" and \"%s\": %d",
			              rows[i][0], rows[j][1], order);
		}
	}
}
END_TEST

START_TEST(byte_classes)
{
	for (unsigned c = 0; c < 256; c++) {
		uint8_t byte = (uint8_t)c;
		bool digit = c >= '0' && c <= '9', upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
		ck_assert_int_eq(byte_is_digit(byte), digit);
		ck_assert_int_eq(byte_is_alnum(byte), digit || upper || lower);
		ck_assert_int_eq(byte_is_space(byte), c != 0 && c < 128 && strchr(" \t\n\v\f\r", (int)c) != NULL);
		ck_assert_uint_eq(byte_lower(byte), upper ? c + 32 : c);
		ck_assert_uint_eq(byte_upper(byte), lower ? c - 32 : c);
	}
}
END_TEST

START_TEST(buffer_keeps_to_its_limit)
{
	struct buffer buffer = buffer_make(1000);
	for (unsigned i = 0; i < 1000; i++)
		ck_assert_int_eq(buffer_append_byte(&buffer, (uint8_t)i), 0);
	ck_assert_int_eq(buffer_append_byte(&buffer, 0), ERROR_LIMIT);
	ck_assert_int_eq(buffer_append_string(&buffer, "x"), ERROR_LIMIT);
	ck_assert_int_eq(buffer_reserve(&buffer, SIZE_MAX), ERROR_LIMIT);
	ck_assert_int_eq(buffer_append(&buffer, bytes_make(NULL, 0)), 0);
	ck_assert_uint_eq(buffer.length, 1000);
	for (unsigned i = 0; i < 1000; i++)
		ck_assert_uint_eq(buffer_bytes(&buffer).data[i], (uint8_t)i);
	buffer_release(&buffer);
	ck_assert_uint_eq(buffer.limit, 1000);
	ck_assert_uint_eq(buffer.length, 0);
	ck_assert_int_eq(buffer_append_string(&buffer, "again"), 0);
	buffer_release(&buffer);
}
END_TEST

START_TEST(buffer_wipes_what_it_gives_back)
{
	static const char secret[] = "secret secret secret";
	struct buffer buffer = buffer_make(100000);

	ck_assert_int_eq(buffer_append_string(&buffer, secret), 0);
	heap_watch(buffer.data, sizeof(secret) - 1);
	ck_assert_int_eq(buffer_reserve(&buffer, 50000), 0);
	ck_assert(heap_watch_wiped());
	heap_watch(buffer.data, sizeof(secret) - 1);
	buffer_clear(&buffer);
	ck_assert_uint_eq(buffer.data[0], 0);
	ck_assert_int_eq(buffer_append_string(&buffer, secret), 0);
	buffer_release(&buffer);
	ck_assert(heap_watch_wiped());
}
END_TEST

START_TEST(buffer_survives_a_failed_allocation)
{
	struct buffer buffer = buffer_make(100000);
	ck_assert_int_eq(buffer_append_string(&buffer, "kept"), 0);
	heap_fail_after(0);
	int err = buffer_reserve(&buffer, 50000);
	ck_assert(heap_fail_stop());
	ck_assert_int_eq(err, ERROR_MEMORY);
	ck_assert(bytes_equal(buffer_bytes(&buffer), bytes_of_string("kept")));
	buffer_release(&buffer);
}
END_TEST

START_TEST(complaints_are_one_line_each)
{
	struct diagnostics why;
	diagnostics_init(&why);
	diagnostics_add(&why, "a.conf", 3, "x.y", "is %d", 5);
	diagnostics_add(&why, "a.conf", 0, NULL, "cannot be read");
	diagnostics_add(&why, NULL, 0, "-q", "two\nlines\tand\x1b[0m");
	diagnostics_add(&why, NULL, 7, NULL, "bare");
	diagnostics_check(&why, "a.conf:3: x.y: is 5\n"
	                        "a.conf: cannot be read\n"
	                        "-q: two lines and [0m\n"
	                        "bare\n");
	diagnostics_release(&why);
	ck_assert_uint_eq(why.count, 0);
	ck_assert_ptr_null(diagnostics_line(&why, 0));
}
END_TEST

START_TEST(complaints_have_a_limit)
{
	struct diagnostics why;
	diagnostics_init(&why);
	for (unsigned i = 0; i < DIAGNOSTICS_LIMIT + 5; i++)
		diagnostics_add(&why, NULL, 0, NULL, "%u", i);
	ck_assert_uint_eq(why.count, DIAGNOSTICS_LIMIT + 5);
	ck_assert_str_eq(diagnostics_line(&why, DIAGNOSTICS_LIMIT - 1), "199");
	ck_assert_ptr_null(diagnostics_line(&why, DIAGNOSTICS_LIMIT));
	diagnostics_release(&why);
}
END_TEST

START_TEST(identifier_types_are_consistent)
{
	bool seen[IDENTIFIER_CATEGORY_LAST + 1] = { false };
	for (unsigned type = 1; type < IDENTIFIER_TYPE_LIMIT; type++) {
		const char *name = identifier_type_name(type);
		if (name == NULL)
			continue;
		ck_assert_uint_eq(identifier_type_find(bytes_of_string(name)), type);
		ck_assert_uint_ge(identifier_type_category(type), IDENTIFIER_CATEGORY_FIRST);
		ck_assert_uint_le(identifier_type_category(type), IDENTIFIER_CATEGORY_LAST);
		seen[identifier_type_category(type)] = true;
	}
	for (unsigned category = IDENTIFIER_CATEGORY_FIRST; category <= IDENTIFIER_CATEGORY_LAST; category++) {
		ck_assert_msg(seen[category], "category %u has no type", category);
		ck_assert_ptr_nonnull(identifier_category_name(category));
	}
	ck_assert_str_eq(identifier_type_name(IDENTIFIER_SSN), "ssn");
	ck_assert_uint_eq(identifier_type_category(IDENTIFIER_SSN), 7);
	ck_assert_uint_eq(identifier_type_find(bytes_of_string("SSN")), 0);
	ck_assert_uint_eq(identifier_type_find(bytes_of_string("")), 0);
	ck_assert_ptr_null(identifier_type_name(0));
	ck_assert_ptr_null(identifier_type_name(IDENTIFIER_TYPE_LIMIT));
	ck_assert_uint_eq(identifier_type_category(1000), 0);
	ck_assert_ptr_null(identifier_category_name(0));
	ck_assert_ptr_null(identifier_category_name(19));
}
END_TEST

START_TEST(enumerators_have_names_both_ways)
{
	static const struct {
		const char *(*name)(unsigned number);
		unsigned (*find)(struct bytes name);
		unsigned limit;
	} cases[] = {
		{ unscannable_reason_name, unscannable_reason_find, UNSCANNABLE_REASON_LIMIT },
		{ health_kind_name, health_kind_find, HEALTH_KIND_LIMIT },
		{ sensitive_kind_name, sensitive_kind_find, SENSITIVE_KIND_LIMIT },
		{ outcome_name, outcome_find, OUTCOME_LIMIT },
		{ direction_name, direction_find, DIRECTION_LIMIT },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		for (unsigned number = 1; number < cases[i].limit; number++) {
			const char *name = cases[i].name(number);
			ck_assert_ptr_nonnull(name);
			ck_assert_uint_eq(cases[i].find(bytes_of_string(name)), number);
		}
		ck_assert_ptr_null(cases[i].name(0));
		ck_assert_ptr_null(cases[i].name(cases[i].limit));
		ck_assert_uint_eq(cases[i].find(bytes_of_string("")), 0);
		ck_assert_uint_eq(cases[i].find(bytes_of_string("nonsense")), 0);
	}
	for (unsigned kind = 1; kind < RECORD_KIND_LIMIT; kind++)
		ck_assert_ptr_nonnull(record_kind_name(kind));
	ck_assert_ptr_null(record_kind_name(RECORD_KIND_LIMIT));
	ck_assert_str_eq(part_kind_name(PART_HTML), "html");
	ck_assert_ptr_null(part_kind_name(PART_BINARY + 1));
}
END_TEST

START_TEST(errors_have_texts)
{
	for (int code = ERROR_INTERNAL; code <= 0; code++)
		ck_assert_str_ne(error_text(code), "unknown error");
	ck_assert_str_eq(error_text(ERROR_HELD - 1), "unknown error");
	ck_assert_str_eq(error_text(1), "unknown error");
}
END_TEST

static FILE *log_capture;
static int log_saved_stderr;

static void
log_capture_start(void)
{
	log_capture = tmpfile();
	ck_assert_ptr_nonnull(log_capture);
	fflush(stderr);
	log_saved_stderr = dup(STDERR_FILENO);
	dup2(fileno(log_capture), STDERR_FILENO);
}

static void
log_capture_check(const char *expected)
{
	char actual[4096];
	fflush(stderr);
	dup2(log_saved_stderr, STDERR_FILENO);
	close(log_saved_stderr);
	rewind(log_capture);
	size_t length = fread(actual, 1, sizeof(actual) - 1, log_capture);
	actual[length] = '\0';
	fclose(log_capture);
	ck_assert_str_eq(actual, expected);
}

START_TEST(log_reduces_ids_to_harmless_ones)
{
	log_open(LOG_SINK_STDERR, false);
	log_capture_start();
	log_event(LOG_SEVERITY_NOTICE, "one", log_id("queue-id", "4F1a:b/c-d_e.f"), log_number("n", -7),
	          log_name("outcome", "portal"));
	log_event(LOG_SEVERITY_NOTICE, "two", log_id("a", "x y\nz%s=\"\xc3\xa4"), log_id("b", NULL),
	          log_id("c", ""), log_name("d", NULL));
	log_event(LOG_SEVERITY_DEBUG, "unwanted", log_number("n", 1));
	log_capture_check("phimilter: one queue-id=4F1a:b/c-d_e.f n=-7 outcome=portal\n"
	                  "phimilter: two a=x?y?z?s???? b=- c=- d=-\n");
}
END_TEST

START_TEST(log_lines_have_a_limit)
{
	char id[200], expected[128];
	memset(id, 'a', sizeof(id));
	id[sizeof(id) - 1] = '\0';
	log_open(LOG_SINK_STDERR, true);
	log_capture_start();
	log_event(LOG_SEVERITY_DEBUG, "long", log_id("id", id));
	snprintf(expected, sizeof(expected), "phimilter: long id=%.64s\n", id);
	log_capture_check(expected);
}
END_TEST

START_TEST(log_tells_all_complaints)
{
	struct diagnostics why;
	diagnostics_init(&why);
	diagnostics_add(&why, "a.conf", 1, "x", "wrong: %%n %s", "%n");
	diagnostics_add(&why, "a.conf", 2, "y", "wrong");
	log_open(LOG_SINK_STDERR, false);
	log_capture_start();
	log_diagnostics(LOG_SEVERITY_ERROR, &why);
	log_capture_check("phimilter: a.conf:1: x: wrong: %n %n\nphimilter: a.conf:2: y: wrong\n");
	diagnostics_release(&why);
}
END_TEST

Suite *
text_suite(void)
{
	return UNIT_SUITE("text", slices_are_clipped, comparison_knows_ascii_only,
	                  words_are_found_among_strings, search_finds_the_first,
	                  lines_are_found_by_any_byte_of_them,
	                  order_is_total_and_ignores_case, byte_classes, buffer_keeps_to_its_limit, buffer_wipes_what_it_gives_back,
	                  buffer_survives_a_failed_allocation, complaints_are_one_line_each,
	                  complaints_have_a_limit, identifier_types_are_consistent,
	                  enumerators_have_names_both_ways, errors_have_texts,
	                  log_reduces_ids_to_harmless_ones, log_lines_have_a_limit,
	                  log_tells_all_complaints);
}
