#include "scanner/cue.h"

#include "scanner/cue_window.h"

struct cue_match
cue_before_match(struct bytes text, size_t start, size_t window, const struct cue_table *table)
{
	struct cue_window before;

	cue_window_open(text, start, &before);
	return cue_window_find(&before, window, table);
}

struct cue_match
cue_ending(struct bytes text, size_t end, const struct cue_table *table)
{
	bool glued = end < text.length && byte_is_digit(text.data[end]);
	if (cue_word_at(text, end) && !glued && !cue_case_changes(text, end))
		return (struct cue_match){ NULL, 0, 0 };
	return cue_ends_longest(text, end > CUE_LENGTH_LIMIT ? end - CUE_LENGTH_LIMIT : 0, end, table);
}

const char *
cue_before(struct bytes text, size_t start, size_t window, const struct cue_table *table)
{
	return cue_before_match(text, start, window, table).cue;
}

const char *
cue_after(struct bytes text, size_t end, size_t window, const struct cue_table *table)
{
	struct bytes rest = bytes_slice(text, end, window + CUE_LENGTH_LIMIT);
	const uint8_t *newline = rest.length > 0 ? memchr(rest.data, '\n', rest.length) : NULL;
	size_t limit = newline == NULL ? end + rest.length : (size_t)(newline - text.data);
	struct cue_ends ends;

	ends.count = 0;
	cue_ends_collect(&ends, text, end, limit, true);
	struct cue_match match = cue_ends_first(&ends, text, end, table);
	return match.cue != NULL && match.start <= end + window ? match.cue : NULL;
}

size_t
cue_inside_parts(struct bytes text, const struct cue_table *const *tables, const size_t *begins,
                 size_t count, const char **cues)
{
	struct cue_ends ends;
	size_t found = 0;

	for (size_t limit = text.length; limit > 0;) {
		ends.count = 0;
		limit = cue_ends_collect(&ends, text, 0, limit, false);
		for (size_t i = 0; i < count; i++) {
			size_t begin = begins != NULL ? begins[i] : 0;
			if (cues[i] != NULL)
				continue;
			cues[i] = cue_ends_nearest(&ends, text, begin, begin, tables[i]).cue;
			found += cues[i] != NULL;
		}
	}
	return found;
}

size_t
cue_inside_each(struct bytes text, const struct cue_table *const *tables, size_t count,
                const char **cues)
{
	return cue_inside_parts(text, tables, NULL, count, cues);
}

const char *
cue_inside(struct bytes text, const struct cue_table *table)
{
	const char *cue = NULL;

	cue_inside_each(text, &table, 1, &cue);
	return cue;
}

const char *
cue_find(struct bytes text, size_t start, const struct cue_table *table)
{
	const char *cue = cue_before(text, start, CUE_WINDOW, table);
	return cue != NULL ? cue : cue_column(text, start, table);
}
