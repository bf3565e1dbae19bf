#include "scanner/text_direction.h"

#include "core/attributes.h"
#include "core/buffer.h"

#define OVERRIDE "\xE2\x80\xAE" /* U+202E */
#define CONTROL_SIZE 3          /* of each control of direction in UTF-8 */

enum control {
	CONTROL_NONE,
	CONTROL_OPENS, /* embeddings, overrides, isolates */
	CONTROL_CLOSES,
};

static enum control
control_at(struct bytes text, size_t i)
{
	static const struct {
		char bytes[CONTROL_SIZE + 1];
		enum control control;
	} controls[] = {
		{ "\xE2\x80\xAA", CONTROL_OPENS }, { "\xE2\x80\xAB", CONTROL_OPENS },
		{ "\xE2\x80\xAC", CONTROL_CLOSES }, { "\xE2\x80\xAD", CONTROL_OPENS },
		{ OVERRIDE, CONTROL_OPENS }, { "\xE2\x81\xA6", CONTROL_OPENS },
		{ "\xE2\x81\xA7", CONTROL_OPENS }, { "\xE2\x81\xA8", CONTROL_OPENS },
		{ "\xE2\x81\xA9", CONTROL_CLOSES },
	};
	struct bytes there = bytes_slice(text, i, CONTROL_SIZE);

	if (there.length < CONTROL_SIZE || there.data[0] != 0xE2)
		return CONTROL_NONE;
	for (size_t k = 0; k < ARRAY_LENGTH(controls); k++)
		if (bytes_equal(there, bytes_make(controls[k].bytes, CONTROL_SIZE)))
			return controls[k].control;
	return CONTROL_NONE;
}

/* The first override at or behind `i`; text.length when there is none. */
static size_t
override_find(struct bytes text, size_t i)
{
	struct bytes override = bytes_make(OVERRIDE, CONTROL_SIZE);

	/* By its first byte, rare in most mail: memmem() is slow with so short a needle. */
	for (; i < text.length; i++) {
		const uint8_t *found = memchr(text.data + i, override.data[0], text.length - i);
		if (found == NULL)
			break;
		i = (size_t)(found - text.data);
		if (bytes_equal(bytes_slice(text, i, CONTROL_SIZE), override))
			return i;
	}
	return text.length;
}

/* Where the override at `i` ends: behind what closes it, or before the line's end. */
static size_t
override_end(struct bytes text, size_t i)
{
	size_t depth = 0;

	while (i < text.length && text.data[i] != '\n') {
		enum control control = control_at(text, i);
		i += control != CONTROL_NONE ? CONTROL_SIZE : 1;
		depth += control == CONTROL_OPENS;
		depth -= control == CONTROL_CLOSES;
		if (depth == 0)
			break;
	}
	return i;
}

/* Brackets turn round with the text they are in (Unicode Bidi_Mirrored). */
static uint8_t
mirrored(uint8_t c)
{
	static const char pairs[] = "()[]{}<>";
	const char *found = c != '\0' ? strchr(pairs, c) : NULL;

	return found != NULL ? (uint8_t)pairs[(found - pairs) ^ 1] : c;
}

/* Appends the characters of `text` in reverse, without the controls. */
static int
append_reversed(struct bytes text, struct buffer *out)
{
	int err = buffer_reserve(out, text.length);

	for (size_t end = text.length; err == 0 && end > 0;) {
		size_t start = end - 1;
		while (start > 0 && (text.data[start] & 0xC0) == 0x80)
			start--;
		struct bytes character = bytes_slice(text, start, end - start);
		if (character.length == 1)
			err = buffer_append_byte(out, mirrored(character.data[0]));
		else if (control_at(text, start) == CONTROL_NONE)
			err = buffer_append(out, character);
		end = start;
	}
	return err;
}

void
text_direction(struct text_writer *w)
{
	struct bytes text = text_writer_source(w);
	struct buffer out = buffer_make(text.length * 2 + 1);
	size_t i = 0;

	while (i < text.length && w->err == 0) {
		size_t start = override_find(text, i), end = override_end(text, start);
		if (start == text.length)
			break;
		struct bytes whole = bytes_slice(text, start, end - start);
		buffer_clear(&out);
		w->err = append_reversed(whole, &out);
		if (w->err == 0)
			w->err = buffer_append_byte(&out, ' ');
		if (w->err == 0)
			w->err = buffer_append(&out, whole);
		text_writer_replace(w, start, whole.length, buffer_bytes(&out));
		i = end;
	}
	buffer_release(&out);
}
