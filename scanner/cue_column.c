/* Cues in the header of a table's column: what a window before a value never sees. */
#include "scanner/cue.h"
#include "scanner/table_row.h"

/* A column's title is not longer than this. */
#define TITLE_LIMIT 48

/* "-----+-----", "=====  =====": what some tables have between title and values. */
static bool
is_rule(struct bytes line)
{
	static const bool ruled[256] = {
		['-'] = true, ['='] = true, ['_'] = true, ['+'] = true, ['|'] = true, [':'] = true,
		['*'] = true, [' '] = true, ['\t'] = true, ['\r'] = true,
	};
	size_t at = 0;

	while (at < line.length && ruled[line.data[at]])
		at++;
	return at == line.length;
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

/* Looks for the titles above the cell `value` of `row`, line by line. */
static void
columns_search(struct bytes text, const struct table_row *row, size_t start,
               const struct cue_table *const *tables, size_t count, const char **cues)
{
	const struct table_shape shape = table_row_shape(row);
	struct table_cell value = { .end = 0 }, first;
	size_t at = (size_t)(row->line.data - text.data);
	size_t row_begin = at, missing = count;
	size_t lowest = at > CUE_COLUMN_BYTES ? at - CUE_COLUMN_BYTES : 0;
	bool gap = false;
	for (size_t lines = 0; at > lowest && lines < CUE_COLUMN_LINES; lines++) {
		struct bytes line = table_line(text, at - 1); /* the line that ends there */
		const struct table_row header = table_row_like(row, line);
		at = (size_t)(line.data - text.data);
		bool empty = line.length == 0 || (line.length == 1 && line.data[0] == '\r');
		if (!table_line_whole(text, line) || (empty && gap))
			return; /* two empty lines end a table */
		gap = empty;
		if (is_rule(line))
			continue;
		if (!table_row_has_shape(&header, shape) || !table_row_cell(&header, 0, &first))
			return;
		bool divided = first.end < line.length;
		bool prose = !divided && first.end - first.begin > TITLE_LIMIT; /* ends a table, and has no title */
		if (prose || (value.end == 0 && !table_row_cell_at(row, start - row_begin, &value)))
			return;
		missing -= title_search(&header, &value, tables, count, cues);
		if (missing == 0 || !divided)
			return;
	}
}

void
cue_columns_of_row(struct bytes text, const struct table_row *row, size_t start,
                   const struct cue_table *const *tables, size_t count, const char **cues)
{
	for (size_t i = 0; i < count; i++)
		cues[i] = NULL;
	if (start < text.length && text.data[start] != '\n' && row->separator != 0 &&
	    table_line_whole(text, row->line))
		columns_search(text, row, start, tables, count, cues);
}

void
cue_columns(struct bytes text, size_t start, const struct cue_table *const *tables, size_t count,
            const char **cues)
{
	const struct table_row row = table_row_of(text, table_line(text, start));

	cue_columns_of_row(text, &row, start, tables, count, cues);
}

const char *
cue_column(struct bytes text, size_t start, const struct cue_table *table)
{
	const char *cue;

	cue_columns(text, start, &table, 1, &cue);
	return cue;
}
