#include "config.h" /* memmem() */

#include "scanner/header_text.h"

#include "scanner/charset.h"
#include "scanner/header_section.h"
#include "scanner/hex_digit.h"
#include "scanner/transfer_encoding.h"

/* Longer names are no charset (RFC 2978 section 2.3 allows 40 characters). */
#define CHARSET_NAME_LIMIT 64

/* windows-1252 makes up to three bytes of one. */
#define TEXT_EXPANSION 3

struct encoded_word {
	struct bytes charset;
	bool base64;
	struct bytes text;
	size_t length; /* of all of it, from "=?" to "?=" */
};

/* A value on its way from `line` to `out`. */
struct decoding {
	struct header_scratch *scratch;
	struct buffer *out;
	bool *unknown;
	struct bytes charset; /* of what waits in scratch->word */
	bool waiting;         /* words were seen and not yet written */
};

struct header_scratch
header_scratch_make(size_t limit)
{
	return (struct header_scratch){
		.line = buffer_make(limit),
		.word = buffer_make(limit),
		.utf8 = buffer_make(limit * TEXT_EXPANSION),
	};
}

void
header_scratch_release(struct header_scratch *scratch)
{
	buffer_release(&scratch->line);
	buffer_release(&scratch->word);
	buffer_release(&scratch->utf8);
}

int
header_text_unfold(struct bytes value, struct buffer *out)
{
	buffer_clear(out);
	int err = buffer_reserve(out, value.length);
	if (err != 0)
		return err;
	for (size_t i = 0; i < value.length; i++) {
		uint8_t c = value.data[i];
		if (c != '\r' && c != '\n' && c != 0)
			out->data[out->length++] = c;
	}
	return 0;
}

/* Offset of the two characters of `pair` at or after `start`, or SIZE_MAX. */
static size_t
find_pair(struct bytes text, size_t start, const char *pair)
{
	struct bytes rest = bytes_slice(text, start, SIZE_MAX);
	const uint8_t *found = rest.length ? memmem(rest.data, rest.length, pair, 2) : NULL;
	return found ? (size_t)(found - text.data) : SIZE_MAX;
}

/* Length of the charset of an encoded word, up to its '?'; 0 when there is none. */
static size_t
charset_length(struct bytes at)
{
	size_t length = 0;
	while (length < at.length && length < CHARSET_NAME_LIMIT && at.data[length] > ' ' &&
	       at.data[length] != '?')
		length++;
	return length < at.length && at.data[length] == '?' ? length : 0;
}

/* `text` starts with "=?"; `*endless` becomes true when no "?=" follows anywhere. */
static bool
encoded_word_parse(struct bytes text, struct encoded_word *word, bool *endless)
{
	struct bytes at = bytes_slice(text, 2, SIZE_MAX);
	size_t name = charset_length(at);
	if (name == 0 || at.length < name + 3 || at.data[name + 2] != '?')
		return false;
	uint8_t encoding = byte_upper(at.data[name + 1]);
	if (encoding != 'B' && encoding != 'Q')
		return false;
	size_t end = find_pair(at, name + 3, "?=");
	if (end == SIZE_MAX) {
		*endless = true;
		return false;
	}
	word->charset = bytes_slice(at, 0, name);
	const uint8_t *language = memchr(at.data, '*', name); /* RFC 2231 section 5 */
	if (language != NULL)
		word->charset.length = (size_t)(language - at.data);
	word->base64 = encoding == 'B';
	word->text = bytes_slice(at, name + 3, end - name - 3);
	word->length = 2 + end + 2;
	return true;
}

static int
append_q(struct bytes text, struct buffer *out)
{
	int err = buffer_reserve(out, text.length);
	for (size_t i = 0; err == 0 && i < text.length; i++) {
		uint8_t c = text.data[i];
		int byte = c == '=' ? hex_digit_pair(bytes_slice(text, i + 1, 2)) : -1;
		if (byte >= 0)
			i += 2;
		out->data[out->length++] = byte >= 0 ? (uint8_t)byte : c == '_' ? ' ' : c;
	}
	return err;
}

static int
append_b(struct bytes text, struct buffer *out)
{
	bool broken = false;
	int err = buffer_reserve(out, text.length);
	if (err == 0 && text.length > 0)
		out->length += transfer_decode(TRANSFER_BASE64, text, out->data + out->length, &broken);
	return err;
}

static int
append_converted(const struct decoding *d, struct bytes charset, struct bytes bytes)
{
	struct bytes text;
	int err = charset_decode(charset, bytes, &d->scratch->utf8, &text, d->unknown);
	return err != 0 ? err : buffer_append(d->out, text);
}

static int
write_words(struct decoding *d)
{
	if (!d->waiting)
		return 0;
	int err = append_converted(d, d->charset, buffer_bytes(&d->scratch->word));
	buffer_clear(&d->scratch->word);
	d->waiting = false;
	return err;
}

/* Blanks between encoded words are not shown (RFC 2047 section 6.2). */
static int
take_plain(struct decoding *d, struct bytes plain, bool before_word)
{
	if (plain.length == 0 || (d->waiting && before_word && header_trim(plain).length == 0))
		return 0;
	int err = write_words(d);
	return err != 0 ? err : append_converted(d, bytes_make(NULL, 0), plain);
}

static int
take_word(struct decoding *d, const struct encoded_word *word)
{
	int err = 0;
	if (d->waiting && !bytes_equal_nocase(d->charset, word->charset))
		err = write_words(d);
	if (err != 0)
		return err;
	d->charset = word->charset;
	d->waiting = true;
	return word->base64 ? append_b(word->text, &d->scratch->word)
			    : append_q(word->text, &d->scratch->word);
}

static int
decode_words(struct decoding *d, struct bytes line)
{
	size_t plain = 0, at = 0;
	bool endless = false;
	int err = 0;
	while (err == 0 && !endless && (at = find_pair(line, at, "=?")) != SIZE_MAX) {
		struct encoded_word word;
		if (!encoded_word_parse(bytes_slice(line, at, SIZE_MAX), &word, &endless)) {
			at += 2;
			continue;
		}
		err = take_plain(d, bytes_slice(line, plain, at - plain), true);
		if (err == 0)
			err = take_word(d, &word);
		at += word.length;
		plain = at;
	}
	if (err == 0)
		err = take_plain(d, bytes_slice(line, plain, SIZE_MAX), false);
	return err != 0 ? err : write_words(d);
}

int
header_text_decode(struct bytes value, struct header_scratch *scratch, struct buffer *out,
                   bool *unknown)
{
	int err = header_text_unfold(value, &scratch->line);
	if (err != 0)
		return err;
	struct decoding decoding = { .scratch = scratch, .out = out, .unknown = unknown };
	return decode_words(&decoding, buffer_bytes(&scratch->line));
}
