#include "scanner/text_escape.h"

#include "scanner/charset.h"
#include "scanner/content/html_entity.h"
#include "scanner/content/html_name.h"
#include "scanner/hex_digit.h"
#include "scanner/text_base32.h"
#include "scanner/text_quoted.h"

/* How far back a word is followed to see whether it is a URL. */
#define URL_REACH 256

/* A longer tag or comment inside a word is none. */
#define TAG_LIMIT 256

/* So many octal escapes in a row are no path of Windows. */
#define OCTAL_MIN 3

struct escaping {
	struct text_writer *w;
	struct bytes text;
	struct text_quoted quoted;
};

/* ---- marks ------------------------------------------------------------------------ */

/* % & + < = \ and no other. */
static uint64_t
escape_bits(const uint8_t *chunk)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < TEXT_SIGNS_SIZE; i += BYTE_BLOCK_SIZE) {
		byte_block c = byte_block_load(chunk + i);
		byte_flags marks = byte_block_is((c + 1) & 0xFE, 0x26) | byte_block_is(c & 0xFE, '<') |
		                   byte_block_is(c, '+') | byte_block_is(c, '\\');
		bits |= byte_flags_bits(marks) << i;
	}
	return bits;
}

/* ---- writing ----------------------------------------------------------------------- */

/* Bytes [i, i + length) become `character`; controls become nothing. Returns where to go on. */
static size_t
put(struct escaping *e, size_t i, size_t length, uint32_t character)
{
	uint8_t bytes[4];
	struct buffer utf8 = { .data = bytes, .capacity = sizeof(bytes), .limit = sizeof(bytes) };

	bool control = character < 0x20 && (character > 0xFF || !byte_is_space((uint8_t)character));
	if (!control && e->w->err == 0)
		e->w->err = charset_utf8_append(&utf8, character);
	text_writer_replace(e->w, i, length, buffer_bytes(&utf8));
	return i + length;
}

/* ---- numbers -------------------------------------------------------------------------- */

/* The number of exactly `digits` digits of `base` at the start of `text`, or -1. */
static int32_t
fixed_number(struct bytes text, size_t digits, int base)
{
	int32_t number = 0;

	if (text.length < digits)
		return -1;
	for (size_t i = 0; i < digits; i++) {
		int digit = hex_digit_value(text.data[i]);
		if (digit < 0 || digit >= base)
			return -1;
		number = number * base + digit;
	}
	return number;
}

static bool
is_printable(int32_t character)
{
	return character >= 0x20 && character != 0x7F;
}

/* ---- percent signs ------------------------------------------------------------------ */

static bool
is_in_url(struct bytes text, size_t i)
{
	size_t begin = i;

	while (begin > 0 && i - begin < URL_REACH && text.data[begin - 1] > ' ')
		begin--;
	return bytes_find_nocase(bytes_slice(text, begin, i - begin), bytes_of_string("://")) != SIZE_MAX;
}

static size_t
undo_percent(struct escaping *e, size_t i)
{
	uint32_t character;
	struct bytes wide = bytes_slice(e->text, i + 1, 5);

	/* JavaScript's escape(): "%u0032". */
	int32_t number = wide.length > 0 && wide.data[0] == 'u' ? fixed_number(bytes_slice(wide, 1, 4), 4, 16) : -1;
	if (is_printable(number) && !is_in_url(e->text, i))
		return put(e, i, 6, (uint32_t)number);
	size_t count = text_quoted_character(bytes_slice(e->text, i, SIZE_MAX), '%', &character);

	if (count == 0 || is_in_url(e->text, i))
		return i + 1;
	return put(e, i, 3 * count, character);
}

/* ---- backslashes --------------------------------------------------------------------- */

/* "\062" in company of its like: length of one, its character in `*character`. */
static size_t
octal_escape(struct bytes text, int32_t *character)
{
	for (size_t i = 0; i < OCTAL_MIN; i++) {
		struct bytes one = bytes_slice(text, 4 * i, 4);
		if (one.length < 4 || one.data[0] != '\\' ||
		    !is_printable(fixed_number(bytes_slice(one, 1, 3), 3, 8)))
			return 0;
	}
	*character = fixed_number(bytes_slice(text, 1, 3), 3, 8);
	return 4;
}

/* CSS: "\32 " with its blank, or "\000032". */
static size_t
css_escape(struct bytes text, int32_t *character)
{
	*character = fixed_number(bytes_slice(text, 1, 6), 6, 16);
	if (*character >= 0)
		return 7;
	*character = fixed_number(bytes_slice(text, 1, 2), 2, 16);
	return *character >= 0 && text.length > 3 && text.data[3] == ' ' ? 4 : 0;
}

/* The number before `end`, of at most `most` digits of `base`; its length in `*length`, 0 for none. */
static int32_t
closed_number(struct bytes text, size_t most, int base, uint8_t end, size_t *length)
{
	size_t digits = 0;

	while (digits < text.length && digits < most && hex_digit_value(text.data[digits]) >= 0)
		digits++;
	bool closed = digits > 0 && digits < text.length && text.data[digits] == end;
	int32_t number = closed ? fixed_number(text, digits, base) : -1;
	*length = number >= 0 ? digits + 1 : 0;
	return number;
}

