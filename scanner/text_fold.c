#include "scanner/text_fold.h"

#include <stdlib.h>

#include "scanner/letter.h"
#include "scanner/text_fold_table.h"

/* The mathematical letters: 13 alphabets of 26 capitals and 26 small ones. */
#define MATH_LETTERS_FIRST 0x1D400
#define MATH_LETTERS_LAST 0x1D6A3

/* Invisible copies of ASCII (Unicode 23.9). Flags of emoji use up to six; more are text. */
#define TAGS_FIRST 0xE0020
#define TAGS_LAST 0xE007E
#define TAG_TEXT_MIN 8

/* A longer word is no name and no cue; its letters stay what they are. */
#define WORD_LIMIT 256

/* So many letters, all look-alikes, are a word in disguise and no symbol ("alpha"). */
#define DISGUISED_LETTERS_MIN 2

enum word_reading {
	WORD_FOREIGN, /* its letters stay */
	WORD_LATIN,   /* look-alikes are letters */
	WORD_NUMBER,  /* look-alikes are digits */
};

struct folding {
	struct text_writer *w;
	struct bytes text;
	size_t word_end; /* of the word that was last looked at */
	enum word_reading word;
	size_t company_end; /* of the last character that folds in company */
	size_t folded_end;  /* of the last character that became `folded` */
	uint8_t folded;
	bool scripts_known;
	bool foreign_scripts; /* the text has letters of Greek, Cyrillic ... that look like no other */
};

/* ---- what a character becomes ------------------------------------------------ */

static int
fold_find(uint32_t character)
{
	size_t low = 0, high = ARRAY_LENGTH(fold_ranges);

	if (character >= MATH_LETTERS_FIRST && character <= MATH_LETTERS_LAST) {
		unsigned letter = (character - MATH_LETTERS_FIRST) % 52;
		return letter < 26 ? 'A' + (int)letter : 'a' + (int)letter - 26;
	}
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (fold_ranges[middle].last < character)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == ARRAY_LENGTH(fold_ranges) || character < fold_ranges[low].first)
		return FOLD_KEEP;
	const struct fold_range *range = &fold_ranges[low];
	if (range->modulo == 0)
		return range->to;
	return range->to + (int)((character - range->first) % range->modulo);
}

static int
look_alike_compare(const void *key, const void *element)
{
	uint32_t wanted = *(const uint32_t *)key, there = ((const struct look_alike *)element)->character;

	return (wanted > there) - (wanted < there);
}

/* NULL when there is none. */
static const struct look_alike *
look_alike_find(uint32_t character)
{
	return bsearch(&character, look_alikes, ARRAY_LENGTH(look_alikes), sizeof(*look_alikes),
	               look_alike_compare);
}

/* Characters that stand for several; NULL for any other. */
static const char *
fold_string(uint32_t character)
{
	static const char *const ligatures[] = { "ff", "fi", "fl", "ffi", "ffl", "st", "st" };
	static const char *const circled[] = {
		"10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20",
	};

	if (character >= 0xFB00 && character - 0xFB00 < ARRAY_LENGTH(ligatures))
		return ligatures[character - 0xFB00];
	if (character >= 0x2469 && character - 0x2469 < ARRAY_LENGTH(circled))
		return circled[character - 0x2469];
	return character == 0x2116 ? "No" : NULL;
}

/* ---- reading ------------------------------------------------------------------- */

/* Reads the character at `i` of valid UTF-8; a broken byte stands for itself. */
static uint32_t
character_read(struct bytes text, size_t i, size_t *size)
{
	static const uint8_t lead_bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	uint8_t lead = text.data[i];
	size_t length = lead < 0x80 ? 1 : lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

	if (length == 0 || length > text.length - i) {
		*size = 1;
		return UINT32_MAX;
	}
	uint32_t character = lead & lead_bits[length];
	for (size_t k = 1; k < length; k++)
		character = character << 6 | (text.data[i + k] & 0x3F);
	*size = length;
	return character;
}

