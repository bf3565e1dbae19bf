#include "encryption/mime_text.h"

#include <openssl/evp.h>

#include "core/crypto.h"

#define QUOTED_LINE_LIMIT 76 /* RFC 2045 6.7 (5) */
#define PLAIN_FIELD_LIMIT 900  /* RFC 5322 2.1.1: 998 with its name */
#define ENCODED_WORD_BYTES 45 /* 60 base64 digits: 72 with "=?utf-8?B?" and "?=", of 75 */

int
mime_text_boundary_create(struct mime_text_boundary *out)
{
	uint8_t random[MIME_TEXT_BOUNDARY_RANDOM];
	int err = crypto_random(random, sizeof(random));

	if (err != 0)
		return err;
	memcpy(out->text, MIME_TEXT_BOUNDARY_PREFIX, strlen(MIME_TEXT_BOUNDARY_PREFIX));
	hex_encode(bytes_make(random, sizeof(random)),
	           out->text + strlen(MIME_TEXT_BOUNDARY_PREFIX));
	return 0;
}

/* Bytes in the UTF-8 sequence at the start of `text`, or 0 when it is malformed. */
static size_t
utf8_sequence(struct bytes text)
{
	uint8_t first = text.data[0];
	size_t length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	if (first == 0 || first > 0xf4 || length == 0 || length > text.length)
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((text.data[i] & 0xc0) != 0x80)
			return 0;
	/* Overlong forms, surrogates, beyond U+10FFFF (RFC 3629 4). */
	uint8_t second = length > 1 ? text.data[1] : 0;
	if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
	    (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
		return 0;
	return length;
}

bool
mime_text_is_utf8(struct bytes text)
{
	while (text.length > 0) {
		size_t length = utf8_sequence(text);
		if (length == 0)
			return false;
		text = bytes_slice(text, length, text.length);
	}
	return true;
}

bool
mime_text_is_plain(struct bytes text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] < ' ' || text.data[i] > '~')
			return false;
	return true;
}

static const char *
html_reference(uint8_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

int
mime_text_append_html(struct bytes text, struct buffer *out)
{
	int err = 0;

	for (size_t i = 0; i < text.length && err == 0; i++) {
		const char *reference = html_reference(text.data[i]);
		err = reference ? buffer_append_string(out, reference)
		                : buffer_append_byte(out, text.data[i]);
	}
	return err;
}

/* Whether the byte at `i` of a line must be written as =XX. */
static bool
quoted_needs_code(struct bytes line, size_t i)
{
	uint8_t c = line.data[i];

	if (c == ' ' || c == '\t')
		return i + 1 == line.length;
	if (c < ' ' || c > '~' || c == '=')
		return true;
	/* "--" may be a delimiter of the multipart that this comes to stand in. */
	return i == 0 && (c == '.' || (c == '-' && line.length >= 2 && line.data[1] == '-') ||
	                  (c == 'F' && line.length >= 5 && memcmp(line.data, "From ", 5) == 0));
}

static int
quoted_line(struct bytes line, struct buffer *out)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t column = 0;
	int err = 0;

	for (size_t i = 0; i < line.length && err == 0; i++) {
		uint8_t c = line.data[i];
		char code[] = { '=', digits[c >> 4], digits[c & 15] };
		bool coded = quoted_needs_code(line, i);
		size_t width = coded ? sizeof(code) : 1;
		/* A place is kept for the "=" of a soft line break. */
		if (column + width > QUOTED_LINE_LIMIT - 1) {
			err = buffer_append_string(out, "=\r\n");
			column = 0;
		}
		if (err == 0)
			err = coded ? buffer_append(out, bytes_make(code, sizeof(code)))
			            : buffer_append_byte(out, c);
		column += width;
	}
	return err != 0 ? err : buffer_append_string(out, "\r\n");
}

int
mime_text_append_quoted_printable(struct bytes text, struct buffer *out)
{
	int err = 0;

	while (text.length > 0 && err == 0) {
		const uint8_t *end = memchr(text.data, '\n', text.length);
		struct bytes line = bytes_slice(text, 0, end ? (size_t)(end - text.data) : text.length);
		text = bytes_slice(text, line.length + 1, text.length);
		if (line.length > 0 && line.data[line.length - 1] == '\r')
			line.length--;
		err = quoted_line(line, out);
	}
	return err;
}

/* The longest run of whole UTF-8 sequences that fits into one encoded word. */
static size_t
encoded_word_take(struct bytes text)
{
	size_t taken = 0;

	while (taken < text.length) {
		size_t length = utf8_sequence(bytes_slice(text, taken, text.length));
		if (length == 0)
			length = 1;
		if (taken + length > ENCODED_WORD_BYTES)
			break;
		taken += length;
	}
	return taken;
}

int
mime_text_append_encoded_words(struct bytes text, struct buffer *out)
{
	unsigned char base64[ENCODED_WORD_BYTES / 3 * 4 + 1];
	int err = 0;

	for (bool first = true; text.length > 0 && err == 0; first = false) {
		size_t taken = encoded_word_take(text);
		EVP_EncodeBlock(base64, text.data, (int)taken);
		text = bytes_slice(text, taken, text.length);
		err = buffer_append_string(out, first ? "=?utf-8?B?" : "\n\t=?utf-8?B?");
		if (err == 0)
			err = buffer_append_string(out, (const char *)base64);
		if (err == 0)
			err = buffer_append_string(out, "?=");
	}
	return err;
}

int
mime_text_append_field(struct bytes text, struct buffer *out)
{
	bool plain = text.length <= PLAIN_FIELD_LIMIT && mime_text_is_plain(text) &&
	             bytes_find_nocase(text, bytes_of_string("=?")) == SIZE_MAX;

	return plain ? buffer_append(out, text) : mime_text_append_encoded_words(text, out);
}
