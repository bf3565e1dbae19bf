#include "tests/unit/test_scanner.h"

UNIT_TEST_MAIN(
	cue_suite,
	detections_suite,
	detector_cases_suite,
	digits_suite,
	evasion_mail_suite,
	evasion_text_suite,
	html_text_suite,
	judgement_suite,
	lexicon_suite,
	dictionary_suite,
	part_reader_suite,
	patient_list_suite,
	patient_match_suite,
	patterns_suite,
	scan_suite,
	score_suite,
	signature_suite,
	site_patterns_suite,
	text_view_suite,
	zip_code_suite,
)
