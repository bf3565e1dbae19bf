#include "tests/unit/unit_test.h"
#include "tests/wire/test_wire.h"

UNIT_TEST_MAIN(suite_verdicts, suite_orders, suite_holds, suite_lifecycle, suite_reload, suite_retention, suite_rewriting,
               suite_rules, suite_configurations, suite_notify, suite_site_data, suite_metrics, suite_split, suite_key,
               suite_threads, suite_together)
