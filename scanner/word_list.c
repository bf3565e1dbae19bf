#include "scanner/word_list.h"

static bool
is_word(struct bytes word, const char *listed)
{
	for (size_t i = 1; i < word.length; i++)
		if (listed[i] == '\0' || byte_lower(word.data[i]) != (uint8_t)listed[i])
			return false;
	return listed[word.length] == '\0';
}

bool
word_list_search(const struct word_list *list, struct bytes word)
{
	const char *const *words = word_list_letter(list, word.data[0]);
	uint8_t second = word.length > 1 ? byte_lower(word.data[1]) : '\0'; /* few agree in it */

	for (; words != NULL && *words != NULL; words++)
		if ((uint8_t)(*words)[1] == second && is_word(word, *words))
			return true;
	return false;
}