/* Above ASCII, or a control that is no white space and no separator of X12 or NIST records. */
static inline bool
is_suspect(uint8_t c)
{
	return (uint8_t)(c + 1) > 0x7F || c < '\t' || (uint8_t)(c - 0x0E) < 0x0E;
}

static uint64_t
suspects(const uint8_t *chunk)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < TEXT_SIGNS_SIZE; i += BYTE_BLOCK_SIZE) {
		byte_block c = byte_block_load(chunk + i);
		bits |= byte_flags_bits(byte_block_between(c, 0x0E, 0x1B) | byte_block_between(c, 0x7F, 256 + 0x08)) << i;
	}
	return bits;
}

/* ---- words of letters that look like others ------------------------------------ */

/* Greek, Cyrillic, Armenian, Cherokee and Lisu have letters that look like Latin ones. */
static bool
is_of_look_alike_script(uint32_t c)
{
	return (c >= 0x370 && c <= 0x58F) || (c >= 0x13A0 && c <= 0x13FF) || (c >= 0xA4D0 && c <= 0xA4FF);
}

/* Whether the text is in such a script: it has letters that could be no Latin ones. */
static bool
has_foreign_scripts(struct folding *f)
{
	if (f->scripts_known)
		return f->foreign_scripts;
	struct text_search search = text_search_make(f->w->signs, TEXT_SIGN_FOLD);
	f->scripts_known = true;
	for (size_t i = text_search_next(&search, 0, suspects), size; i < f->text.length;
	     i = text_search_next(&search, i + size, suspects)) {
		uint32_t c = character_read(f->text, i, &size);
		if (is_of_look_alike_script(c) && fold_find(c) == FOLD_KEEP && look_alike_find(c) == NULL) {
			f->foreign_scripts = true;
			break;
		}
	}
	return f->foreign_scripts;
}

/* What the characters of a word are. */
struct word_letters {
	size_t latin;
	size_t digits;
	size_t look_alikes;
	size_t like_digits; /* of the look-alikes */
	bool foreign;
};

/* Counts in the character at `i`; false when the word ends before it. */
static bool
word_take(struct bytes text, size_t i, struct word_letters *letters, size_t *size)
{
	uint32_t c = character_read(text, i, size);
	const struct look_alike *look_alike = c < 0x80 ? NULL : look_alike_find(c);
	int to = c < 0x80 && !is_suspect((uint8_t)c) ? (int)c : fold_find(c);

	if (look_alike != NULL) {
		letters->look_alikes++;
		letters->like_digits += look_alike->digit != 0;
		letters->foreign |= look_alike->letter == 0;
	} else if (to >= 0 && to < 0x80 && byte_is_alnum((uint8_t)to)) {
		letters->latin += byte_is_alpha((uint8_t)to);
		letters->digits += byte_is_digit((uint8_t)to);
	} else if (to == FOLD_KEEP && letter_at(text, i).length > 0) {
		/* Latin letters with accents are no strangers in a Latin word. */
		letters->foreign |= letter_at(text, i).folded == 0;
	} else {
		return to == FOLD_REMOVE;
	}
	return true;
}

/* Decides how the look-alikes of the word around `i` are read, up to its end. */
static void
word_read(struct folding *f, size_t i)
{
	struct word_letters letters = { 0 };
	size_t at = i, size;

	while (at > 0 && i - at < WORD_LIMIT && byte_is_alnum(f->text.data[at - 1]))
		at--;
	while (at < f->text.length && at < i + WORD_LIMIT &&
	       word_take(f->text, at, &letters, &size))
		at += size;
	f->word_end = at;
	f->word = WORD_FOREIGN;
	bool digits_alone = letters.latin == 0 && letters.like_digits == letters.look_alikes;
	if (digits_alone && letters.digits > 0)
		f->word = WORD_NUMBER;
	else if (!letters.foreign &&
	         (letters.latin > 0 ||
	          (letters.look_alikes >= DISGUISED_LETTERS_MIN && !has_foreign_scripts(f))))
		f->word = WORD_LATIN;
}

/* ---- folding --------------------------------------------------------------------- */

