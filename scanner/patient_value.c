#include "scanner/patient_value.h"

#include <stdio.h>

#include "scanner/digits.h"
#include "scanner/letter.h"

enum value_kind {
	KIND_WORD = 'w',
	KIND_NAME = 'n',
	KIND_NUMBER = '#',
	KIND_EMAIL = '@',
	KIND_DATE = 'd',
	KIND_STREET = 's',
};

#define NUMBER_LIMIT 32
#define PHONE_LEAST 7
#define PHONE_MOST 15 /* ITU-T E.164 */

const char *
patient_field_name(unsigned field)
{
	static const char *const names[PATIENT_FIELD_LIMIT] = {
		[PATIENT_NAME] = "name",
		[PATIENT_BIRTH_DATE] = "birth-date",
		[PATIENT_SSN] = "ssn",
		[PATIENT_MRN] = "mrn",
		[PATIENT_MEMBER_ID] = "member-id",
		[PATIENT_ACCOUNT] = "account",
		[PATIENT_LICENSE] = "license",
		[PATIENT_PHONE] = "phone",
		[PATIENT_EMAIL] = "e-mail",
		[PATIENT_STREET] = "street",
	};
	return field < PATIENT_FIELD_LIMIT ? names[field] : NULL;
}

static void
value_begin(struct patient_value *value, enum value_kind kind)
{
	value->data[0] = (uint8_t)kind;
	value->length = 1;
}

/* ---- numbers ----------------------------------------------------------------- */

/* Takes the zeros off the front of a number, as systems differ in padding. */
static void
zeros_strip(struct patient_value *value)
{
	size_t zeros = 0;

	while (1 + zeros < value->length && value->data[1 + zeros] == '0')
		zeros++;
	memmove(value->data + 1, value->data + 1 + zeros, value->length - 1 - zeros);
	value->length -= zeros;
}

bool
patient_value_number(struct bytes text, struct patient_value *out)
{
	size_t digits = 0;

	value_begin(out, KIND_NUMBER);
	for (size_t i = 0; i < text.length; i++) {
		if (!byte_is_alnum(text.data[i]))
			continue;
		if (out->length > NUMBER_LIMIT)
			return false;
		digits += byte_is_digit(text.data[i]);
		out->data[out->length++] = byte_upper(text.data[i]);
	}
	if (digits == out->length - 1) {
		zeros_strip(out);
		digits = out->length - 1;
	}
	struct bytes number = bytes_make(out->data + 1, out->length - 1);
	return number.length >= PATIENT_NUMBER_LEAST && digits >= PATIENT_NUMBER_DIGITS &&
	       !digits_repeated(number);
}

bool
patient_value_phone(struct bytes text, struct patient_value *out)
{
	size_t end = 0;
	uint8_t digits[PHONE_MOST + 1];
	size_t count = 0;

	/* An extension begins with a letter: "x123", "ext. 5". */
	while (end < text.length && !byte_is_alpha(text.data[end]) && text.data[end] != '#')
		end++;
	for (size_t i = 0; i < end; i++) {
		if (!byte_is_digit(text.data[i]))
			continue;
		if (count == PHONE_MOST)
			return false;
		digits[count++] = text.data[i];
	}
	size_t skip = count == 11 && digits[0] == '1' ? 1 : 0;
	if (count - skip < PHONE_LEAST)
		return false;
	return patient_value_number(bytes_make(digits + skip, count - skip), out);
}

/* ---- addresses and dates ------------------------------------------------------- */

bool
patient_value_email(struct bytes text, struct patient_value *out)
{
	bool at = false;

	value_begin(out, KIND_EMAIL);
	for (size_t i = 0; i < text.length; i++) {
		uint8_t c = byte_lower(text.data[i]);
		if (byte_is_space(c) || c == '<' || c == '>')
			continue;
		if (out->length == PATIENT_VALUE_LIMIT)
			return false;
		at |= c == '@' && out->length > 1;
		out->data[out->length++] = c;
	}
	return at && out->data[out->length - 1] != '@';
}

bool
patient_value_date(unsigned year, unsigned month, unsigned day, struct patient_value *out)
{
	if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	value_begin(out, KIND_DATE);
	out->length += (size_t)snprintf((char *)out->data + 1, 16, "%04u%02u%02u", year, month, day);
	return true;
}

/* The word of letters and digits at or after `at`; empty at the end. */
static struct bytes
street_word(struct bytes text, size_t at)
{
	while (at < text.length && !byte_is_alnum(text.data[at]) && text.data[at] < 0x80)
		at++;
	size_t end = at;
	while (end < text.length && (byte_is_alnum(text.data[end]) || text.data[end] >= 0x80))
		end++;
	return bytes_slice(text, at, end - at);
}

static bool
is_direction(struct bytes word)
{
	static const char *const directions[] = { "n", "s", "e", "w", "ne", "nw", "se", "sw", "north",
	                                          "south", "east", "west" };

	return bytes_among(word, directions, ARRAY_LENGTH(directions));
}

