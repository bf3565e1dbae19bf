#include "scanner/text_base32.h"

#include "scanner/charset.h"
#include "scanner/encoded_run.h"

#define DIGIT_BITS 5     /* of base32 */
#define ASCII85_GROUP 5  /* digits for four bytes */
#define MARK_SIZE 2      /* <~ and ~> */

/* Among so many bytes one may be no ASCII: names have accents. */
#define TEXT_PER_FOREIGN 8

static uint8_t
base32_value(uint8_t c)
{
	if (byte_is_alpha(c))
		return (uint8_t)(byte_lower(c) - 'a');
	return c >= '2' && c <= '7' ? (uint8_t)(c - '2' + 26) : NO_DIGIT;
}

/* Whether all of it is what somebody could have written: bytes at random are not. */
static bool
is_text(struct bytes bytes)
{
	size_t foreign = 0;

	for (size_t i = 0; i < bytes.length; i++) {
		if (bytes.data[i] == 0x7F || (bytes.data[i] < 0x20 && !byte_is_space(bytes.data[i])))
			return false;
		foreign += bytes.data[i] >= 0x80;
	}
	return bytes.length > 0 && foreign * TEXT_PER_FOREIGN <= bytes.length;
}

/* Replaces [start, end) by `decoded`, which is text. */
static void
put(struct text_writer *w, size_t start, size_t end, struct bytes decoded)
{
	struct buffer utf8 = buffer_make(decoded.length * 3 + 1);
	struct bytes text;
	bool unknown = false;

	w->err = charset_decode(bytes_make(NULL, 0), decoded, &utf8, &text, &unknown);
	if (w->err == 0)
		text_writer_replace(w, start, end - start, text);
	buffer_release(&utf8);
}

/* ---- base32 ------------------------------------------------------------------------- */

bool
text_base32_undo(struct text_writer *w, size_t start, size_t end)
{
	struct bytes run = bytes_slice(text_writer_source(w), start, end - start);
	struct buffer decoded = buffer_make(run.length);
	uint32_t bits = 0;
	unsigned kept = 0;

	for (size_t i = 0; i < run.length && w->err == 0; i++) {
		uint8_t value = base32_value(run.data[i]);
		if (value == NO_DIGIT)
			continue;
		bits = bits << DIGIT_BITS | value;
		kept += DIGIT_BITS;
		if (kept < 8)
			continue;
		kept -= 8;
		w->err = buffer_append_byte(&decoded, (uint8_t)(bits >> kept));
	}
	bool text = w->err == 0 && is_text(buffer_bytes(&decoded));
	if (text)
		put(w, start, end, buffer_bytes(&decoded));
	buffer_release(&decoded);
	return text;
}

/* ---- Ascii85 --------------------------------------------------------------------------- */

/* Appends the bytes of a group of `count` digits; false when it is none. */
static bool
group_decode(const uint8_t *digits, size_t count, struct buffer *out)
{
	uint64_t number = 0;

	for (size_t i = 0; i < ASCII85_GROUP; i++)
		number = number * 85 + (i < count ? digits[i] : 84);
	if (number > UINT32_MAX || count < 2)
		return false;
	for (size_t i = 0; i + 1 < count; i++)
		if (buffer_append_byte(out, (uint8_t)(number >> (24 - 8 * i))) != 0)
			return false;
	return true;
}

/* What stands between the marks; false when it is no Ascii85. */
static bool
ascii85_decode(struct bytes inner, struct buffer *out)
{
	uint8_t digits[ASCII85_GROUP];
	size_t count = 0;

	for (size_t i = 0; i < inner.length; i++) {
		uint8_t c = inner.data[i];
		if (byte_is_space(c))
			continue;
		if (c < '!' || c > 'u')
			return false;
		digits[count++] = (uint8_t)(c - '!');
		if (count < ASCII85_GROUP)
			continue;
		if (!group_decode(digits, count, out))
			return false;
		count = 0;
	}
	return count == 0 || group_decode(digits, count, out);
}

size_t
text_ascii85_undo(struct text_writer *w, size_t at)
{
	size_t start = at + MARK_SIZE;
	struct bytes rest = bytes_slice(text_writer_source(w), start, SIZE_MAX);
	const uint8_t *close = rest.length > 0 ? memchr(rest.data, '~', rest.length) : NULL;
	size_t length = close != NULL ? (size_t)(close - rest.data) : rest.length;
	size_t end = start + length;

	/* It ends at the first of these, which is no digit: so nothing is read twice. */
	if (length + 1 >= rest.length || rest.data[length + 1] != '>')
		return end;
	struct buffer decoded = buffer_make(length + ASCII85_GROUP);
	if (ascii85_decode(bytes_slice(rest, 0, length), &decoded) && is_text(buffer_bytes(&decoded))) {
		end += MARK_SIZE;
		put(w, at, end, buffer_bytes(&decoded));
	}
	buffer_release(&decoded);
	return end;
}
