/* The suites of policy. */
#ifndef PHIMILTER_TESTS_TEST_POLICY_H
#define PHIMILTER_TESTS_TEST_POLICY_H

#include "tests/unit/unit_test.h"

Suite *conditions_suite(void);
Suite *language_suite(void);
Suite *near_suite(void);
Suite *outline_suite(void);
Suite *policy_suite(void);
Suite *removal_suite(void);
Suite *rules_suite(void);
Suite *sample_suite(void);

#endif
