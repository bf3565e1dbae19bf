#include "scanner/text_quoted.h"

#include "core/buffer.h"
#include "scanner/charset.h"
#include "scanner/header_text.h"
#include "scanner/hex_digit.h"

/* A character in UTF-8 takes at most so many escapes. */
#define SPELLED_MAX 4

/* So many escapes in a row are no "a=20". */
#define ESCAPES_IN_A_ROW 3

/* So many escapes of what quoted-printable must escape make a text such. */
#define EVIDENCE_MIN 2

/* No character needs a longer block of UTF-7; a longer text is several. */
#define UTF7_BLOCK_LIMIT 4096

/* No mail program writes longer encoded words; RFC 2047 allows 75 characters. */
#define WORD_LIMIT 256

/* ---- two hexadecimal digits ------------------------------------------------------------ */

/* The bytes that the escapes in a row at the start of `text` spell, at most SPELLED_MAX. */
static size_t
spelled(struct bytes text, char mark, uint8_t bytes[SPELLED_MAX])
{
	size_t count = 0;

	for (; count < SPELLED_MAX; count++) {
		struct bytes one = bytes_slice(text, 3 * count, 3);
		int byte = one.length == 3 && one.data[0] == (uint8_t)mark
		         ? hex_digit_pair(bytes_slice(one, 1, 2)) : -1;
		if (byte < 0)
			break;
		bytes[count] = (uint8_t)byte;
	}
	return count;
}

size_t
text_quoted_character(struct bytes text, char mark, uint32_t *character)
{
	uint8_t bytes[SPELLED_MAX];
	size_t count = spelled(text, mark, bytes);

	if (count == 0)
		return 0;
	*character = bytes[0];
	if (bytes[0] < 0x80)
		return (bytes[0] >= 0x20 && bytes[0] != 0x7F) || byte_is_space(bytes[0]) ? 1 : 0;
	size_t size = bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
	if (count < size || charset_utf8_prefix(bytes_make(bytes, size)) != size)
		return 0;
	*character = bytes[0] & (0xFFu >> (size + 1));
	for (size_t i = 1; i < size; i++)
		*character = *character << 6 | (bytes[i] & 0x3F);
	return size;
}

static int
write_character(struct text_writer *w, size_t i, size_t length, uint32_t character)
{
	uint8_t bytes[4];
	struct buffer utf8 = { .data = bytes, .capacity = sizeof(bytes), .limit = sizeof(bytes) };
	int err = charset_utf8_append(&utf8, character);

	text_writer_replace(w, i, length, buffer_bytes(&utf8));
	return err;
}

/* ---- quoted-printable -------------------------------------------------------------------- */

/* How long the soft line break at the start of `text` is: '=' and the line's end; 0 for none. */
static size_t
soft_break(struct bytes text)
{
	size_t i = 1;

	while (i < text.length && (text.data[i] == ' ' || text.data[i] == '\t' || text.data[i] == '\r'))
		i++;
	return i < text.length && text.data[i] == '\n' ? i + 1 : 0;
}

/*
 * Whether the '=' that `text` begins with escapes what quoted-printable must
 * escape, in a way that "id=21" and "code=4A7" do not look like.
 */
static bool
is_evidence(struct bytes text)
{
	int byte = hex_digit_pair(bytes_slice(text, 1, 2));

	if (byte < 0x20 || byte == 0x7F || (byte < 0x80 && byte_is_alnum((uint8_t)byte)))
		return false;
	return byte >= 0x80 || byte_is_upper(text.data[1]) || byte_is_upper(text.data[2]);
}

/* Whether no '=' of the text stands for itself, and some must be escapes. */
static bool
is_quoted(struct bytes text)
{
	size_t evidence = 0;

	for (size_t i = 0; i < text.length; i++) {
		const uint8_t *found = memchr(text.data + i, '=', text.length - i);
		if (found == NULL)
			break;
		i = (size_t)(found - text.data);
		struct bytes rest = bytes_slice(text, i, SIZE_MAX);
		if (hex_digit_pair(bytes_slice(rest, 1, 2)) < 0 && soft_break(rest) == 0)
			return false;
		evidence += is_evidence(rest);
	}
	return evidence >= EVIDENCE_MIN;
}

static bool
is_of_number(uint8_t c)
{
	return byte_is_digit(c) || c == '-' || c == '.';
}

/* Whether the soft break of `length` bytes at `i` runs through a number. */
static bool
breaks_number(struct bytes text, size_t i, size_t length)
{
	return i > 0 && is_of_number(text.data[i - 1]) && i + length < text.length &&
	       is_of_number(text.data[i + length]);
}