bool
patient_value_street(struct bytes text, struct patient_value *out)
{
	struct bytes number = street_word(text, 0);
	size_t behind = number.length == 0 ? 0 : (size_t)(number.data - text.data) + number.length;
	struct bytes name = street_word(text, behind);

	if (number.length == 0 || number.length > NUMBER_LIMIT || !byte_is_digit(number.data[0]))
		return false;
	if (is_direction(name)) {
		behind = (size_t)(name.data - text.data) + name.length;
		struct bytes next = street_word(text, behind);
		name = next.length > 0 ? next : name;
	}
	if (name.length < 2 || name.length > NUMBER_LIMIT)
		return false;
	value_begin(out, KIND_STREET);
	for (size_t i = 0; i < number.length; i++)
		out->data[out->length++] = byte_upper(number.data[i]);
	out->data[out->length++] = ' ';
	for (size_t i = 0; i < name.length; i++)
		out->data[out->length++] = byte_upper(name.data[i]);
	return true;
}

/* ---- names ----------------------------------------------------------------------- */

/* Bytes of the apostrophe or hyphen at `at`; 0 when there is none. */
static size_t
joint_length(struct bytes text, size_t at)
{
	static const uint8_t apostrophe[] = { 0xe2, 0x80, 0x99 }; /* U+2019 */

	if (at < text.length && (text.data[at] == '\'' || text.data[at] == '-'))
		return 1;
	return bytes_equal(bytes_slice(text, at, sizeof(apostrophe)),
	                   bytes_make(apostrophe, sizeof(apostrophe)))
	               ? sizeof(apostrophe)
	               : 0;
}

/* Whether "'s" stands at `at` and the word ends behind it. */
static bool
is_possessive(struct bytes text, size_t at)
{
	size_t joint = joint_length(text, at);

	return joint > 0 && text.data[at] != '-' && at + joint < text.length &&
	       byte_lower(text.data[at + joint]) == 's' && letter_at(text, at + joint + 1).length == 0;
}

/* Adds `length` bytes; a word that is too long for a name becomes and stays empty. */
static void
word_add(struct patient_value *value, const uint8_t *bytes, size_t length)
{
	if (value->length == 0 || value->length + length > PATIENT_WORD_LIMIT) {
		value->length = 0;
		return;
	}
	memcpy(value->data + value->length, bytes, length);
	value->length += length;
}

/* Most letters are ASCII: they are taken in one go. Where they end. */
static size_t
word_add_ascii(struct patient_value *value, struct bytes text, size_t at)
{
	size_t limit = value->length == 0 ? 0 : PATIENT_WORD_LIMIT;
	size_t length = value->length;

	for (; at < text.length && byte_is_alpha(text.data[at]); at++)
		if (length < limit)
			value->data[length++] = text.data[at] | 0x20;
		else
			limit = 0;
	value->length = limit == 0 ? 0 : length;
	return at;
}

static size_t
word_add_foreign(struct patient_value *value, struct bytes text, size_t at)
{
	struct letter letter = letter_at(text, at);

	if (letter.folded)
		word_add(value, &letter.folded, 1);
	else if (letter.length > 0)
		word_add(value, text.data + at, letter.length);
	return at + letter.length;
}

bool
patient_word_read(struct bytes text, size_t start, struct patient_word *out)
{
	struct letter letter = letter_at(text, start);

	if (letter.length == 0)
		return false;
	out->start = start;
	out->capital = letter.capital || letter.folded == 0;
	value_begin(&out->value, KIND_WORD);
	for (size_t at = start;;) {
		size_t before = at;
		at = word_add_ascii(&out->value, text, at);
		if (at < text.length && text.data[at] >= 0x80)
			at = word_add_foreign(&out->value, text, at);
		if (at == before)
			return true;
		out->end = at;
		size_t joint = joint_length(text, at);
		if (joint > 0 && !is_possessive(text, at) && letter_at(text, at + joint).length > 0)
			at += joint;
	}
}

bool
patient_word_joins(const struct patient_word *word)
{
	static const char *const joints[] = { "de", "la", "las", "los", "del", "della", "di", "da", "dos",
	                                      "das", "do", "du", "van", "von", "der", "den", "ter", "ten",
	                                      "bin", "ibn", "al", "el", "le", "san", "st", "y", "e", "name" };
	struct bytes plain = bytes_slice(patient_value_bytes(&word->value), 1, SIZE_MAX);

	return bytes_among(plain, joints, ARRAY_LENGTH(joints));
}

void
patient_value_name(const struct patient_value *given, const struct patient_value *family,
                   struct patient_value *out)
{
	value_begin(out, KIND_NAME);
	memcpy(out->data + out->length, given->data, given->length);
	out->length += given->length;
	memcpy(out->data + out->length, family->data, family->length);
	out->length += family->length;
}
