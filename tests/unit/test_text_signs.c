/* What is told of 64 bytes at once is what is told byte by byte, wherever they stand. */
#include "tests/unit/test_scanner.h"

#include "scanner/text_signs_parts.h"

#define TEXT_MOST 300

static uint8_t
byte_at(struct bytes text, size_t i)
{
	return i < text.length ? text.data[i] : ' ';
}

static bool
is_control_or_high(uint8_t c)
{
	return c > 0x7E || c < '\t' || (c > '\r' && c < 0x1C);
}

static bool
is_pulled_apart(struct bytes text, size_t i)
{
	uint8_t c = byte_at(text, i), next = byte_at(text, i + 1), second = byte_at(text, i + 2);
	bool divider = c <= '/' || c == '_';

	if (byte_is_digit(c) && i + 1 < text.length && (next == '\n' || (next == '-' && second <= ' ')))
		return true;
	return i + 4 < text.length && divider && c == second && c == byte_at(text, i + 4) && c != next &&
	       next >= '-' && next < 0x80;
}

static bool
is_base64(uint8_t c)
{
	return byte_is_alnum(c) || (c != '\0' && strchr("+/-_", c) != NULL);
}

static bool
is_row(struct bytes text, size_t i)
{
	size_t start = i + 1;

	while (start > 0 && is_base64(text.data[start - 1]))
		start--;
	return i + 1 - start >= TEXT_SIGNS_ROW;
}

/* What a pass that goes byte by byte would say of byte `i`. */
static unsigned
signs_of(struct bytes text, size_t i)
{
	uint8_t c = text.data[i];
	unsigned signs = is_control_or_high(c) ? TEXT_SIGN_FOLD : 0;

	signs |= c != '\0' && strchr("%&+<=\\", c) != NULL ? TEXT_SIGN_ESCAPE : 0;
	signs |= is_pulled_apart(text, i) ? TEXT_SIGN_SPACING : 0;
	return signs | (is_row(text, i) ? TEXT_SIGN_ROW : 0);
}

/* Every sign is told of its chunk, and those that are `exact` of no other. */
static void
chunks_check(const struct text_signs *signs, unsigned exact)
{
	struct bytes text = signs->text;

	for (size_t chunk = 0; chunk < signs->count; chunk++) {
		unsigned wanted = 0, digits = 0, told = signs->chunks[chunk];
		for (size_t i = chunk * TEXT_SIGNS_SIZE; i < text.length && i < (chunk + 1) * TEXT_SIGNS_SIZE; i++) {
			wanted |= signs_of(text, i);
			digits += byte_is_digit(text.data[i]);
		}
		wanted |= digits >= TEXT_SIGNS_DIGITS ? TEXT_SIGN_CODES : 0;
		bool row = text_signs_find(signs, TEXT_SIGN_ROW, chunk) == chunk;
		UNIT_EXPECT((wanted & ~told) == 0 && (told & exact) == (wanted & exact) && (told & ~signs->all) == 0 &&
		                    row == ((told & TEXT_SIGN_ROW) != 0),
		            "%zu of %.*s: %x (all %x, row %d), wanted %x", chunk, (int)text.length,
		            (const char *)text.data, told, signs->all, row, wanted);
	}
}

static void
signs_check(struct bytes text)
{
	const unsigned exact = TEXT_SIGN_FOLD | TEXT_SIGN_CODES;
	struct text_signs signs;
	struct arena *arena;

	UNIT_EXPECT(arena_create(1000, &arena) == 0 && text_signs_read(arena, text, &signs) == 0, "no memory");
	chunks_check(&signs, exact);
	text_signs_tell_plain(&signs);
	chunks_check(&signs, exact);
#ifdef TEXT_SIGNS_AVX512
	if (TEXT_SIGNS_AVX512_RUNS()) {
		text_signs_tell_avx512(&signs);
		chunks_check(&signs, exact | TEXT_SIGN_ESCAPE | TEXT_SIGN_ROW);
	}
#endif
	arena_destroy(&arena);
}

START_TEST(signs_are_told_of_every_byte)
{
	static const uint8_t rare[] = "\x01\x0d\x0e\x1b\x1c\x7e\x7f\x80\xff%&+<=\\0 9\n5-\n5- 1 2 3 4_a_b_c_d\t";
	unsigned seed = 1;

	for (unsigned round = 0; round < 4000; round++) {
		uint8_t text[TEXT_MOST];
		size_t length = 0;
		while (length < TEXT_MOST - round % 70) {
			seed = seed * 1103515245u + 12345u;
			unsigned chance = seed >> 16;
			bool blank = chance % (4 + round % 30) == 0;
			text[length++] = chance % 101 == 0 ? rare[chance / 101 % (sizeof(rare) - 1)] : blank ? ' ' : 'a' + chance % 23;
		}
		size_t from = seed >> 8 & 63, most = sizeof(rare) - 1;
		if (round % 3 == 0 && from + most <= length)
			memcpy(text + from, rare, most);
		signs_check(bytes_make(text, length));
	}
}
END_TEST

START_TEST(a_text_may_end_anywhere)
{
	uint8_t text[2 * TEXT_SIGNS_SIZE + 8];

	for (size_t length = 1; length <= sizeof(text); length++) {
		for (size_t i = 0; i < length; i++)
			text[i] = i % 2 == 0 ? ' ' : (uint8_t)('0' + i % 10);
		signs_check(bytes_make(text, length));
		memset(text, 'x', length);
		signs_check(bytes_make(text, length));
		text[length - 1] = 0x80;
		signs_check(bytes_make(text, length));
	}
}
END_TEST

static uint64_t
bits_of_percent(const uint8_t *chunk)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < TEXT_SIGNS_SIZE; i++)
		bits |= (uint64_t)(chunk[i] == '%') << i;
	return bits;
}

START_TEST(a_search_goes_from_place_to_place)
{
	static const size_t places[] = { 0, 1, 63, 64, 130, 199 };
	uint8_t text[200];
	struct text_signs signs;
	struct arena *arena;
	size_t i = 0, count = 0;

	memset(text, 'x', sizeof(text));
	for (size_t k = 0; k < ARRAY_LENGTH(places); k++)
		text[places[k]] = '%';
	ck_assert_int_eq(arena_create(1000, &arena), 0);
	ck_assert_int_eq(text_signs_read(arena, bytes_make(text, sizeof(text)), &signs), 0);
	struct text_search search = text_search_make(&signs, TEXT_SIGN_ESCAPE);
	while ((i = text_search_next(&search, i, bits_of_percent)) < sizeof(text)) {
		ck_assert_uint_lt(count, ARRAY_LENGTH(places));
		ck_assert_uint_eq(i++, places[count++]);
	}
	ck_assert_uint_eq(count, ARRAY_LENGTH(places));
	arena_destroy(&arena);
}
END_TEST

Suite *
text_signs_suite(void)
{
	return UNIT_SUITE("text signs", signs_are_told_of_every_byte, a_text_may_end_anywhere,
	                  a_search_goes_from_place_to_place);
}
