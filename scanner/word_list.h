/*
 * Short lists of words that a detector compares with: a few hundred at most,
 * lower case, ASCII. What is longer belongs into the dictionary.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_WORD_LIST_H
#define PHIMILTER_SCANNER_WORD_LIST_H

#include "core/attributes.h"
#include "core/bytes.h"

#define WORD_LIST(array) { (array), ARRAY_LENGTH(array) }

struct word_list {
	const char *const *words;
	size_t count;
};

/* Whether `word` is in `list`, case ignored. Most words differ in the first letter: that is cheap. */
static inline bool
word_list_has(const struct word_list *list, struct bytes word)
{
	if (word.length == 0)
		return false;
	uint8_t first = byte_lower(word.data[0]);
	for (size_t i = 0; i < list->count; i++)
		if ((uint8_t)list->words[i][0] == first &&
		    bytes_equal_nocase(word, bytes_of_string(list->words[i])))
			return true;
	return false;
}

#endif
