/*
 * Words in lower case that are looked for among many others, by first letter:
 * all but a few are never compared.
 *
 *	static const struct word_list colours = { {
 *		WORDS('b', "black", "blue"), WORDS('r', "red"),
 *	} };
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_WORD_LIST_H
#define PHIMILTER_SCANNER_WORD_LIST_H

#include "core/bytes.h"

struct word_list {
	const char *const *words[26]; /* each ends in NULL; NULL for no words */
};

#define WORDS(letter, ...) [(letter) - 'a'] = (const char *const[]){ __VA_ARGS__, NULL }

/* The words that have the letter `c`, of either case, where the list is ordered by; or NULL. */
static inline const char *const *
word_list_letter(const struct word_list *list, uint8_t c)
{
	uint8_t letter = (uint8_t)((c | 0x20) - 'a');

	return letter < 26 ? list->words[letter] : NULL;
}

/* Whether `word` without its ASCII case is listed. */
bool word_list_has(const struct word_list *list, struct bytes word);

#endif
