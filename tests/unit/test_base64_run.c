/* What is decoded many characters at a time is what is decoded in groups, and nothing is written behind it. */
#include "tests/unit/test_scanner.h"

#include "scanner/base64_run.h"

#define MOST 300
#define UNTOUCHED 0xA5

typedef size_t run_decode(struct bytes in, uint8_t *out);

/* Checks `decode` against the groups of `in`, each by itself. */
static void
check(run_decode *decode, struct bytes in)
{
	uint8_t expected[MOST + 3], out[MOST + 3];
	size_t length = 0;

	memset(expected, UNTOUCHED, sizeof(expected));
	memset(out, UNTOUCHED, sizeof(out));
	while (base64_run_decode_plain(bytes_slice(in, length, 4), expected + length / 4 * 3) == 4)
		length += 4;
	ck_assert_uint_eq(decode(in, out), length);
	ck_assert_mem_eq(out, expected, sizeof(out));
}

static void
check_all(struct bytes in)
{
	check(base64_run_decode_plain, in);
	check(base64_run_decode, in);
}

START_TEST(runs_are_decoded_group_by_group)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	static const uint8_t others[] = "=\r\n -_\0\x80\xC1\xFF@[`{:.";
	uint8_t text[MOST];
	unsigned seed = 1;

	for (size_t length = 0; length <= MOST; length++) {
		for (size_t i = 0; i < length; i++) {
			seed = seed * 1103515245u + 12345u;
			text[i] = (uint8_t)digits[seed >> 16 & 63];
		}
		check_all(bytes_make(text, length));
		for (size_t i = 0; i < length; i += 1 + length % 7) {
			uint8_t digit = text[i];
			text[i] = others[(i + length) % sizeof(others)];
			check_all(bytes_make(text, length));
			text[i] = digit;
		}
	}
}
END_TEST

START_TEST(every_byte_is_a_character_or_ends_the_run)
{
	for (unsigned c = 0; c < 256; c++) {
		uint8_t text[68], out[MOST], value = base64_values[c];
		bool known = value != NOT_BASE64 && value <= 64;
		memset(text, 'A', sizeof(text));
		text[66] = (uint8_t)c;
		check_all(bytes_make(text, sizeof(text)));
		ck_assert_uint_eq(base64_run_decode(bytes_make(text, sizeof(text)), out), known ? 68 : 64);
		if (known)
			ck_assert_uint_eq((unsigned)out[49] << 2 | out[50] >> 6, value - 1u);
	}
}
END_TEST

Suite *
base64_run_suite(void)
{
	return UNIT_SUITE("base64 runs", runs_are_decoded_group_by_group, every_byte_is_a_character_or_ends_the_run);
}
