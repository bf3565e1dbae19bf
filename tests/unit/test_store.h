/* The suites of test_store, one a module. */
#ifndef PHIMILTER_TESTS_TEST_STORE_H
#define PHIMILTER_TESTS_TEST_STORE_H

#include <check.h>

Suite *acquaintance_suite(void);
Suite *audit_log_suite(void);
Suite *audit_tree_suite(void);
Suite *checkpoint_suite(void);
Suite *database_suite(void);
Suite *disposal_suite(void);
Suite *escrow_files_suite(void);
Suite *escrow_index_suite(void);
Suite *merkle_suite(void);
Suite *record_codec_suite(void);
Suite *rotation_suite(void);
Suite *store_suite(void);
Suite *store_care_suite(void);
Suite *store_threads_suite(void);
Suite *store_trouble_suite(void);
Suite *writer_suite(void);

#endif
