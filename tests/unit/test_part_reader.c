#include "tests/unit/test_scanner.h"

#include "scanner/part_reader.h"

START_TEST(test_start_twice_is_harmless)
{
	part_reader_start();
	part_reader_start();
}
END_TEST

Suite *
part_reader_suite(void)
{
	return UNIT_SUITE("part reader", test_start_twice_is_harmless);
}
