#include "config.h"

#include "scanner/table_row.h"

#include "scanner/byte_block.h"
#include "scanner/chunk.h"

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

/* The bytes of CHUNK_SIZE from `at` of the row's line on, and maybe what stands behind it. */
static const uint8_t *
row_chunk(const struct table_row *row, size_t at, uint8_t copy[CHUNK_SIZE])
{
	return chunk_bytes(bytes_make(row->line.data, row->room), at, copy);
}

/* Which of CHUNK_SIZE bytes from `at` on are of the line. */
static uint64_t
line_bits(struct bytes line, size_t at)
{
	size_t left = line.length - at;

	return left < CHUNK_SIZE ? (UINT64_C(1) << left) - 1 : UINT64_MAX;
}

/* Where two spaces and more begin at or after `from`; the line's length when nowhere. */
static size_t
find_spaces(const struct table_row *row, size_t from)
{
	uint8_t copy[CHUNK_SIZE];
	uint64_t before = 0; /* whether a space ends the bytes before */

	for (size_t at = from; at < row->line.length; at += CHUNK_SIZE) {
		uint64_t spaces = chunk_equal(row_chunk(row, at, copy), ' ') & line_bits(row->line, at);
		uint64_t second = spaces & (spaces << 1 | before);
		if (second != 0)
			return at + (size_t)__builtin_ctzll(second) - 1;
		before = spaces >> 63;
	}
	return row->line.length;
}

static const uint8_t separators[] = { '\t', '|', ';', ',' };

/* What of a line speaks for a row. */
struct row_signs {
	byte_flags divided; /* separators */
	byte_flags doubled; /* spaces behind spaces */
};

/* Takes in a block of the line, which has a byte before it. */
static inline void
block_look(const uint8_t *at, struct row_signs *signs)
{
	byte_block block = byte_block_load(at);

	signs->divided |= byte_block_is(block, separators[0]) | byte_block_is(block, separators[1]) |
	                  byte_block_is(block, separators[2]) | byte_block_is(block, separators[3]);
	signs->doubled |= byte_block_is(block, ' ') & byte_block_is(byte_block_load(at - 1), ' ');
}

/* The same for the few bytes of a line that fill no block: its byte `at` and those behind it. */
static void
bytes_look(struct bytes line, size_t at, struct row_signs *signs)
{
	uint8_t copy[1 + BYTE_BLOCK_SIZE] = { 0 };

	memcpy(copy, line.data + at - 1, line.length - at + 1);
	block_look(copy + 1, signs);
}

/* Of the line from byte `begin` on, which has one before it that is no space. */
static struct row_signs
row_signs_of(struct bytes line, size_t begin)
{
	struct row_signs signs = { { 0 }, { 0 } };
	size_t at = begin;

	for (; at + BYTE_BLOCK_SIZE <= line.length; at += BYTE_BLOCK_SIZE)
		block_look(line.data + at, &signs);
	if (at > begin && at < line.length)
		block_look(line.data + line.length - BYTE_BLOCK_SIZE, &signs); /* some of it again */
	else if (at < line.length)
		bytes_look(line, at, &signs);
	return signs;
}

struct table_row
table_row_of(struct bytes text, struct bytes line)
{
	struct table_row row = { line, text.length - (size_t)(line.data - text.data), 0 };
	size_t begin = 0;

	while (begin < line.length && line.data[begin] == ' ')
		begin++;
	struct row_signs signs = row_signs_of(line, begin + 1);
	bool divided = byte_flags_any(signs.divided) ||
	               (begin < line.length && memchr(separators, line.data[begin], sizeof(separators)) != NULL);
	for (size_t i = 0; divided && row.separator == 0; i++)
		if (memchr(line.data, separators[i], line.length) != NULL)
			row.separator = separators[i];
	if (!divided && byte_flags_any(signs.doubled))
		row.separator = SPLIT_BY_SPACES;
	return row;
}

struct table_row
table_row_like(const struct table_row *like, struct bytes line)
{
	size_t room = like->room + (size_t)(like->line.data - line.data); /* which may wrap, and back */

	return (struct table_row){ line, room, like->separator };
}

static size_t
quoted_cell_end(const struct table_row *row, size_t begin)
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

/* Where, from `begin` on, which is within the line, cells are divided when nothing is quoted. */
static size_t
find_separator(const struct table_row *row, size_t begin)
{
	if (row->separator == SPLIT_BY_SPACES)
		return find_spaces(row, begin + 1);
	struct bytes rest = bytes_slice(row->line, begin, row->line.length);
	const uint8_t *found = memchr(rest.data, row->separator, rest.length);
	return found != NULL ? (size_t)(found - row->line.data) : row->line.length;
}

static size_t
cell_end(const struct table_row *row, size_t begin)
{
	if (begin >= row->line.length)
		return row->line.length;
	size_t end = find_separator(row, begin);
	bool quoted = end > begin && memchr(row->line.data + begin, '"', end - begin) != NULL;
	return quoted ? quoted_cell_end(row, begin) : end;
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

/* How many cells a row divided by commas or semicolons has. */
static size_t
count_cells(const struct table_row *row)
{
	uint8_t copy[CHUNK_SIZE];
	struct table_cell cell;
	size_t divisions = 0;
	uint64_t quotes = 0;

	for (size_t at = 0; at < row->line.length; at += CHUNK_SIZE) {
		const uint8_t *bytes = row_chunk(row, at, copy);
		uint64_t of_line = line_bits(row->line, at);
		divisions += (size_t)__builtin_popcountll(chunk_equal(bytes, row->separator) & of_line);
		quotes |= chunk_equal(bytes, '"') & of_line;
	}
	if (quotes == 0)
		return divisions < TABLE_CELL_LIMIT ? divisions + 1 : TABLE_CELL_LIMIT;
	for (cell = first_cell(row); cell_advance(row, &cell);)
		continue;
	return cell.index + 1;
}

struct table_shape
table_row_shape(const struct table_row *row)
{
	bool counted = row->separator == ',' || row->separator == ';';

	return (struct table_shape){ counted ? count_cells(row) : 0 };
}

bool
table_row_has_shape(const struct table_row *row, struct table_shape shape)
{
	return shape.cells == 0 || count_cells(row) == shape.cells;
}
