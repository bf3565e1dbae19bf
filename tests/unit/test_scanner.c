#include "tests/unit/test_scanner.h"

UNIT_TEST_MAIN(
	cue_suite,
	part_reader_suite,
)
