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
	/* letters of other scripts, by the company they keep */
	{ "\u0421\u043E\u0431\u0430\u043A\u0430 Bob", "\u0421\u043E\u0431\u0430\u043A\u0430 Bob", "Bob", "Bob" },
	{ "J\u043Ehn", "John", "oh", "\u043Eh" },
	{ "TNF-\u03B1", "TNF-\u03B1", NULL, NULL },
	{ "10 m\u00B2 and 2\u00B9\u2079", "10 m\u00B2 and 219", "19", "\u00B9\u2079" },
	{ "\u2022 1 and 2\u20223", "\u2022 1 and 2.3", "2.3", "2\u20223" },
	/* rewritten twice and more */
	{ "x%2541b", "xAb", "A", "%2541" },
	{ "\uFF05\uFF14\uFF11", "A", "A", "\uFF05\uFF14\uFF11" },
	{ "&#x2525;41 &#37;41", "\u252541 A", "A", "&#37;41" },
	/* what only looks like an escape, an encoding or a spaced word */
	{ "MRN=4471829 50% of C:\\temp & AT&T", "MRN=4471829 50% of C:\\temp & AT&T", NULL, NULL },
	{ "id=21 and code=4A7", "id=21 and code=4A7", NULL, NULL },
	{ "https://x.example/a%20b", "https://x.example/a%20b", NULL, NULL },
	{ "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e", NULL, NULL },
	{ "8F2mQ0xkJt3sYvZp1LhWc7RdTgUeNbAo", "8F2mQ0xkJt3sYvZp1LhWc7RdTgUeNbAo", NULL, NULL },
	{ "1 2 3 4 5 6 7 8 9 and J.R.R. Tolkien", "1 2 3 4 5 6 7 8 9 and J.R.R. Tolkien", NULL, NULL },
	{ "Rooms 12-\n14", "Rooms 12-\n14", NULL, NULL },
	{ "a <b@c.example> 1<2", "a <b@c.example> 1<2", NULL, NULL },
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

	ck_assert_int_eq(arena_create(32, &arena), 0); /* where to look takes a byte for 64 */
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

/* Percent signs of percent signs: as deep as that, and one deeper. */
START_TEST(what_is_encoded_too_often_is_said)
{
	static const char deep[] = "%252525253A", deeper[] = "%25252525253A";
	struct text_view view;
	struct arena *arena;

	ck_assert_int_eq(arena_create(100000, &arena), 0);
	ck_assert_int_eq(text_view_make(arena, bytes_of_string(deep), &view), 0);
	ck_assert(bytes_equal(view.bytes, bytes_of_string(":")));
	ck_assert(!view.unfinished);
	ck_assert_int_eq(text_view_make(arena, bytes_of_string(deeper), &view), 0);
	ck_assert(view.unfinished);
	arena_destroy(&arena);
}
END_TEST

/* The first bytes of a PDF file and some more. */
START_TEST(a_pasted_file_is_said)
{
	char text[400] = "See below\nJVBERi0xLjcKJeLjz9MK";
	struct text_view view;
	struct arena *arena;

	while (strlen(text) < 300)
		strcat(text, "4fHx8fHx");
	ck_assert_int_eq(arena_create(100000, &arena), 0);
	ck_assert_int_eq(text_view_make(arena, bytes_of_string(text), &view), 0);
	ck_assert(view.opaque);
	arena_destroy(&arena);
}
END_TEST

Suite *
text_view_suite(void)
{
	return UNIT_SUITE("text view", what_is_encoded_too_often_is_said, a_pasted_file_is_said,
	                  disguises_are_undone_and_offsets_kept, plain_text_is_not_copied,
	                  a_nul_is_taken_out_wherever_it_stands, a_view_without_room_fails);
}
