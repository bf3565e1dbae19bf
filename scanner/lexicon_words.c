/* A text's words as the lexicon takes them. */
#include "scanner/lexicon_table.h"

struct lexicon_word
lexicon_word_make(struct bytes text, size_t start, size_t length)
{
	size_t end = start + length;
	bool possessive = end + 1 < text.length && text.data[end] == '\'' &&
	                  (text.data[end + 1] | 0x20) == 's' &&
	                  (end + 2 == text.length || word_bytes[text.data[end + 2]] == 0);

	return (struct lexicon_word){
		.start = start,
		.length = length - word_is_plural(text.data + start, length),
		.stop = possessive ? end + 2 : end,
	};
}

bool
lexicon_word_next(struct bytes text, size_t from, struct lexicon_word *out)
{
	size_t start = from;

	while (start < text.length && word_bytes[text.data[start]] == 0)
		start++;
	if (start >= text.length)
		return false;
	size_t end = start + 1;
	while (end < text.length && word_bytes[text.data[end]] != 0)
		end++;
	*out = lexicon_word_make(text, start, end - start);
	return true;
}
