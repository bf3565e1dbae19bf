/* Cues in the header of a table's column: what a window before a value never sees. */
#include "config.h"

#include "scanner/cue.h"

/* A column's title is not longer than this. */
#define TITLE_LIMIT 48

/* A row that has more cells is no table a person reads. */
#define CELL_LIMIT 256

/* How far from a byte the ends of its line are looked for. */
#define LINE_REACH 4096

#define SPLIT_BY_SPACES ' '

struct row {
	struct bytes line;
	uint8_t separator; /* a byte, or SPLIT_BY_SPACES for two and more spaces */
};

/* The separator that divides `line` into cells, or 0 when it is no row. */
static uint8_t
row_separator(struct bytes line)
{
	static const uint8_t candidates[] = { '\t', '|', ';', ',' };
	for (size_t i = 0; i < sizeof(candidates); i++)
		if (line.length > 0 && memchr(line.data, candidates[i], line.length) != NULL)
			return candidates[i];
	for (size_t i = 2; i < line.length; i++)
		if (line.data[i - 2] != ' ' && line.data[i - 1] == ' ' && line.data[i] == ' ')
			return SPLIT_BY_SPACES;
	return 0;
}

/* Where the cell that begins at `begin` ends; a quoted cell may hold separators (RFC 4180). */
static size_t
cell_end(const struct row *row, size_t begin)
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
next_cell(const struct row *row, size_t end)
{
	if (end < row->line.length)
		end++;
	while (row->separator == SPLIT_BY_SPACES && end < row->line.length &&
	       row->line.data[end] == ' ')
		end++;
	return end;
}

/* Cell number `index` of the row, or the one that lies at byte `at` when index is SIZE_MAX. */
struct cell {
	size_t index;
	size_t begin;
	size_t end;
};

static bool
find_cell(const struct row *row, size_t index, size_t at, struct cell *cell)
{
	size_t begin = 0;
	if (row->separator == SPLIT_BY_SPACES) /* indented tables */
		while (begin < row->line.length && row->line.data[begin] == ' ')
			begin++;
	for (size_t i = 0; i < CELL_LIMIT; i++) {
		size_t end = cell_end(row, begin);
		if (i == index || (index == SIZE_MAX && at <= end)) {
			*cell = (struct cell){ i, begin, end };
			return true;
		}
		if (end == row->line.length)
			return false;
		begin = next_cell(row, end);
	}
	return false;
}

/* Tables drawn with spaces are matched by where their cells stand, others by number. */
static bool
find_title(const struct row *header, const struct cell *value, struct cell *title)
{
	if (header->separator != SPLIT_BY_SPACES)
		return find_cell(header, value->index, 0, title);
	for (size_t i = 0; find_cell(header, i, 0, title); i++)
		if (title->begin < value->end && value->begin < title->end)
			return true;
	return false;
}

static size_t
count_cells(const struct row *row)
{
	size_t count = 1;
	for (size_t end = cell_end(row, 0); end < row->line.length; count++)
		end = cell_end(row, next_cell(row, end));
	return count;
}

/* Prose has commas too: a header of comma-separated values has as many cells as its rows. */
static bool
same_shape(const struct row *row, const struct row *header)
{
	if (row->separator != ',' && row->separator != ';')
		return true;
	return count_cells(row) == count_cells(header);
}

static const char *
title_cue(const struct row *row, const struct cell *value, struct bytes line,
          const struct cue_table *table)
{
	const struct row header = { line, row->separator };
	struct cell title;
	if (!find_title(&header, value, &title) || title.end - title.begin > TITLE_LIMIT)
		return NULL;
	const char *cue = cue_inside(bytes_slice(line, title.begin, title.end - title.begin), table);
	return cue != NULL && same_shape(row, &header) ? cue : NULL;
}

/* The line that holds `at`, clipped to LINE_REACH bytes on either side. */
static struct bytes
line_around(struct bytes text, size_t at)
{
	size_t reach = at < LINE_REACH ? at : LINE_REACH;
	const uint8_t *before = reach > 0 ? memrchr(text.data + at - reach, '\n', reach) : NULL;
	size_t begin = before == NULL ? at - reach : (size_t)(before - text.data) + 1;
	struct bytes rest = bytes_slice(text, at, LINE_REACH);
	const uint8_t *after = memchr(rest.data, '\n', rest.length);
	size_t end = after == NULL ? at + rest.length : (size_t)(after - text.data);
	return bytes_slice(text, begin, end - begin);
}

/* False where line_around() had to clip. */
static bool
begins_line(struct bytes text, size_t at)
{
	return at == 0 || text.data[at - 1] == '\n';
}

const char *
cue_column(struct bytes text, size_t start, const struct cue_table *table)
{
	if (start >= text.length || text.data[start] == '\n')
		return NULL;
	struct row row = { .line = line_around(text, start) };
	row.separator = row_separator(row.line);
	struct cell value;
	size_t row_begin = (size_t)(row.line.data - text.data);
	if (row.separator == 0 || !begins_line(text, row_begin) ||
	    !find_cell(&row, SIZE_MAX, start - row_begin, &value))
		return NULL;
	size_t lowest = row_begin > CUE_COLUMN_BYTES ? row_begin - CUE_COLUMN_BYTES : 0;
	bool gap = false;
	for (size_t lines = 0, at = row_begin; at > lowest && lines < CUE_COLUMN_LINES; lines++) {
		struct bytes line = line_around(text, at - 1); /* the line that ends there */
		at = (size_t)(line.data - text.data);
		if (!begins_line(text, at))
			return NULL;
		bool empty = line.length == 0 || (line.length == 1 && line.data[0] == '\r');
		if (empty && gap)
			return NULL; /* two empty lines end a table */
		gap = empty;
		const char *cue = empty ? NULL : title_cue(&row, &value, line, table);
		if (cue != NULL)
			return cue;
	}
	return NULL;
}
