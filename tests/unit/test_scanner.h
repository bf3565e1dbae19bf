/* The suites of the scanner room, one a module. */
#ifndef PHIMILTER_TESTS_TEST_SCANNER_H
#define PHIMILTER_TESTS_TEST_SCANNER_H

#include "tests/unit/unit_test.h"

Suite *around_suite(void);
Suite *base64_run_suite(void);
Suite *birth_year_suite(void);
Suite *clinical_record_suite(void);
Suite *cue_suite(void);
Suite *detections_suite(void);
Suite *dictionary_suite(void);
Suite *detector_cases_suite(void);
Suite *digits_suite(void);
Suite *evasion_mail_suite(void);
Suite *evasion_text_suite(void);
Suite *expressions_suite(void);
Suite *forms_suite(void);
Suite *hold_lexicon_suite(void);
Suite *html_text_suite(void);
Suite *judgement_suite(void);
Suite *lexicon_suite(void);
Suite *line_ends_suite(void);
Suite *match_queue_suite(void);
Suite *names_suite(void);
Suite *part_reader_suite(void);
Suite *part_source_suite(void);
Suite *patient_list_suite(void);
Suite *patient_match_suite(void);
Suite *shape_suite(void);
Suite *scan_suite(void);
Suite *score_suite(void);
Suite *score_bond_suite(void);
Suite *score_role_suite(void);
Suite *signature_suite(void);
Suite *site_patterns_suite(void);
Suite *text_edge_suite(void);
Suite *text_signs_suite(void);
Suite *text_view_suite(void);
Suite *words_suite(void);
Suite *zip_code_suite(void);

#endif
