#include "tests/unit/test_core.h"

UNIT_TEST_MAIN(arena_suite, configuration_suite, configuration_files_suite, crypto_suite, durable_file_suite,
               keyed_hash_suite, memory_pool_suite, message_suite, retention_suite, secret_key_suite, settings_suite,
               site_suite, text_suite, thread_suite)
