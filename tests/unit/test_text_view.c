#include "core/error.h"
#include "scanner/text_view.h"
#include "tests/unit/test_scanner.h"

/* What a text looks like, and which bytes of it the first `find` in the view is. */
static const struct {
	const char *text;
	const char *view;
	const char *find;
	const char *original;
} views[] = {
	{ "plain 123", "plain 123", "123", "123" },
	{ "caf\xC3\xA9 123", "caf\xC3\xA9 123", "123", "123" },
	{ "SSN\xC2\xA0" "12", "SSN 12", "12", "12" },
	{ "1\xE2\x80\x8B" "2\xC2\xAD" "3.", "123.", "123", "1\xE2\x80\x8B" "2\xC2\xAD" "3" },
	{ "\xEF\xBB\xBF" "12\xE2\x80\x8B x", "12 x", "12", "12" },
	{ "\xEF\xBC\x91\xEF\xBC\x92 \xEF\xBC\xA1", "12 A", "12", "\xEF\xBC\x91\xEF\xBC\x92" },
	{ "\xD9\xA1\xD9\xA2", "12", "2", "\xD9\xA2" },
	{ "1\xE2\x80\x91" "2", "1-2", "1-2", "1\xE2\x80\x91" "2" },
	{ "O\xE2\x80\x99" "Neil", "O'Neil", "O'Neil", "O\xE2\x80\x99" "Neil" },
	{ "\xF0\x9D\x9F\x8E\xF0\x9D\x90\x80\xF0\x9D\x90\x9A", "0Aa", "Aa", "\xF0\x9D\x90\x80\xF0\x9D\x90\x9A" },
	{ "\xE2\x80\x8B", "", NULL, NULL },
};

START_TEST(disguises_are_undone_and_offsets_kept)
{
	for (size_t i = 0; i < ARRAY_LENGTH(views); i++) {
		struct bytes text = bytes_of_string(views[i].text);
		struct text_view view;
		struct arena *arena;
		uint32_t start, length;

		ck_assert_int_eq(arena_create(100000, &arena), 0);
		ck_assert_int_eq(text_view_make(arena, text, &view), 0);
		ck_assert_msg(bytes_equal(view.bytes, bytes_of_string(views[i].view)), "view %zu: %.*s", i,
		              (int)view.bytes.length, view.bytes.data);
		if (views[i].find != NULL) {
			struct bytes wanted = bytes_of_string(views[i].find);
			size_t at = bytes_find_nocase(view.bytes, wanted);
			text_view_locate(&view, at, wanted.length, &start, &length);
			ck_assert_msg(bytes_equal(bytes_slice(text, start, length),
			                          bytes_of_string(views[i].original)),
			              "view %zu: %u + %u", i, start, length);
		}
		arena_destroy(&arena);
	}
}
END_TEST

START_TEST(plain_text_is_not_copied)
{
	struct bytes text = bytes_of_string("0123456789 abcdefgh, nothing to undo\r\n");
	struct text_view view;
	struct arena *arena;

	ck_assert_int_eq(arena_create(0, &arena), 0);
	ck_assert_int_eq(text_view_make(arena, text, &view), 0);
	ck_assert_ptr_eq(view.bytes.data, text.data);
	arena_destroy(&arena);
}
END_TEST

/* At every place of a word of eight, which is how plain text is told. */
START_TEST(a_nul_is_taken_out_wherever_it_stands)
{
	for (size_t at = 0; at < 20; at++) {
		char text[20];
		struct text_view view;
		struct arena *arena;
		uint32_t start, length;

		memset(text, 'x', sizeof(text));
		text[at] = '\0';
		ck_assert_int_eq(arena_create(1000, &arena), 0);
		ck_assert_int_eq(text_view_make(arena, bytes_make(text, sizeof(text)), &view), 0);
		ck_assert_uint_eq(view.bytes.length, sizeof(text) - 1);
		ck_assert_ptr_null(memchr(view.bytes.data, 0, view.bytes.length));
		text_view_locate(&view, 0, view.bytes.length, &start, &length);
		ck_assert_uint_eq(start, at == 0);
		ck_assert_uint_eq(start + length, at == 19 ? 19 : 20);
		arena_destroy(&arena);
	}
}
END_TEST

/* A view that does not fit the arena fails; nothing goes on unread. */
START_TEST(a_view_without_room_fails)
{
	struct text_view view;
	struct arena *arena;

	ck_assert_int_eq(arena_create(4, &arena), 0);
	ck_assert_int_eq(text_view_make(arena, bytes_of_string("a\xC2\xA0" "bcdef"), &view), ERROR_LIMIT);
	arena_destroy(&arena);
}
END_TEST

Suite *
text_view_suite(void)
{
	return UNIT_SUITE("text view", disguises_are_undone_and_offsets_kept, plain_text_is_not_copied,
	                  a_nul_is_taken_out_wherever_it_stands, a_view_without_room_fails);
}
