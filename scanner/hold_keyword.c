#include "scanner/hold_keyword.h"

#include <glib.h>

#include "core/error.h"
#include "scanner/charset.h"
#include "scanner/text_view.h"
#include "scanner/words.h"

#define VIEW_ARENA_LIMIT ((size_t)64 * 1024)

/* Combining accents, which a letter is the same without. */
#define ACCENTS_FIRST 0x0300
#define ACCENTS_LAST 0x036F

/* Letters that one letter is made of (Unicode 3.7, canonical decomposition); four are the most. */
#define LETTERS_OF_ONE 8

#define UNICODE_LAST 0x10FFFF

#define SIGMA 0x03C3
#define SIGMA_FINAL 0x03C2

/* ---- folding ---------------------------------------------------------------------- */

static int
fold_letter(uint32_t letter, struct buffer *out)
{
	if (letter >= ACCENTS_FIRST && letter <= ACCENTS_LAST)
		return 0;
	letter = g_unichar_tolower(letter);
	return charset_utf8_append(out, letter == SIGMA_FINAL ? SIGMA : letter);
}

static int
fold_character(uint32_t character, struct buffer *out)
{
	gunichar letters[LETTERS_OF_ONE];
	int err = 0;

	if (!g_unichar_isalnum(character) && !g_unichar_ismark(character))
		return buffer_append_byte(out, ' '); /* what is no character at all, too */
	if (g_unichar_iswide(character)) {
		err = buffer_append_byte(out, ' ');
		if (err == 0)
			err = charset_utf8_append(out, character);
		return err != 0 ? err : buffer_append_byte(out, ' ');
	}
	size_t count = g_unichar_fully_decompose(character, FALSE, letters, ARRAY_LENGTH(letters));
	for (size_t i = 0; i < count && i < ARRAY_LENGTH(letters) && err == 0; i++)
		err = fold_letter(letters[i], out);
	return err;
}

bool
hold_text_needs_folding(struct bytes text)
{
	size_t i = 0;

	for (; i + 8 <= text.length; i += 8)
		if ((eight_load(text.data + i) & EIGHT_EACH(0x80)) != 0)
			return true;
	for (; i < text.length; i++)
		if (text.data[i] >= 0x80)
			return true;
	return false;
}

int
hold_text_fold(struct bytes text, struct buffer *out)
{
	int err = 0;

	for (size_t at = 0, next; at < text.length && err == 0; at = next) {
		for (next = at; next < text.length && text.data[next] < 0x80;)
			next++;
		err = buffer_append(out, bytes_slice(text, at, next - at));
		if (err != 0 || next == text.length)
			break;
		uint32_t character = g_utf8_get_char_validated((const char *)text.data + next,
		                                               (gssize)(text.length - next));
		err = fold_character(character, out);
		next += character > UNICODE_LAST ? 1 : charset_utf8_size(character);
	}
	return err;
}

/* ---- phrases ---------------------------------------------------------------------- */

/* The s of "patient's", which is no word of its own. */
static bool
is_possessive(struct bytes text, size_t start, size_t length)
{
	return length == 1 && byte_lower(text.data[start]) == 's' && start > 1 &&
	       text.data[start - 1] == '\'' && word_bytes[text.data[start - 2]] != 0;
}

/* The word that begins at or behind `from`; empty when there is none near enough. */
static struct bytes
word_next(struct bytes text, size_t from)
{
	size_t end = text.length - from > HOLD_KEYWORD_GAP ? from + HOLD_KEYWORD_GAP + 1 : text.length;
	size_t at = from, start;

	do {
		while (at < end && word_bytes[text.data[at]] == 0)
			at++;
		if (at == end)
			return bytes_make(NULL, 0);
		start = at;
		while (at < text.length && word_bytes[text.data[at]] != 0 && at - start <= HOLD_KEYWORD_SIZE)
			at++;
	} while (is_possessive(text, start, at - start));
	return bytes_slice(text, start, at - start);
}

bool
hold_phrase_add(struct hold_phrase *phrase, struct bytes text, size_t *at)
{
	struct bytes word = word_next(text, *at);
	size_t joint = phrase->length > 0;

	if (word.length == 0 || phrase->words == HOLD_KEYWORD_WORDS ||
	    word.length + joint > sizeof(phrase->data) - phrase->length)
		return false;
	if (joint)
		phrase->data[phrase->length++] = ' ';
	for (size_t i = 0; i < word.length; i++)
		phrase->data[phrase->length++] = word_bytes[word.data[i]];
	phrase->words++;
	*at = (size_t)(word.data - text.data) + word.length;
	return true;
}

/* ---- keywords --------------------------------------------------------------------- */

/* All of a text as one phrase. */
static int
phrase_read(struct bytes text, struct hold_phrase *out, const char **problem)
{
	struct buffer folded = buffer_make(HOLD_FOLD_EXPANSION * text.length);
	size_t at = 0;

	*out = (struct hold_phrase){ .length = 0 };
	int err = hold_text_fold(text, &folded);
	struct bytes left = buffer_bytes(&folded);
	while (err == 0 && hold_phrase_add(out, left, &at)) {
		/* the next */
	}
	if (err == 0 && word_next(left, at).length > 0) {
		*problem = "has at most 16 words and 256 bytes";
		err = ERROR_INVALID;
	} else if (err == 0 && out->length < 2) {
		*problem = "has two letters or digits at least";
		err = ERROR_INVALID;
	}
	buffer_release(&folded);
	return err;
}

/* What is wrong with the bytes; NULL when nothing is. */
static const char *
find_mistake(struct bytes text)
{
	if (text.length > HOLD_KEYWORD_SIZE)
		return "has at most 16 words and 256 bytes";
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] < ' ' && !byte_is_space(text.data[i]))
			return "has no control characters";
	return charset_utf8_prefix(text) == text.length ? NULL : "is text in UTF-8";
}

/* As the view shows the text, or plain where it makes nothing of it that could be looked for. */
static int
viewed_read(struct bytes text, struct hold_keyword *keyword)
{
	struct arena *arena = NULL;
	struct text_view view;
	const char *problem;

	int err = arena_create(VIEW_ARENA_LIMIT, &arena);
	if (err == 0)
		err = text_view_make(arena, text, &view);
	if (err == 0)
		err = phrase_read(view.bytes, &keyword->viewed, &problem);
	if (err == ERROR_INVALID) {
		keyword->viewed = keyword->plain;
		err = 0;
	}
	arena_destroy(&arena);
	return err;
}

int
hold_keyword_read(struct bytes text, struct hold_keyword *out, const char **problem)
{
	*problem = find_mistake(text);
	if (*problem != NULL)
		return ERROR_INVALID;
	int err = phrase_read(text, &out->plain, problem);
	return err == 0 ? viewed_read(text, out) : err;
}
