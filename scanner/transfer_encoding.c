#include "scanner/transfer_encoding.h"

#include <gmime/gmime.h>

#include "scanner/base64_run.h"
#include "scanner/hex_digit.h"

/* Writes what a group of 1 to 4 base64 characters holds; a lone one holds nothing. */
static size_t
base64_group(uint32_t bits, unsigned characters, uint8_t *out)
{
	bits <<= 6 * (4 - characters);
	for (unsigned i = 0; i + 1 < characters; i++)
		out[i] = (uint8_t)(bits >> (16 - 8 * i));
	return characters > 0 ? characters - 1 : 0;
}

static size_t
decode_base64(struct bytes in, uint8_t *out, bool *broken)
{
	size_t written = 0;
	uint32_t bits = 0;
	unsigned held = 0;
	for (size_t i = 0; i < in.length; i++) {
		uint8_t value = base64_values[in.data[i]];
		if (value != NOT_BASE64 && value <= 64) {
			size_t run = held == 0 ? base64_run_decode(bytes_slice(in, i, SIZE_MAX), out + written) : 0;
			if (run > 0) {
				written += run / 4 * 3;
				i += run - 1;
				continue;
			}
			bits = bits << 6 | (uint32_t)(value - 1);
			if (++held < 4)
				continue;
		} else if (value != BASE64_PADDING) {
			*broken |= value == NOT_BASE64;
			continue;
		}
		*broken |= held == 1;
		written += base64_group(bits, held, out + written);
		bits = 0;
		held = 0;
	}
	*broken |= held == 1;
	return written + base64_group(bits, held, out + written);
}

/*
 * How many bytes from the '=' at in.data[0] are a soft line break: '=', blanks,
 * the line's end (RFC 2045 6.7 rule 3: blanks at a line's end were added on the way). 0: none.
 */
static size_t
soft_break(struct bytes in)
{
	size_t i = 1;
	while (i < in.length && (in.data[i] == ' ' || in.data[i] == '\t' || in.data[i] == '\r'))
		i++;
	if (i < in.length)
		return in.data[i] == '\n' ? i + 1 : 0;
	return i;
}

static size_t
decode_quoted_printable(struct bytes in, uint8_t *out)
{
	size_t written = 0;
	for (size_t i = 0; i < in.length;) {
		const uint8_t *start = in.data + i;
		const uint8_t *equals = memchr(start, '=', in.length - i);
		size_t run = equals ? (size_t)(equals - start) : in.length - i;
		memcpy(out + written, start, run);
		written += run;
		i += run;
		if (equals == NULL)
			break;
		struct bytes rest = bytes_slice(in, i, SIZE_MAX);
		size_t skip = soft_break(rest);
		int byte = hex_digit_pair(bytes_slice(rest, 1, 2));
		if (skip > 0) {
			i += skip;
		} else if (byte >= 0) {
			out[written++] = (uint8_t)byte;
			i += 3;
		} else {
			out[written++] = '=';
			i++;
		}
	}
	return written;
}

/* Lines framing uuencoded data (POSIX uuencode) hold none. */
static bool
is_uuencode_frame(struct bytes line)
{
	return bytes_equal(bytes_slice(line, 0, 6), bytes_of_string("begin ")) ||
	       bytes_equal(bytes_slice(line, 0, 3), bytes_of_string("end"));
}

/* The line says its own length, which must fit what is there. */
static bool
is_uuencode_line(struct bytes line)
{
	if (line.data[0] < ' ' || line.data[0] > '`')
		return false;
	size_t decoded = (line.data[0] - ' ') & 0x3F;
	return (decoded + 2) / 3 * 4 <= line.length;
}

static size_t
decode_uuencode(struct bytes in, uint8_t *out, bool *broken)
{
	size_t written = 0;
	for (size_t i = 0; i < in.length;) {
		const uint8_t *start = in.data + i;
		const uint8_t *newline = memchr(start, '\n', in.length - i);
		size_t length = newline ? (size_t)(newline - start) + 1 : in.length - i;
		struct bytes line = bytes_make(start, length);
		i += length;
		if (line.data[0] == '\r' || line.data[0] == '\n' || is_uuencode_frame(line))
			continue;
		if (!is_uuencode_line(line)) {
			*broken = true;
			continue;
		}
		/* Each line from a fresh state: an empty one would end the decoding. */
		int state = 0;
		guint32 save = 0;
		written += g_mime_encoding_uudecode_step(line.data, line.length, out + written,
		                                         &state, &save);
	}
	return written;
}

size_t
transfer_decode(enum transfer_encoding encoding, struct bytes in, uint8_t *out, bool *broken)
{
	if (in.length == 0)
		return 0;
	switch (encoding) {
	case TRANSFER_BASE64:
		return decode_base64(in, out, broken);
	case TRANSFER_QUOTED_PRINTABLE:
		return decode_quoted_printable(in, out);
	case TRANSFER_UUENCODE:
		return decode_uuencode(in, out, broken);
	case TRANSFER_UNKNOWN:
		*broken = true;
		break;
	case TRANSFER_IDENTITY:
		break;
	}
	memcpy(out, in.data, in.length);
	return in.length;
}

bool
transfer_encoding_is_coded(enum transfer_encoding encoding)
{
	return encoding != TRANSFER_IDENTITY && encoding != TRANSFER_UNKNOWN;
}

/* Where the comments and blanks end that `value` begins with (RFC 822 3.4.3, RFC 2045 5.1). */
static size_t
comments_end(struct bytes value)
{
	size_t depth = 0, at = 0;
	for (; at < value.length; at++) {
		uint8_t byte = value.data[at];
		if (byte == '(')
			depth++;
		else if (byte == ')' && depth > 0)
			depth--;
		else if (byte == '\\' && depth > 0)
			at++;
		else if (depth == 0 && !byte_is_space(byte))
			break;
	}
	return at;
}

enum transfer_encoding
transfer_encoding_find(struct bytes value)
{
	static const struct {
		const char *name;
		enum transfer_encoding encoding;
	} names[] = {
		{ "", TRANSFER_IDENTITY },
		{ "7bit", TRANSFER_IDENTITY },
		{ "8bit", TRANSFER_IDENTITY },
		{ "binary", TRANSFER_IDENTITY },
		{ "7-bit", TRANSFER_IDENTITY },
		{ "8-bit", TRANSFER_IDENTITY },
		{ "base64", TRANSFER_BASE64 },
		{ "quoted-printable", TRANSFER_QUOTED_PRINTABLE },
		{ "x-uuencode", TRANSFER_UUENCODE },
		{ "x-uue", TRANSFER_UUENCODE },
		{ "uuencode", TRANSFER_UUENCODE },
	};
	size_t start = comments_end(value);
	while (start < value.length && (byte_is_space(value.data[start]) || value.data[start] == '"'))
		start++;
	size_t end = start;
	while (end < value.length && (byte_is_alnum(value.data[end]) || value.data[end] == '-'))
		end++;
	struct bytes name = bytes_slice(value, start, end - start);
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		if (bytes_equal_nocase(name, bytes_of_string(names[i].name)))
			return names[i].encoding;
	}
	return TRANSFER_UNKNOWN;
}
