#include "tests/unit/test_scanner.h"

UNIT_TEST_MAIN(
	part_reader_suite,
)