size_t
text_quoted_undo(struct text_quoted *quoted, struct text_writer *w, size_t i)
{
	struct bytes text = text_writer_source(w), rest = bytes_slice(text, i, SIZE_MAX);
	uint8_t bytes[SPELLED_MAX];
	uint32_t character;
	size_t line_end = soft_break(rest);
	bool row = spelled(rest, '=', bytes) >= ESCAPES_IN_A_ROW;

	/* The rest of a row of escapes is not one any more, so all of it goes at once. */
	if (!row && !quoted->known) {
		quoted->known = true;
		quoted->quoted = is_quoted(text);
	}
	if (line_end > 0 && (quoted->quoted || breaks_number(text, i, line_end))) {
		text_writer_replace(w, i, line_end, bytes_make(NULL, 0));
		return i + line_end;
	}
	do {
		size_t count = row || quoted->quoted ? text_quoted_character(rest, '=', &character) : 0;
		if (count == 0)
			return i + 1;
		if (w->err == 0)
			w->err = write_character(w, i, 3 * count, character);
		i += 3 * count;
		rest = bytes_slice(text, i, SIZE_MAX);
	} while (rest.length > 0 && rest.data[0] == '=' && spelled(rest, '=', bytes) > 0);
	return i;
}

/* ---- encoded words ------------------------------------------------------------------------ */

/* How many bytes of `text` from `i` on come before a '?'; SIZE_MAX when a blank does, or none. */
static size_t
word_field(struct bytes text, size_t i)
{
	size_t length = 0;

	while (i + length < text.length && text.data[i + length] > ' ' && text.data[i + length] != '?')
		length++;
	return i + length < text.length && text.data[i + length] == '?' ? length : SIZE_MAX;
}

/* Length of the encoded word in "Q" that `text` begins with; 0 for none. */
static size_t
q_word(struct bytes text)
{
	struct bytes word = bytes_slice(text, 0, WORD_LIMIT);
	size_t charset = bytes_equal(bytes_slice(word, 0, 2), bytes_of_string("=?")) ? word_field(word, 2) : SIZE_MAX;

	if (charset == SIZE_MAX || charset == 0)
		return 0;
	size_t encoding = 2 + charset + 1, begin = encoding + 2;
	if (!bytes_equal_nocase(bytes_slice(word, encoding, 2), bytes_of_string("q?")))
		return 0;
	size_t length = word_field(word, begin);
	return length != SIZE_MAX && bytes_equal(bytes_slice(word, begin + length, 2), bytes_of_string("?="))
	       ? begin + length + 2 : 0;
}

/* Where the encoded words at `i` end: blanks between two are none of the text (RFC 2047 section 6.2). */
static size_t
q_words_end(struct bytes text, size_t i)
{
	size_t end = i, next = i, length;

	while ((length = q_word(bytes_slice(text, next, SIZE_MAX))) > 0) {
		end = next = next + length;
		while (next < text.length && byte_is_space(text.data[next]))
			next++;
	}
	return end;
}

size_t
text_quoted_word(struct text_writer *w, size_t i)
{
	struct bytes text = text_writer_source(w);
	size_t end = q_words_end(text, i);
	bool unknown = false;

	if (end == i)
		return i;
	struct header_scratch scratch = header_scratch_make(end - i);
	struct buffer out = buffer_make(w->limit);
	if (w->err == 0)
		w->err = header_text_decode(bytes_slice(text, i, end - i), &scratch, &out, &unknown);
	text_writer_replace(w, i, end - i, buffer_bytes(&out));
	buffer_release(&out);
	header_scratch_release(&scratch);
	return end;
}

/* ---- UTF-7 --------------------------------------------------------------------------------- */

static int
base64_value(uint8_t c)
{
	if (byte_is_upper(c))
		return c - 'A';
	if (byte_is_lower(c))
		return c - 'a' + 26;
	if (byte_is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/*
 * Decodes a block, which is without its '+', as far as it is ASCII in UTF-16;
 * returns how many characters, 0 when any of it is something else.
 */
static size_t
utf7_ascii(struct bytes block, uint8_t *out)
{
	uint32_t bits = 0;
	unsigned held = 0;
	size_t count = 0;

	for (size_t i = 0; i < block.length; i++) {
		bits = bits << 6 | (uint32_t)base64_value(block.data[i]);
		held += 6;
		if (held < 16)
			continue;
		held -= 16;
		uint32_t unit = bits >> held & 0xFFFF;
		if (unit < 0x20 || unit >= 0x7F)
			return 0;
		out[count++] = (uint8_t)unit;
	}
	return held < 6 && (bits & ((1u << held) - 1)) == 0 ? count : 0;
}

size_t
text_quoted_utf7(struct text_writer *w, size_t i)
{
	struct bytes text = text_writer_source(w);
	uint8_t ascii[UTF7_BLOCK_LIMIT / 2];
	size_t end = i + 1;

	/* ASCII in UTF-16 begins with nine bits of 0. */
	if (end + 1 >= text.length || text.data[end] != 'A' || (uint8_t)(text.data[end + 1] - 'A') > 7)
		return end;
	while (end < text.length && end - i <= UTF7_BLOCK_LIMIT && base64_value(text.data[end]) >= 0)
		end++;
	size_t count = utf7_ascii(bytes_slice(text, i + 1, end - i - 1), ascii);
	if (count == 0)
		return i + 1;
	end += end < text.length && text.data[end] == '-';
	text_writer_replace(w, i, end - i, bytes_make(ascii, count));
	return end;
}
