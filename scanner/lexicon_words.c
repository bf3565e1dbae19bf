/* A text's words as the lexicon takes them. */
#include "scanner/lexicon_table.h"

bool
lexicon_word_bounds(struct bytes text, size_t from, size_t *start, size_t *end)
{
	while (from < text.length && word_bytes[text.data[from]] == 0)
		from++;
	*start = from;
	from = word_bytes_end(text, from);
	*end = from;
	return *start < *end;
}

bool
lexicon_word_next(struct bytes text, size_t from, struct lexicon_word *out)
{
	size_t start, end;

	if (!lexicon_word_bounds(text, from, &start, &end))
		return false;
	*out = lexicon_word_make(text, start, end - start);
	return true;
}
