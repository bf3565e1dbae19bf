/* What libFuzzer calls with each input, and replay.c with each seed. */
#ifndef PHIMILTER_TESTS_FUZZ_TARGET_H
#define PHIMILTER_TESTS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
