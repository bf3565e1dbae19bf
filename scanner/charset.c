#include "scanner/charset.h"

#include "core/error.h"
#include "scanner/byte_block.h"
#include "scanner/charset_iconv.h"

/* Most bytes of UTF-8 that one byte read as windows-1252 can become. */
#define WINDOWS_1252_EXPANSION 3

/* How much of a text tells its order of bytes, and how clearly: U+0100, U+0200 ... are rare. */
#define ORDER_SAMPLE_SIZE 4096
#define NULS_PER_CHANCE 8

static const uint16_t windows_1252_high[32] = {
	0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
	0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

uint32_t
charset_windows_1252(uint8_t byte)
{
	return byte >= 0x80 && byte < 0xA0 ? windows_1252_high[byte - 0x80] : byte;
}

size_t
charset_utf8_size(uint32_t c)
{
	return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 || c > 0x10FFFF ? 3 : 4;
}

int
charset_utf8_append(struct buffer *out, uint32_t c)
{
	uint8_t utf8[4];
	size_t length = 0;
	if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		c = 0xFFFD;
	if (c < 0x80) {
		utf8[length++] = (uint8_t)c;
	} else if (c < 0x800) {
		utf8[length++] = (uint8_t)(0xC0 | c >> 6);
	} else if (c < 0x10000) {
		utf8[length++] = (uint8_t)(0xE0 | c >> 12);
		utf8[length++] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
	} else {
		utf8[length++] = (uint8_t)(0xF0 | c >> 18);
		utf8[length++] = (uint8_t)(0x80 | (c >> 12 & 0x3F));
		utf8[length++] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
	}
	if (c >= 0x80)
		utf8[length++] = (uint8_t)(0x80 | (c & 0x3F));
	return buffer_append(out, bytes_make(utf8, length));
}

/* Length of the valid character of two and more bytes at `p`, or 0. */
static size_t
utf8_sequence(const uint8_t *p, size_t left)
{
	uint8_t lead = p[0];
	size_t length = lead >= 0xC2 && lead < 0xE0 ? 2
		: lead >= 0xE0 && lead < 0xF0       ? 3
		: lead >= 0xF0 && lead < 0xF5       ? 4
						    : 0;
	if (length == 0 || left < length)
		return 0;
	/* The second byte's range shuts out overlong forms, surrogates and
	 * what is beyond U+10FFFF (RFC 3629 section 4). */
	uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
	uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	}
	return length;
}

/* Which bytes are no ASCII, or NUL: those that are not above 0 as signed ones. */
static inline byte_mask
not_ascii(const uint8_t *at)
{
	return (byte_mask)byte_block_load(at) < 1;
}

/* How many leading bytes are ASCII without NUL. */
static size_t
ascii_prefix(struct bytes text)
{
	size_t i = 0;

	while (text.length - i >= BYTE_BLOCK_SIZE) {
		uint64_t others = byte_flags_bits((byte_flags)not_ascii(text.data + i));
		if (others != 0)
			return i + (size_t)__builtin_ctzll(others);
		i += BYTE_BLOCK_SIZE;
		while (text.length - i >= BYTE_BLOCK_STRIDE &&
		       !byte_mask_any(not_ascii(text.data + i) | not_ascii(text.data + i + BYTE_BLOCK_SIZE) |
		                      not_ascii(text.data + i + 2 * BYTE_BLOCK_SIZE) |
		                      not_ascii(text.data + i + 3 * BYTE_BLOCK_SIZE)))
			i += BYTE_BLOCK_STRIDE;
	}
	while (i < text.length && text.data[i] != 0 && text.data[i] < 0x80)
		i++;
	return i;
}

size_t
charset_utf8_prefix(struct bytes text)
{
	size_t i = 0;
	while (i < text.length) {
		if (text.data[i] < 0x80) {
			size_t run = ascii_prefix(bytes_slice(text, i, SIZE_MAX));
			if (run == 0)
				break;
			i += run;
			continue;
		}
		size_t length = utf8_sequence(text.data + i, text.length - i);
		if (length == 0)
			break;
		i += length;
	}
	return i;
}

struct bytes
charset_utf8_cut(struct bytes text, size_t limit)
{
	if (text.length <= limit)
		return text;
	while (limit > 0 && (text.data[limit] & 0xC0) == 0x80)
		limit--;
	return bytes_slice(text, 0, limit);
}

/*
 * Appends `in` with NUL dropped. What is no UTF-8, or all that is not ASCII
 * when `utf8` is false, is read as windows-1252.
 */
