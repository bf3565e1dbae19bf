/*
 * Words in lower case that are looked for among many others, by their first two
 * letters: all but a few are never compared.
 *
 *	static const struct word_list colours = { {
 *		WORDS('b', "black", "blue"), WORDS('r', "red"),
 *	} };
 *
 * At file scope only: in a function such a list would not be constant.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_WORD_LIST_H
#define PHIMILTER_SCANNER_WORD_LIST_H

#include "core/attributes.h"
#include "core/bytes.h"

struct word_letter {
	const char *const *words; /* ends in NULL; NULL for no words */
	uint32_t seconds;         /* WORD_LETTER_BIT() of each word's second letter */
	uint32_t thirds;          /* and of the third; all bits when there is a word without */
};

struct word_list {
	struct word_letter letters[26];
};

/* The most words that one letter may have. */
#define WORDS_LIMIT 32

#define WORDS(letter, ...)                                                                        \
	[(letter) - 'a'] = { (const char *const[]){ __VA_ARGS__, NULL },                           \
		             WORDS_FIT(__VA_ARGS__) + WORDS_BITS(WORDS_SECOND, __VA_ARGS__),       \
		             WORDS_BITS(WORDS_THIRD, __VA_ARGS__) }

/* 0; too many words do not compile. */
#define WORDS_FIT(...) \
	(0 * sizeof(char[1 - 2 * (sizeof((const char *const[]){ __VA_ARGS__ }) > \
	                         WORDS_LIMIT * sizeof(char *))]))

/* One bit for each letter of either case; other characters share some. */
#define WORD_LETTER_BIT(c) (UINT32_C(1) << ((uint8_t)(c) & 31))

/* OF() of each word, together. */
#define WORDS_NONE "\0", "\0", "\0", "\0", "\0", "\0", "\0", "\0"
#define WORDS_BITS(OF, ...) WORDS_BITS_PADDED(OF, __VA_ARGS__, WORDS_NONE, WORDS_NONE, WORDS_NONE, WORDS_NONE)
#define WORDS_BITS_PADDED(OF, ...) WORDS_BITS_OF(OF, __VA_ARGS__, "\0")
#define WORDS_BITS_OF(OF, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, \
                      A, B, C, D, E, F, ...)                                                      \
	(WORDS_OR(OF, a, b, c, d, e, f, g, h) | WORDS_OR(OF, i, j, k, l, m, n, o, p) |             \
	 WORDS_OR(OF, q, r, s, t, u, v, w, x) | WORDS_OR(OF, y, z, A, B, C, D, E, F))
#define WORDS_OR(OF, a, b, c, d, e, f, g, h) \
	(OF(a) | OF(b) | OF(c) | OF(d) | OF(e) | OF(f) | OF(g) | OF(h))
#define WORDS_SECOND(word) \
	WORD_LETTER_BIT(sizeof(word) > 2 ? (word)[sizeof(word) > 2] : '\0')
#define WORDS_THIRD(word) \
	((word)[0] == '\0' ? 0 : sizeof(word) > 3 ? WORD_LETTER_BIT((word)[2 * (sizeof(word) > 3)]) : UINT32_MAX)

/* The words that have the letter `c`, of either case, where the list is ordered by; or NULL. */
static inline const char *const *
word_list_letter(const struct word_list *list, uint8_t c)
{
	uint8_t letter = (uint8_t)((c | 0x20) - 'a');

	return letter < 26 ? list->letters[letter].words : NULL;
}

/* Whether a listed word may begin with these letters, of either case; `second` is 0 for none. */
static inline bool
word_list_may_have(const struct word_list *list, uint8_t first, uint8_t second)
{
	uint8_t letter = (uint8_t)((first | 0x20) - 'a');

	return letter < 26 && list->letters[letter].seconds & WORD_LETTER_BIT(second);
}

/* The same by three bytes of a text, the third of which may stand behind the word: 1 or 0, without a branch. */
static inline unsigned
word_list_may_begin(const struct word_list *list, const uint8_t *text)
{
	const struct word_letter *letter = &list->letters[((text[0] | 0x20u) - 'a') % ARRAY_LENGTH(list->letters)];

	return byte_is_alpha(text[0]) & letter->seconds >> (text[1] & 31) & letter->thirds >> (text[2] & 31);
}

/* The same as word_list_has(), for who has asked word_list_may_have(). */
bool word_list_search(const struct word_list *list, struct bytes word);

/* Whether `word` without its ASCII case is listed. */
static inline bool
word_list_has(const struct word_list *list, struct bytes word)
{
	if (word.length > 2)
		return word_list_may_begin(list, word.data) != 0 && word_list_search(list, word);
	return word.length > 0 &&
	       word_list_may_have(list, word.data[0], word.length > 1 ? word.data[1] : 0) &&
	       word_list_search(list, word);
}

#endif
