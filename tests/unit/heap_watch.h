/*
 * What a test needs to know about the heap: whether memory was wiped before it
 * was given back, and how code behaves when an allocation fails. A program
 * that uses it links with WRAP_HEAP (tests/unit/core.inc).
 */
#ifndef PHIMILTER_TESTS_HEAP_WATCH_H
#define PHIMILTER_TESTS_HEAP_WATCH_H

#include <stdbool.h>
#include <stddef.h>

/* Watches `length` bytes inside one heap block from now until it is freed. */
void heap_watch(const void *memory, size_t length);

/* True when the watched bytes were all zero when their block was freed. */
bool heap_watch_wiped(void);

/* Lets `successes` allocations through and fails the next one, until heap_fail_stop(). */
void heap_fail_after(int successes);

/* Fails no more allocations; true when one has failed. Call it before any assertion: Check allocates. */
bool heap_fail_stop(void);

#endif
