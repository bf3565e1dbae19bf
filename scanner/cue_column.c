/* Cues in the header of a table's column: what a window before a value never sees. */
#include "scanner/cue.h"
#include "scanner/table_row.h"

/* A column's title is not longer than this. */
#define TITLE_LIMIT 48

/* "-----+-----", "=====  =====": what some tables have between title and values. */
static bool
is_rule(struct bytes line)
{
	for (size_t i = 0; i < line.length; i++)
		if (memchr("-=_+|:* \t\r", line.data[i], 10) == NULL)
			return false;
	return true;
}

/* Looks for the cues not found yet in the title that `header` has for the value's column. */
static size_t
title_search(const struct table_row *header, const struct table_cell *value,
             const struct cue_table *const *tables, size_t count, const char **cues)
{
	struct table_cell title;

	if (!table_row_same_column(header, value, &title) || title.end - title.begin > TITLE_LIMIT)
		return 0;
	return cue_inside_each(bytes_slice(header->line, title.begin, title.end - title.begin), tables,
	                       count, cues);
}

void
cue_columns(struct bytes text, size_t start, const struct cue_table *const *tables, size_t count,
            const char **cues)
{
	for (size_t i = 0; i < count; i++)
		cues[i] = NULL;
	if (start >= text.length || text.data[start] == '\n')
		return;
	struct table_row row = table_row_of(table_line(text, start));
	struct table_cell value;
	size_t row_begin = (size_t)(row.line.data - text.data);
	if (row.separator == 0 || !table_line_whole(text, row.line) ||
	    !table_row_cell_at(&row, start - row_begin, &value))
		return;
	size_t lowest = row_begin > CUE_COLUMN_BYTES ? row_begin - CUE_COLUMN_BYTES : 0;
	size_t missing = count;
	bool gap = false;
	for (size_t lines = 0, at = row_begin; at > lowest && lines < CUE_COLUMN_LINES; lines++) {
		struct bytes line = table_line(text, at - 1); /* the line that ends there */
		const struct table_row header = table_row_like(&row, line);
		at = (size_t)(line.data - text.data);
		bool empty = line.length == 0 || (line.length == 1 && line.data[0] == '\r');
		if (!table_line_whole(text, line) || (empty && gap))
			return; /* two empty lines end a table */
		gap = empty;
		if (is_rule(line))
			continue;
		if (!table_row_same_shape(&row, &header))
			return;
		missing -= title_search(&header, &value, tables, count, cues);
		if (missing == 0 || !table_row_divided(&header))
			return;
	}
}

const char *
cue_column(struct bytes text, size_t start, const struct cue_table *table)
{
	const char *cue;

	cue_columns(text, start, &table, 1, &cue);
	return cue;
}
