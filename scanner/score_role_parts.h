/*
 * What score_role.c, score_role_office.c and score_role_record.c share, and nobody else has.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SCORE_ROLE_PARTS_H
#define PHIMILTER_SCANNER_SCORE_ROLE_PARTS_H

#include "scanner/eight_bytes.h"
#include "scanner/score_role.h"

/* What the text behind a name makes of it: a record's subject, a number's bearer, or nothing known. */
enum score_role score_role_of_record(struct bytes behind);

/* Whether what stands behind a name says what its bearer does: ", director", " said", " the beagle". */
bool score_role_is_office(struct bytes behind);

/* Whether it is where they work, in a list of such: " (Radiology), Bo Lee (ICU)". */
bool score_role_is_departments(struct bytes behind);

/* Whether the word is an animal's: "our cat Max". */
bool score_role_is_creature(struct bytes word);

static inline struct bytes
score_role_skip_blanks(struct bytes text)
{
	size_t at = 0;
	while (at < text.length && (text.data[at] == ' ' || text.data[at] == '\t'))
		at++;
	return bytes_slice(text, at, SIZE_MAX);
}

/* The word that `text` begins with. */
static inline struct bytes
score_role_first_word(struct bytes text)
{
	size_t end = 0, more;
	do {
		uint64_t eight = eight_load_clipped(text, end);
		uint64_t of_word = (eight_letters(eight) | eight_between(eight, '0', '9') | eight) & EIGHT_TOPS;
		more = eight_first(of_word ^ EIGHT_TOPS);
		end += more;
	} while (more == sizeof(uint64_t));
	return bytes_slice(text, 0, end);
}

/* The word behind `word`, with which `text` begins. */
static inline struct bytes
score_role_word_behind(struct bytes text, struct bytes word)
{
	return score_role_first_word(score_role_skip_blanks(bytes_slice(text, word.length, SIZE_MAX)));
}

/* Whether `c` divides a name from what is of it. */
static inline bool
score_role_is_mark(uint8_t c)
{
	switch (c) {
	case ' ': case '\t': case ',': case ';': case ':': case '(': case '|': case '-': case '#':
		return true;
	default:
		return false;
	}
}

/* What stands behind such marks. */
static inline struct bytes
score_role_skip_marks(struct bytes text, bool *enclosed)
{
	size_t at = 0;
	for (; at < text.length && score_role_is_mark(text.data[at]); at++)
		*enclosed = *enclosed || text.data[at] == '(';
	return bytes_slice(text, at, SIZE_MAX);
}

#endif
