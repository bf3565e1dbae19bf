#include "config.h"

#include "scanner/table_row.h"

#define SPLIT_BY_SPACES ' '

struct bytes
table_line(struct bytes text, size_t at)
{
	size_t reach = at < TABLE_LINE_REACH ? at : TABLE_LINE_REACH;
	const uint8_t *before = reach > 0 ? memrchr(text.data + at - reach, '\n', reach) : NULL;
	size_t begin = before == NULL ? at - reach : (size_t)(before - text.data) + 1;
	struct bytes rest = bytes_slice(text, at, TABLE_LINE_REACH);
	const uint8_t *after = rest.length > 0 ? memchr(rest.data, '\n', rest.length) : NULL;
	size_t end = after == NULL ? at + rest.length : (size_t)(after - text.data);
	return bytes_slice(text, begin, end - begin);
}

bool
table_line_whole(struct bytes text, struct bytes line)
{
	return line.data == text.data || line.data[-1] == '\n';
}

struct table_row
table_row_of(struct bytes line)
{
	static const uint8_t candidates[] = { '\t', '|', ';', ',' };
	struct table_row row = { line, 0 };
	for (size_t i = 0; i < sizeof(candidates) && row.separator == 0; i++)
		if (line.length > 0 && memchr(line.data, candidates[i], line.length) != NULL)
			row.separator = candidates[i];
	for (size_t i = 2; i < line.length && row.separator == 0; i++)
		if (line.data[i - 2] != ' ' && line.data[i - 1] == ' ' && line.data[i] == ' ')
			row.separator = SPLIT_BY_SPACES;
	return row;
}

struct table_row
table_row_like(const struct table_row *like, struct bytes line)
{
	return (struct table_row){ line, like->separator };
}

static size_t
cell_end(const struct table_row *row, size_t begin)
{
	bool quoted = false;
	for (size_t i = begin; i < row->line.length; i++) {
		uint8_t c = row->line.data[i];
		if (c == '"')
			quoted = !quoted;
		if (quoted || c != row->separator)
			continue;
		if (c != SPLIT_BY_SPACES)
			return i;
		if (i > begin && i + 1 < row->line.length && row->line.data[i + 1] == ' ')
			return i;
	}
	return row->line.length;
}

static size_t
skip_spaces(const struct table_row *row, size_t at)
{
	while (row->separator == SPLIT_BY_SPACES && at < row->line.length && row->line.data[at] == ' ')
		at++;
	return at;
}

/* Moves `cell` to the next one; false after the last. */
static bool
cell_advance(const struct table_row *row, struct table_cell *cell)
{
	if (cell->end >= row->line.length || cell->index + 1 == TABLE_CELL_LIMIT)
		return false;
	cell->index++;
	cell->begin = skip_spaces(row, cell->end + 1);
	cell->end = cell_end(row, cell->begin);
	return true;
}

static struct table_cell
first_cell(const struct table_row *row)
{
	size_t begin = skip_spaces(row, 0);
	return (struct table_cell){ 0, begin, cell_end(row, begin) };
}

bool
table_row_cell(const struct table_row *row, size_t index, struct table_cell *cell)
{
	*cell = first_cell(row);
	while (cell->index < index)
		if (!cell_advance(row, cell))
			return false;
	return true;
}

bool
table_row_cell_at(const struct table_row *row, size_t at, struct table_cell *cell)
{
	*cell = first_cell(row);
	while (cell->end < at)
		if (!cell_advance(row, cell))
			return false;
	return true;
}

bool
table_row_same_column(const struct table_row *row, const struct table_cell *cell,
                      struct table_cell *out)
{
	if (row->separator != SPLIT_BY_SPACES)
		return table_row_cell(row, cell->index, out);
	*out = first_cell(row);
	do {
		if (out->begin < cell->end && cell->begin < out->end)
			return true;
	} while (cell_advance(row, out));
	return false;
}

static size_t
count_cells(const struct table_row *row)
{
	struct table_cell cell = first_cell(row);
	while (cell_advance(row, &cell))
		continue;
	return cell.index + 1;
}

bool
table_row_same_shape(const struct table_row *a, const struct table_row *b)
{
	if (a->separator != ',' && a->separator != ';')
		return true;
	return count_cells(a) == count_cells(b);
}

bool
table_row_same_table(const struct table_row *row, struct bytes line)
{
	const struct table_row other = table_row_like(row, line);
	return first_cell(&other).end < line.length && table_row_same_shape(row, &other);
}