/* JSON's "\u0032", ECMAScript's "\u{32}", and RTF's "\u50?" with what older readers show. */
static size_t
wide_escape(struct bytes number, int32_t *character)
{
	size_t length;

	if (number.length > 0 && number.data[0] == '{') {
		*character = closed_number(bytes_slice(number, 1, SIZE_MAX), 6, 16, '}', &length);
		return length > 0 ? length + 3 : 0;
	}
	*character = closed_number(number, 5, 10, '?', &length);
	if (length > 0)
		return length + 2;
	*character = fixed_number(number, 4, 16);
	return *character >= 0 ? 6 : 0;
}

/* Length of the escape at the start of `text`; 0 for a mere backslash. */
static size_t
backslash_escape(struct bytes text, int32_t *character)
{
	uint8_t kind = text.length > 1 ? text.data[1] : 0;
	struct bytes number = bytes_slice(text, 2, SIZE_MAX);

	if (kind == 'u')
		return wide_escape(number, character);
	if (kind == 'U') {
		*character = fixed_number(number, 8, 16);
		return *character >= 0 ? 10 : 0;
	}
	if (kind == 'x' || kind == '\'') { /* of C, and of RTF */
		*character = fixed_number(number, 2, 16);
		return *character >= 0 ? 4 : 0;
	}
	size_t octal = octal_escape(text, character);
	return octal > 0 ? octal : css_escape(text, character);
}

static size_t
undo_backslash(struct escaping *e, size_t i)
{
	int32_t character;
	size_t length = backslash_escape(bytes_slice(e->text, i, SIZE_MAX), &character);

	if (length == 0 || !is_printable(character))
		return i + 1;
	return put(e, i, length, (uint32_t)character);
}

/* ---- references and tags -------------------------------------------------------------- */

/* Whether a reference that is a number, or closed, may stand at the '&' of `text`: plain text has "&copy=1" in URLs. */
static bool
may_be_reference(struct bytes text)
{
	size_t end = 1;

	if (text.length > 1 && text.data[1] == '#')
		return true;
	while (end < text.length && byte_is_alnum(text.data[end]))
		end++;
	return end > 1 && end < text.length && text.data[end] == ';';
}

static size_t
undo_reference(struct escaping *e, size_t i)
{
	uint32_t character;
	struct bytes rest = bytes_slice(e->text, i, SIZE_MAX);
	size_t length = may_be_reference(rest) ? html_entity_parse(rest, &character) : 0;

	if (length == 0 || (rest.data[length - 1] != ';' && rest.data[1] != '#'))
		return i + 1;
	return put(e, i, length, character);
}

/* Length of the tag or comment that `text` begins with, or 0. */
static size_t
tag_length(struct bytes text)
{
	struct bytes head = bytes_slice(text, 0, TAG_LIMIT);
	if (bytes_equal(bytes_slice(head, 0, 4), bytes_of_string("<!--"))) {
		size_t end = bytes_find_nocase(head, bytes_of_string("-->"));
		return end == SIZE_MAX ? 0 : end + strlen("-->");
	}
	size_t start = head.length > 1 && head.data[1] == '/' ? 2 : 1, end = start;
	while (end < head.length && byte_is_alnum(head.data[end]))
		end++;
	if (html_element_find(bytes_slice(head, start, end - start)) != HTML_INLINE)
		return 0;
	const uint8_t *close = memchr(head.data, '>', head.length);
	return close != NULL ? (size_t)(close - head.data) + 1 : 0;
}

static bool
is_of_word(uint8_t c)
{
	return byte_is_alnum(c) || c == '-' || c == '.' || c >= 0x80;
}

/* A reader of the source does not stumble over "21<b>9</b>-09", a search does. */
static size_t
undo_tag(struct escaping *e, size_t i)
{
	size_t end = i, length;

	if (i == 0 || !is_of_word(e->text.data[i - 1]))
		return i + 1;
	while (end < e->text.length && e->text.data[end] == '<' &&
	       (length = tag_length(bytes_slice(e->text, end, SIZE_MAX))) > 0)
		end += length;
	if (end == i || end == e->text.length || !is_of_word(e->text.data[end]))
		return i + 1;
	text_writer_replace(e->w, i, end - i, bytes_make(NULL, 0));
	return end;
}

/* ------------------------------------------------------------------------------------------ */

/* The mark at `i`; returns where to go on. */
static size_t
undo(struct escaping *e, size_t i)
{
	size_t next;

	switch (e->text.data[i]) {
	case '%':
		return undo_percent(e, i);
	case '&':
		return undo_reference(e, i);
	case '\\':
		return undo_backslash(e, i);
	case '<':
		return i + 1 < e->text.length && e->text.data[i + 1] == '~' ? text_ascii85_undo(e->w, i) : undo_tag(e, i);
	case '+':
		return text_quoted_utf7(e->w, i);
	default:
		next = text_quoted_word(e->w, i);
		return next > i ? next : text_quoted_undo(&e->quoted, e->w, i);
	}
}

void
text_escape(struct text_writer *w)
{
	struct text_search search = text_search_make(w->signs, TEXT_SIGN_ESCAPE);
	struct escaping e = { .w = w, .text = text_writer_source(w) };
	size_t i = text_search_next(&search, 0, escape_bits);

	while (i < e.text.length && w->err == 0)
		i = text_search_next(&search, undo(&e, i), escape_bits);
}
