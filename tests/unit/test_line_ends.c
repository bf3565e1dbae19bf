/* Line ends that are read 64 bytes at a time are those that are read one by one, wherever they stand. */
#include "tests/unit/test_scanner.h"

#include "scanner/line_ends.h"

#define MOST 300
#define UNTOUCHED 0xA5

static size_t
copy_one_by_one(struct bytes text, uint8_t *out)
{
	size_t written = 0;

	for (size_t i = 0; i < text.length; i++) {
		bool pair = text.data[i] == '\r' && i + 1 < text.length && text.data[i + 1] == '\n';
		if (!pair)
			out[written++] = text.data[i] == '\r' ? '\n' : text.data[i];
	}
	return written;
}

static void
check(size_t (*copy)(struct bytes, uint8_t *), struct bytes text)
{
	uint8_t expected[MOST], out[MOST + 1];
	size_t length = copy_one_by_one(text, expected);

	memset(out, UNTOUCHED, sizeof(out));
	ck_assert_uint_eq(copy(text, out), length);
	ck_assert_mem_eq(out, expected, length);
	ck_assert_uint_eq(out[text.length], UNTOUCHED);
}

START_TEST(lines_end_anywhere)
{
	unsigned seed = 1;

	for (unsigned round = 0; round < 5000; round++) {
		uint8_t text[MOST];
		size_t length = round % (MOST + 1);
		for (size_t i = 0; i < length; i++) {
			seed = seed * 1103515245u + 12345u;
			unsigned chance = (seed >> 16) % (3 + round % 40);
			text[i] = (uint8_t)(chance == 0 ? '\r' : chance == 1 ? '\n' : 'a' + chance % 26);
		}
		check(line_ends_copy_plain, bytes_make(text, length));
		check(line_ends_copy, bytes_make(text, length));
	}
}
END_TEST

Suite *
line_ends_suite(void)
{
	return UNIT_SUITE("line ends", lines_end_anywhere);
}
