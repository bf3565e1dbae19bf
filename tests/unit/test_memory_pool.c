#include "core/memory_pool.h"

#include <stdint.h>
#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/message.h"
#include "tests/unit/test_core.h"

#define MANY 20 /* more than wait for another message */

static struct memory_pool *pool;

static void
setup(void)
{
	ck_assert_int_eq(memory_pool_create(&pool), 0);
}

static void
teardown(void)
{
	memory_pool_destroy(&pool);
	ck_assert_ptr_null(pool);
	memory_pool_destroy(&pool);
}

static bool
is_zero(const uint8_t *memory, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (memory[i] != 0)
			return false;
	return true;
}

/* Every piece that the pool has, and some that it has not yet. */
static void
check_all_is_zero(void)
{
	void *pieces[MANY];

	for (size_t i = 0; i < MANY; i++) {
		pieces[i] = memory_pool_take(pool);
		ck_assert_ptr_nonnull(pieces[i]);
		ck_assert(is_zero(pieces[i], MEMORY_POOL_PIECE));
	}
	for (size_t i = 0; i < MANY; i++)
		memory_pool_give(pool, pieces[i]);
}

START_TEST(pieces_are_used_again)
{
	void *first = memory_pool_take(pool), *second = memory_pool_take(pool);

	ck_assert_ptr_ne(first, second);
	memory_pool_give(pool, first);
	ck_assert_ptr_eq(memory_pool_take(pool), first);
	memory_pool_give(pool, first);
	memory_pool_give(pool, second);
	check_all_is_zero();
	check_all_is_zero();
}
END_TEST

/* From memory of its own to a piece, and on to memory of its own. */
START_TEST(a_buffer_grows_through_a_piece_and_leaves_it_zero)
{
	static const size_t ends[] = { 100, 70000, MEMORY_POOL_PIECE, MEMORY_POOL_PIECE + 1 };
	struct buffer buffer = buffer_make(2 * MEMORY_POOL_PIECE);
	size_t last = ends[_i];

	buffer.pool = pool;
	for (size_t length = 0; length < last; length = buffer.length) {
		uint8_t chunk[4096];
		memset(chunk, (int)(length / sizeof(chunk) % 255 + 1), sizeof(chunk));
		size_t more = last - length < sizeof(chunk) ? last - length : sizeof(chunk);
		ck_assert_int_eq(buffer_append(&buffer, bytes_make(chunk, more)), 0);
	}
	size_t right = 0;
	while (right < last && buffer.data[right] == right / 4096 % 255 + 1)
		right++;
	ck_assert_uint_eq(right, last);
	buffer_clear(&buffer);
	ck_assert_int_eq(buffer_append_string(&buffer, "again"), 0);
	buffer_release(&buffer);
	ck_assert_ptr_eq(buffer.pool, pool);
	check_all_is_zero();
}
END_TEST

START_TEST(a_limit_within_a_piece_holds)
{
	struct buffer buffer = buffer_make(100000);

	buffer.pool = pool;
	ck_assert_int_eq(buffer_reserve(&buffer, 100001), ERROR_LIMIT);
	ck_assert_int_eq(buffer_reserve(&buffer, 100000), 0);
	ck_assert_int_eq(buffer_append_string(&buffer, "some"), 0);
	ck_assert_int_eq(buffer_reserve(&buffer, 99997), ERROR_LIMIT);
	buffer_release(&buffer);
}
END_TEST

START_TEST(an_arena_s_memory_is_zero_whoever_had_it)
{
	static const size_t sizes[] = { 16, 65537, MEMORY_POOL_PIECE - 64, MEMORY_POOL_PIECE, 300000 };

	for (int round = 0; round < 3; round++) {
		struct arena *arena = NULL;
		ck_assert_int_eq(arena_create(16 * MEMORY_POOL_PIECE, &arena), 0);
		arena_use_pool(arena, pool);
		for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
			uint8_t *memory = arena_alloc(arena, sizes[i]);
			ck_assert_ptr_nonnull(memory);
			ck_assert_uint_eq((uintptr_t)memory % 16, 0);
			ck_assert(is_zero(memory, sizes[i]));
			memset(memory, 0xff, sizes[i]);
		}
		if (round == 1)
			arena_clear(arena);
		arena_destroy(&arena);
	}
	check_all_is_zero();
}
END_TEST

START_TEST(nothing_of_a_message_is_left)
{
	static uint8_t text[700000];
	struct message *m;

	memset(text, 'x', sizeof(text));
	ck_assert_int_eq(message_create(sizeof(text), 4 * sizeof(text), &m), 0);
	message_use_pool(m, pool);
	ck_assert_int_eq(buffer_append(&m->original, bytes_make(text, sizeof(text))), 0);
	ck_assert_int_eq(message_edit_body(m, bytes_make(text, sizeof(text))), 0);
	message_destroy(&m);
	check_all_is_zero();
}
END_TEST

Suite *
memory_pool_suite(void)
{
	Suite *suite = suite_create("memory pool");
	TCase *tcase = tcase_create("memory pool");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, pieces_are_used_again);
	tcase_add_loop_test(tcase, a_buffer_grows_through_a_piece_and_leaves_it_zero, 0, 4);
	tcase_add_test(tcase, a_limit_within_a_piece_holds);
	tcase_add_test(tcase, an_arena_s_memory_is_zero_whoever_had_it);
	tcase_add_test(tcase, nothing_of_a_message_is_left);
	suite_add_tcase(suite, tcase);
	return suite;
}
