#include "tests/unit/test_scanner.h"

UNIT_TEST_MAIN(
	cue_suite,
	detections_suite,
	detector_cases_suite,
	lexicon_suite,
	part_reader_suite,
	patterns_suite,
	score_suite,
	text_view_suite,
)
