#include "core/arena.h"

#include <stdalign.h>

#include "core/error.h"
#include "tests/unit/heap_watch.h"
#include "tests/unit/test_core.h"

#define LARGER_THAN_A_BLOCK ((size_t)200 * 1024)

static struct arena *
arena_of(size_t limit)
{
	struct arena *arena = NULL;
	ck_assert_int_eq(arena_create(limit, &arena), 0);
	return arena;
}

START_TEST(memory_is_zeroed_and_aligned)
{
	struct arena *arena = arena_of(1 << 20);
	for (size_t size = 0; size < 100; size++) {
		uint8_t *memory = arena_alloc(arena, size);
		ck_assert_ptr_nonnull(memory);
		ck_assert_uint_eq((uintptr_t)memory % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			ck_assert_uint_eq(memory[i], 0);
		memset(memory, 0xff, size);
	}
	arena_destroy(&arena);
	ck_assert_ptr_null(arena);
}
END_TEST

START_TEST(limit_is_exact_and_sticky)
{
	struct arena *arena = arena_of(1000);
	ck_assert_ptr_nonnull(arena_alloc(arena, 600));
	ck_assert_ptr_nonnull(arena_alloc(arena, 400));
	ck_assert_int_eq(arena_failure(arena), 0);
	ck_assert_ptr_null(arena_alloc(arena, 1));
	ck_assert_int_eq(arena_failure(arena), ERROR_LIMIT);
	ck_assert_ptr_nonnull(arena_alloc(arena, 0));
	ck_assert_int_eq(arena_failure(arena), ERROR_LIMIT);
	arena_destroy(&arena);
}
END_TEST

START_TEST(huge_sizes_are_refused)
{
	struct arena *arena = arena_of(1 << 20);
	ck_assert_ptr_null(arena_alloc(arena, SIZE_MAX));
	ck_assert_ptr_null(arena_alloc_array(arena, SIZE_MAX / 2, 3));
	ck_assert_int_eq(arena_failure(arena), ERROR_LIMIT);
	arena_destroy(&arena);
}
END_TEST

START_TEST(large_block_keeps_the_current_one)
{
	struct arena *arena = arena_of(1 << 20);
	uint8_t *before = arena_alloc(arena, 16);
	uint8_t *large = arena_alloc(arena, LARGER_THAN_A_BLOCK);
	uint8_t *after = arena_alloc(arena, 16);
	ck_assert_ptr_nonnull(large);
	memset(large, 1, LARGER_THAN_A_BLOCK);
	ck_assert_ptr_eq(after, before + 16);
	arena_destroy(&arena);
}
END_TEST

START_TEST(cleared_is_as_new)
{
	struct arena *arena = arena_of(LARGER_THAN_A_BLOCK + 1000);

	arena_clear(arena);
	for (int i = 0; i < 3; i++) {
		uint8_t *small = arena_alloc(arena, 16);
		ck_assert_ptr_nonnull(small);
		ck_assert_uint_eq(small[0], 0);
		small[0] = 1;
		ck_assert_ptr_nonnull(arena_alloc(arena, LARGER_THAN_A_BLOCK));
		ck_assert_ptr_null(arena_alloc(arena, 1000));
		ck_assert_int_eq(arena_failure(arena), ERROR_LIMIT);
		arena_clear(arena);
		ck_assert_int_eq(arena_failure(arena), 0);
	}
	arena_destroy(&arena);
}
END_TEST

START_TEST(strings_are_terminated_copies)
{
	struct arena *arena = arena_of(100);
	char text[] = "abc";
	char *copy = arena_copy_string(arena, bytes_make(text, 2));
	text[0] = 'x';
	ck_assert_str_eq(copy, "ab");
	ck_assert_str_eq(arena_copy_string(arena, bytes_make(NULL, 0)), "");
	arena_destroy(&arena);
}
END_TEST

START_TEST(arrays_grow_and_keep_their_elements)
{
	struct arena *arena = arena_of(1 << 20);
	void *items = NULL;
	size_t capacity = 0;
	for (uint32_t i = 0; i < 1000; i++) {
		ck_assert_int_eq(arena_array_grow(arena, &items, i, &capacity, sizeof(i)), 0);
		ck_assert_uint_gt(capacity, i);
		((uint32_t *)items)[i] = i;
	}
	for (uint32_t i = 0; i < 1000; i++)
		ck_assert_uint_eq(((uint32_t *)items)[i], i);
	arena_destroy(&arena);
}
END_TEST

START_TEST(array_growth_reports_the_limit)
{
	struct arena *arena = arena_of(8 * sizeof(uint64_t));
	void *items = NULL;
	size_t capacity = 0;
	ck_assert_int_eq(arena_array_grow(arena, &items, 0, &capacity, sizeof(uint64_t)), 0);
	ck_assert_uint_eq(capacity, 8);
	ck_assert_int_eq(arena_array_grow(arena, &items, 8, &capacity, sizeof(uint64_t)), ERROR_LIMIT);
	ck_assert_uint_eq(capacity, 8);
	arena_destroy(&arena);
}
END_TEST

START_TEST(small_and_large_blocks_are_wiped)
{
	static const size_t sizes[] = { 40, LARGER_THAN_A_BLOCK };
	for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
		struct arena *arena = arena_of(1 << 20);
		ck_assert_ptr_nonnull(arena_alloc(arena, 8));
		uint8_t *secret = arena_alloc(arena, sizes[i]);
		memset(secret, 0x5a, sizes[i]);
		heap_watch(secret, sizes[i]);
		arena_destroy(&arena);
		ck_assert(heap_watch_wiped());
	}
}
END_TEST

START_TEST(failed_allocations_are_told)
{
	struct arena *arena = NULL;
	heap_fail_after(0);
	int err = arena_create(100, &arena);
	ck_assert(heap_fail_stop());
	ck_assert_int_eq(err, ERROR_MEMORY);
	ck_assert_ptr_null(arena);
	arena = arena_of(100);
	heap_fail_after(0);
	void *memory = arena_alloc(arena, 1);
	ck_assert(heap_fail_stop());
	ck_assert_ptr_null(memory);
	ck_assert_int_eq(arena_failure(arena), ERROR_MEMORY);
	arena_destroy(&arena);
}
END_TEST

START_TEST(destroying_nothing_is_fine)
{
	struct arena *none = NULL;
	arena_destroy(&none);
	arena_destroy(NULL);
}
END_TEST

Suite *
arena_suite(void)
{
	return UNIT_SUITE("arena", memory_is_zeroed_and_aligned, limit_is_exact_and_sticky, cleared_is_as_new,
	                  huge_sizes_are_refused, large_block_keeps_the_current_one,
	                  strings_are_terminated_copies, arrays_grow_and_keep_their_elements,
	                  array_growth_reports_the_limit, small_and_large_blocks_are_wiped,
	                  failed_allocations_are_told, destroying_nothing_is_fine);
}
