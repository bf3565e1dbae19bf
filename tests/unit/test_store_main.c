#include "tests/unit/test_store.h"
#include "tests/unit/unit_test.h"

UNIT_TEST_MAIN(record_codec_suite, database_suite, writer_suite, escrow_files_suite, audit_log_suite,
               escrow_index_suite, store_suite, store_care_suite, store_threads_suite,
               store_trouble_suite, merkle_suite, audit_tree_suite, checkpoint_suite, acquaintance_suite,
               disposal_suite, rotation_suite)
