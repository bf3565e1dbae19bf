#include "tests/unit/heap_watch.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

/* Tests run in a process each (Check forks), so this state is a test's own. */
static const uint8_t *watched;
static size_t watched_length;
static bool watched_wiped;
static int successes_left = -1;
static bool failed;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_reallocarray(void *memory, size_t count, size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_reallocarray(void *memory, size_t count, size_t size);
void __wrap_free(void *memory);

void
heap_watch(const void *memory, size_t length)
{
	watched = memory;
	watched_length = length;
	watched_wiped = false;
}

bool
heap_watch_wiped(void)
{
	return watched == NULL && watched_wiped;
}

void
heap_fail_after(int successes)
{
	successes_left = successes;
	failed = false;
}

bool
heap_fail_stop(void)
{
	successes_left = -1;
	return failed;
}

static bool
allocation_fails(void)
{
	if (successes_left < 0 || successes_left-- > 0)
		return false;
	failed = true;
	return true;
}

static bool
all_zero(const uint8_t *memory, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (memory[i] != 0)
			return false;
	return true;
}

static void
look_before_release(void *memory)
{
	const uint8_t *start = memory;
	if (watched == NULL || memory == NULL || watched < start ||
	    watched >= start + malloc_usable_size(memory))
		return;
	watched_wiped = all_zero(watched, watched_length);
	watched = NULL;
}

void *
__wrap_malloc(size_t size)
{
	return allocation_fails() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return allocation_fails() ? NULL : __real_calloc(count, size);
}

void *
__wrap_realloc(void *memory, size_t size)
{
	if (allocation_fails())
		return NULL;
	look_before_release(memory); /* realloc() may move and leave the old bytes */
	return __real_realloc(memory, size);
}

void *
__wrap_reallocarray(void *memory, size_t count, size_t size)
{
	if (allocation_fails())
		return NULL;
	look_before_release(memory);
	return __real_reallocarray(memory, count, size);
}

void
__wrap_free(void *memory)
{
	look_before_release(memory);
	__real_free(memory);
}
