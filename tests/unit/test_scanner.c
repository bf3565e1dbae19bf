#include "tests/unit/test_scanner.h"

UNIT_TEST_MAIN(
	cue_suite,
	detector_cases_suite,
	part_reader_suite,
)
