/* The suites of core, one a module or a handful of small ones. */
#ifndef PHIMILTER_TESTS_TEST_CORE_H
#define PHIMILTER_TESTS_TEST_CORE_H

#include "tests/unit/unit_test.h"

Suite *arena_suite(void);
Suite *configuration_suite(void);
Suite *configuration_files_suite(void);
Suite *crypto_suite(void);
Suite *durable_file_suite(void);
Suite *keyed_hash_suite(void);
Suite *memory_pool_suite(void);
Suite *message_suite(void);
Suite *retention_suite(void);
Suite *secret_key_suite(void);
Suite *settings_suite(void);
Suite *site_suite(void);
Suite *text_suite(void);
Suite *thread_suite(void);

#endif
