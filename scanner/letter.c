#include "scanner/letter.h"

/*
 * U+00C0-017F without case and accent, one byte each: what data/make-word-lists
 * calls fold(). '?' stands for what is no letter.
 */
static const char latin_folded[] =
	"aaaaaaaceeeeiiiidnooooo?ouuuuyts" /* U+00C0 */
	"aaaaaaaceeeeiiiidnooooo?ouuuuyty" /* U+00E0 */
	"aaaaaaccccccccddddeeeeeeeeeegggg" /* U+0100 */
	"gggghhhhiiiiiiiiiiiijjkkklllllll" /* U+0120 */
	"lllnnnnnnnnnoooooooorrrrrrssssss" /* U+0140 */
	"ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";/* U+0160 */

/* What more there is of Latin letters in names: both cases of a run of code points. */
struct letter_run {
	uint16_t first;
	uint16_t last;
	uint8_t folded;
};

static const struct letter_run letter_runs[] = {
	{ 0x01a0, 0x01a1, 'o' }, { 0x01af, 0x01b0, 'u' }, { 0x01cd, 0x01ce, 'a' },
	{ 0x0218, 0x0219, 's' }, { 0x021a, 0x021b, 't' }, { 0x1ea0, 0x1eb7, 'a' },
	{ 0x1eb8, 0x1ec7, 'e' }, { 0x1ec8, 0x1ecb, 'i' }, { 0x1ecc, 0x1ee3, 'o' },
	{ 0x1ee4, 0x1ef1, 'u' }, { 0x1ef2, 0x1ef9, 'y' },
};

/* In the Latin blocks capitals are even, but for U+0139-0148, U+0179-017E and 01AF, 01CD. */
static bool
point_is_capital(uint32_t point)
{
	if (point < 0x100)
		return point < 0xdf;
	bool odd = (point >= 0x139 && point <= 0x148) || (point >= 0x179 && point <= 0x17e) ||
	           point == 0x1af || point == 0x1b0 || point == 0x1cd || point == 0x1ce;
	return point == 0x178 || (point % 2 == 1) == odd;
}

static uint8_t
point_fold(uint32_t point)
{
	if (point >= 0xc0 && point <= 0x17f)
		return latin_folded[point - 0xc0] == '?' ? 0 : (uint8_t)latin_folded[point - 0xc0];
	for (size_t i = 0; i < sizeof(letter_runs) / sizeof(letter_runs[0]); i++)
		if (point >= letter_runs[i].first && point <= letter_runs[i].last)
			return letter_runs[i].folded;
	return 0;
}

/* Punctuation and symbols: Latin-1's, and U+2000-2BFF, U+3000-303F. */
static bool
point_is_letter(uint32_t point)
{
	if (point < 0xc0)
		return point == 0xaa || point == 0xb5 || point == 0xba;
	if (point == 0xd7 || point == 0xf7)
		return false;
	return !(point >= 0x2000 && point <= 0x2bff) && !(point >= 0x3000 && point <= 0x303f);
}

struct letter
letter_at_foreign(struct bytes text, size_t at)
{
	const uint8_t *c = text.data + at;
	size_t left = text.length - at;
	uint8_t length = *c >= 0xf0 ? 4 : *c >= 0xe0 ? 3 : *c >= 0xc2 ? 2 : 0;

	if (length == 0 || left < length)
		return (struct letter){ 0, 0, false };
	if (length == 4)
		return (struct letter){ *c == 0xf0 && c[1] == 0x9f ? 0 : 4, 0, false }; /* no emoji */
	uint32_t point = length == 2 ? (uint32_t)(*c & 0x1f) << 6 | (c[1] & 0x3f)
	                             : (uint32_t)(*c & 0x0f) << 12 | (uint32_t)(c[1] & 0x3f) << 6 |
	                                       (c[2] & 0x3f);
	if (!point_is_letter(point))
		return (struct letter){ 0, 0, false };
	uint8_t folded = point_fold(point);
	return (struct letter){ length, folded, folded != 0 && point_is_capital(point) };
}

size_t
letters_ascii_last(struct bytes text, size_t at, bool *lower)
{
	size_t end = at;

	for (; end < text.length && byte_is_alpha(text.data[end]); end++)
		*lower |= byte_is_lower(text.data[end]);
	return end - at;
}

bool
letter_before(struct bytes text, size_t at)
{
	if (at == 0 || at > text.length)
		return false;
	if (text.data[at - 1] < 0x80)
		return byte_is_alpha(text.data[at - 1]);
	size_t begin = at - 1;
	while (begin > 0 && at - begin < 4 && (text.data[begin] & 0xc0) == 0x80)
		begin--;
	return letter_at(text, begin).length == at - begin;
}

size_t
letters_begin(struct bytes text, size_t end)
{
	for (;;) {
		while (end > 0 && byte_is_alpha(text.data[end - 1]))
			end--;
		if (end == 0 || text.data[end - 1] < 0x80 || !letter_before(text, end))
			return end;
		for (end--; end > 0 && (text.data[end] & 0xC0) == 0x80;)
			end--;
	}
}
