#include "scanner/base64_run.h"

const uint8_t base64_values[256] = {
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6, ['G'] = 7, ['H'] = 8,
	['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
	['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
	['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
	['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
	['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
	['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
	['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
	['\t'] = BASE64_BLANK, ['\n'] = BASE64_BLANK, ['\r'] = BASE64_BLANK, [' '] = BASE64_BLANK,
	[0] = BASE64_BLANK, ['='] = BASE64_PADDING,
};

size_t
base64_run_decode_plain(struct bytes in, uint8_t *out)
{
	size_t i = 0;

	for (; in.length - i >= 4; i += 4, out += 3) {
		const uint8_t *group = in.data + i;
		/* 0 wraps to 0xFF, so one comparison finds whatever is no character. */
		uint8_t a = (uint8_t)(base64_values[group[0]] - 1);
		uint8_t b = (uint8_t)(base64_values[group[1]] - 1);
		uint8_t c = (uint8_t)(base64_values[group[2]] - 1);
		uint8_t d = (uint8_t)(base64_values[group[3]] - 1);
		if ((a | b | c | d) > 63)
			break;
		out[0] = (uint8_t)(a << 2 | b >> 4);
		out[1] = (uint8_t)(b << 4 | c >> 2);
		out[2] = (uint8_t)(c << 6 | d);
	}
	return i;
}

size_t
base64_run_decode(struct bytes in, uint8_t *out)
{
#ifdef BASE64_RUN_AVX512
	if (BASE64_RUN_AVX512_RUNS())
		return base64_run_decode_avx512(in, out);
#endif
	return base64_run_decode_plain(in, out);
}
