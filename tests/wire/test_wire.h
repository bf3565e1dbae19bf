/* The suites of the wire tests: the real daemon, driven over its socket. */
#ifndef PHIMILTER_TESTS_TEST_WIRE_H
#define PHIMILTER_TESTS_TEST_WIRE_H

#include <check.h>

Suite *suite_verdicts(void);
Suite *suite_orders(void);
Suite *suite_configurations(void);
Suite *suite_holds(void);
Suite *suite_key(void);
Suite *suite_lifecycle(void);
Suite *suite_notify(void);
Suite *suite_reload(void);
Suite *suite_retention(void);
Suite *suite_rewriting(void);
Suite *suite_rules(void);
Suite *suite_site_data(void);
Suite *suite_metrics(void);
Suite *suite_split(void);
Suite *suite_threads(void);
Suite *suite_together(void);

#endif
