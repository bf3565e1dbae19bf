#include <stdio.h>

#include "core/attributes.h"
#include "scanner/builtin.h"
#include "scanner/zip_code.h"
#include "tests/unit/test_scanner.h"

static bool
exists(const char *digits)
{
	return zip_code_exists(bytes_of_string(digits));
}

START_TEST(codes_that_exist)
{
	static const char *const good[] = { "10001", "00501", "62704", "90210", "99950", "33101" };
	static const char *const bad[] = { "00000", "00100", "99999", "1000", "100010", "1000a", "", "21300" };

	for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
		ck_assert_msg(exists(good[i]), "%s", good[i]);
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		ck_assert_msg(!exists(bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(codes_belong_to_states)
{
	ck_assert(zip_code_in_state(bytes_of_string("62704"), bytes_of_string("IL")));
	ck_assert(zip_code_in_state(bytes_of_string("62704"), bytes_of_string("il")));
	ck_assert(!zip_code_in_state(bytes_of_string("62704"), bytes_of_string("NY")));
	ck_assert(!zip_code_in_state(bytes_of_string("62704"), bytes_of_string("")));
}
END_TEST

START_TEST(small_areas_are_restricted)
{
	ck_assert(zip_code_area_restricted(bytes_of_string("036")));
	ck_assert(zip_code_area_restricted(bytes_of_string("893")));
	ck_assert(!zip_code_area_restricted(bytes_of_string("100")));
	ck_assert(!zip_code_area_restricted(bytes_of_string("03")));
	ck_assert(!zip_code_area_restricted(bytes_of_string("")));
}
END_TEST

START_TEST(states_have_codes)
{
	ck_assert(bytes_equal(zip_code_state(bytes_of_string("north carolina")), bytes_of_string("NC")));
	ck_assert(bytes_equal(zip_code_state(bytes_of_string("NC")), bytes_of_string("NC")));
	ck_assert_uint_eq(zip_code_state(bytes_of_string("nc")).length, 0); /* "in", "or", "me" are words */
	ck_assert_uint_eq(zip_code_state(bytes_of_string("Ontario")).length, 0);
}
END_TEST

/* A line is found by its number: all must be there and of one length. */
START_TEST(each_area_has_its_line)
{
	struct bytes table = builtin_zip_codes();
	char number[8];

	ck_assert_uint_gt(table.length, 1000 * 45);
	for (unsigned i = 0; i < 1000; i++) {
		const uint8_t *line = table.data + table.length - (1000 - i) * 45;
		snprintf(number, sizeof(number), "%03u ", i);
		ck_assert_mem_eq(line, number, 4);
		ck_assert_uint_eq(line[44], '\n');
	}
}
END_TEST

Suite *
zip_code_suite(void)
{
	return UNIT_SUITE("zip code", codes_that_exist, codes_belong_to_states,
	                  small_areas_are_restricted, states_have_codes, each_area_has_its_line);
}