static void
fold(struct folding *f, size_t i, size_t size, uint8_t to)
{
	text_writer_fold(f->w, i, size, to);
	f->folded = to;
	f->folded_end = i + size;
}

static void
fold_look_alike(struct folding *f, size_t i, size_t size, const struct look_alike *look_alike)
{
	if (i >= f->word_end)
		word_read(f, i);
	char to = f->word == WORD_LATIN ? look_alike->letter
	        : f->word == WORD_NUMBER ? look_alike->digit : 0;
	if (to != 0)
		fold(f, i, size, (uint8_t)to);
}

/* Whether the character at `i` is, or becomes, a digit. */
static bool
is_digit_at(struct bytes text, size_t i)
{
	size_t size;

	if (i >= text.length)
		return false;
	uint32_t c = character_read(text, i, &size);
	int to = c < 0x80 ? (int)c : fold_find(c) & ~FOLD_IN_COMPANY;
	return to >= 0 && to < 0x80 && byte_is_digit((uint8_t)to);
}

static bool
is_digit_before(const struct folding *f, size_t i)
{
	if (i > 0 && f->folded_end == i)
		return byte_is_digit(f->folded);
	return i > 0 && byte_is_digit(f->text.data[i - 1]);
}

static bool
has_company(struct folding *f, size_t i, size_t size)
{
	size_t next = i + size, next_size;
	bool before = i > 0 && f->company_end == i;

	f->company_end = next;
	if (before || next >= f->text.length)
		return before;
	int to = fold_find(character_read(f->text, next, &next_size));
	return to > 0 && (to & FOLD_IN_COMPANY) != 0;
}

/* Removes a run of tags, or makes it the text it spells; returns its end. */
static size_t
fold_tags(struct folding *f, size_t start)
{
	size_t i = start, size, count = 0;

	for (; i < f->text.length; i += size, count++) {
		uint32_t c = character_read(f->text, i, &size);
		if (c < TAGS_FIRST || c > TAGS_LAST)
			break;
	}
	if (count < TAG_TEXT_MIN) {
		text_writer_replace(f->w, start, i - start, bytes_make(NULL, 0));
		return i;
	}
	for (size_t at = start; at < i; at += size) {
		uint32_t c = character_read(f->text, at, &size);
		fold(f, at, size, (uint8_t)(c - TAGS_FIRST + ' '));
	}
	return i;
}

/* The character of `size` bytes at `i`, which is a suspect; returns where to go on. */
static size_t
fold_character(struct folding *f, size_t i, uint32_t c, size_t size)
{
	int to = fold_find(c);
	bool happens = true;

	if (c >= TAGS_FIRST && c <= TAGS_LAST)
		return fold_tags(f, i);
	if (to == FOLD_REMOVE) {
		text_writer_replace(f->w, i, size, bytes_make(NULL, 0));
	} else if (to == FOLD_KEEP) {
		const struct look_alike *look_alike = look_alike_find(c);
		const char *string = fold_string(c);
		if (look_alike != NULL)
			fold_look_alike(f, i, size, look_alike);
		else if (string != NULL)
			text_writer_replace(f->w, i, size, bytes_of_string(string));
	} else {
		if ((to & FOLD_IN_COMPANY) != 0)
			happens = has_company(f, i, size);
		else if ((to & FOLD_BETWEEN_DIGITS) != 0)
			happens = is_digit_before(f, i) && is_digit_at(f->text, i + size);
		if (happens)
			fold(f, i, size, (uint8_t)(to & 0x7F));
	}
	return i + size;
}

void
text_fold(struct text_writer *w)
{
	struct text_search search = text_search_make(w->signs, TEXT_SIGN_FOLD);
	struct folding f = { .w = w, .text = text_writer_source(w) };
	size_t i = text_search_next(&search, 0, suspects), size;

	while (i < f.text.length && w->err == 0) {
		uint32_t c = character_read(f.text, i, &size);
		i = text_search_next(&search, fold_character(&f, i, c, size), suspects);
	}
}