static int
append_repaired(struct bytes in, bool utf8, struct buffer *out)
{
	for (size_t i = 0; i < in.length;) {
		struct bytes rest = bytes_slice(in, i, SIZE_MAX);
		rest.length = utf8 ? charset_utf8_prefix(rest) : ascii_prefix(rest);
		int err = buffer_append(out, rest);
		i += rest.length;
		if (err == 0 && i < in.length && in.data[i] != 0)
			err = charset_utf8_append(out, charset_windows_1252(in.data[i]));
		if (err != 0)
			return err;
		i++;
	}
	return 0;
}

/* Whether all of `in` is UTF-8 once its NULs are dropped. */
static bool
is_utf8_with_nuls(struct bytes in)
{
	size_t i = 0;
	while (i < in.length) {
		i += charset_utf8_prefix(bytes_slice(in, i, SIZE_MAX));
		if (i < in.length && in.data[i++] != 0)
			return false;
	}
	return true;
}

/* UTF-8 where it is that, else windows-1252 (or byte by byte when labelled UTF-8). */
static int
decode_unlabelled(struct bytes in, bool labelled_utf8, struct buffer *scratch, struct bytes *out)
{
	static const uint8_t mark[] = { 0xEF, 0xBB, 0xBF };
	if (in.length >= sizeof(mark) && memcmp(in.data, mark, sizeof(mark)) == 0)
		in = bytes_slice(in, sizeof(mark), SIZE_MAX);
	*out = in;
	if (charset_utf8_prefix(in) == in.length)
		return 0;
	bool utf8 = labelled_utf8 || is_utf8_with_nuls(in);
	buffer_clear(scratch);
	int err = append_repaired(in, utf8, scratch);
	*out = buffer_bytes(scratch);
	return err;
}

/* The charset that a byte order mark tells (Unicode 23.8), taken off `in`; NULL for none. */
static const char *
take_mark(struct bytes *in)
{
	static const struct {
		const char *name;
		size_t length;
		uint8_t mark[4];
	} marks[] = {
		{ "UTF-32LE", 4, { 0xFF, 0xFE, 0, 0 } },
		{ "UTF-32BE", 4, { 0, 0, 0xFE, 0xFF } },
		{ "UTF-16LE", 2, { 0xFF, 0xFE } },
		{ "UTF-16BE", 2, { 0xFE, 0xFF } },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(marks); i++) {
		struct bytes mark = bytes_make(marks[i].mark, marks[i].length);
		if (bytes_equal(bytes_slice(*in, 0, mark.length), mark)) {
			*in = bytes_slice(*in, mark.length, SIZE_MAX);
			return marks[i].name;
		}
	}
	return NULL;
}

/* A two- or four-byte charset: ASCII in it has NULs, so plain text under its label is mislabelled. */
static bool
is_wide(const char *name)
{
	return strncmp(name, "UTF-16", 6) == 0 || strncmp(name, "UTF-32", 6) == 0 ||
	       strncmp(name, "UCS-", 4) == 0;
}

/*
 * The order of bytes that 16-bit text is really in: labels are often wrong and
 * "UTF-16" says neither, but half of the bytes of ASCII in it are 0.
 */
static const char *
real_order(const char *name, struct bytes in)
{
	size_t nuls[2] = { 0, 0 };
	struct bytes sample = bytes_slice(in, 0, ORDER_SAMPLE_SIZE);
	if (strncmp(name, "UTF-16", 6) != 0)
		return name;
	for (size_t i = 0; i < sample.length; i++)
		nuls[i & 1] += sample.data[i] == 0;
	if (nuls[0] > nuls[1] && nuls[1] * NULS_PER_CHANCE <= nuls[0])
		return "UTF-16BE";
	if (nuls[1] > nuls[0] && nuls[0] * NULS_PER_CHANCE <= nuls[1])
		return "UTF-16LE";
	return name;
}

int
charset_decode(struct bytes charset, struct bytes in, struct buffer *scratch,
               struct bytes *out, bool *unknown)
{
	const char *name = take_mark(&in);
	bool labelled_utf8 = false, marked = name != NULL;
	if (!marked) {
		enum charset_family family = charset_find(charset, &name);
		labelled_utf8 = family == CHARSET_UTF_8;
		bool plain = family != CHARSET_ICONV ||
		             (is_wide(name) && charset_utf8_prefix(in) == in.length);
		if (plain) {
			bool valid = family == CHARSET_UNKNOWN && is_utf8_with_nuls(in);
			if (family == CHARSET_ICONV || (family == CHARSET_UNKNOWN && !valid))
				*unknown = true;
			return decode_unlabelled(in, labelled_utf8, scratch, out);
		}
	}
	buffer_clear(scratch);
	int err = charset_iconv(marked ? name : real_order(name, in), in, scratch);
	*out = buffer_bytes(scratch);
	if (err != ERROR_NOT_FOUND)
		return err;
	*unknown = true;
	return decode_unlabelled(in, false, scratch, out);
}
