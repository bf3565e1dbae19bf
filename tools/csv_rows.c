#include "tools/csv_rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "tools/command.h"

struct csv_reader {
	struct bytes text;
	size_t at;
	unsigned line;
	uint8_t delimiter;
	struct csv_row row;
	struct bytes cells[CSV_CELLS_LIMIT];
	uint8_t *scratch; /* cells with quotes, unquoted: never longer than the text */
	size_t scratch_used;
};

int
csv_row_complain(const struct csv_row *row, const char *format, ...)
{
	char problem[256];
	va_list args;

	va_start(args, format);
	vsnprintf(problem, sizeof(problem), format, args);
	va_end(args);
	command_fail("%s:%u: %s", row->file, row->line, problem);
	return ERROR_INVALID;
}

static uint8_t
delimiter_guess(struct bytes text)
{
	static const char candidates[] = ",;\t|";
	size_t counts[sizeof(candidates) - 1] = { 0 };
	size_t best = 0;

	for (size_t i = 0; i < text.length && text.data[i] != '\n'; i++) {
		const char *found = text.data[i] ? strchr(candidates, text.data[i]) : NULL;
		if (found != NULL)
			counts[found - candidates]++;
	}
	for (size_t i = 1; i < ARRAY_LENGTH(counts); i++)
		if (counts[i] > counts[best])
			best = i;
	return (uint8_t)candidates[best];
}

static bool
at_line_end(const struct csv_reader *reader)
{
	return reader->at >= reader->text.length || reader->text.data[reader->at] == '\n';
}

static struct bytes
cell_trim(struct bytes cell)
{
	while (cell.length > 0 && byte_is_space(cell.data[cell.length - 1]))
		cell.length--;
	while (cell.length > 0 && byte_is_space(cell.data[0]))
		cell = bytes_slice(cell, 1, SIZE_MAX);
	return cell;
}

/* A cell whose opening quote is passed; NULL, or what is wrong with it. */
static const char *
cell_read_quoted(struct csv_reader *reader, struct bytes *out)
{
	const struct bytes text = reader->text;
	size_t start = reader->scratch_used;

	for (;; reader->at++) {
		if (reader->at >= text.length)
			return "has a quote that is not closed";
		uint8_t c = text.data[reader->at];
		if (c == '"' && (reader->at + 1 >= text.length || text.data[reader->at + 1] != '"'))
			break;
		if (c == '"')
			reader->at++;
		reader->line += c == '\n';
		reader->scratch[reader->scratch_used++] = c;
	}
	reader->at++;
	*out = bytes_make(reader->scratch + start, reader->scratch_used - start);
	while (!at_line_end(reader) && (text.data[reader->at] == ' ' || text.data[reader->at] == '\r'))
		reader->at++;
	if (!at_line_end(reader) && text.data[reader->at] != reader->delimiter)
		return "has text behind a closed quote";
	return NULL;
}

static const char *
cell_read(struct csv_reader *reader, struct bytes *out)
{
	size_t start = reader->at;

	if (!at_line_end(reader) && reader->text.data[start] == '"') {
		reader->at++;
		return cell_read_quoted(reader, out);
	}
	while (!at_line_end(reader) && reader->text.data[reader->at] != reader->delimiter)
		reader->at++;
	*out = bytes_slice(reader->text, start, reader->at - start);
	return NULL;
}

static void
line_skip(struct csv_reader *reader)
{
	while (!at_line_end(reader))
		reader->at++;
}

/* The cells of the next line into reader->row; NULL, or what is wrong with it. */
static const char *
row_read(struct csv_reader *reader)
{
	const char *problem = NULL;
	bool more = true;

	reader->row.line = reader->line;
	reader->row.count = 0;
	reader->scratch_used = 0;
	while (more && problem == NULL) {
		struct bytes cell;
		problem = cell_read(reader, &cell);
		if (problem == NULL && reader->row.count == CSV_CELLS_LIMIT)
			problem = "has more cells than a table may have";
		if (problem == NULL)
			reader->cells[reader->row.count++] = cell_trim(cell);
		more = !at_line_end(reader);
		reader->at += more && problem == NULL;
	}
	line_skip(reader);
	reader->at++;
	reader->line++;
	return problem;
}

int
csv_rows_read(struct bytes text, const char *name,
              int (*take)(void *context, const struct csv_row *row), void *context)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
	unsigned bad = 0;
	int err = 0;

	if (bytes_equal(bytes_slice(text, 0, sizeof(mark)), bytes_make(mark, sizeof(mark))))
		text = bytes_slice(text, sizeof(mark), SIZE_MAX);
	struct csv_reader *reader = calloc(1, sizeof(*reader));
	uint8_t *scratch = malloc(text.length + 1);
	if (reader == NULL || scratch == NULL) {
		free(reader);
		free(scratch);
		return ERROR_MEMORY;
	}
	*reader = (struct csv_reader){ .text = text, .line = 1, .scratch = scratch,
	                               .delimiter = delimiter_guess(text) };
	reader->row.file = name;
	reader->row.cells = reader->cells;
	while (reader->at < text.length && bad < CSV_COMPLAINTS_LIMIT) {
		const char *problem = row_read(reader);
		if (problem != NULL)
			err = csv_row_complain(&reader->row, "%s", problem);
		else if (reader->row.count > 1 || reader->cells[0].length > 0)
			err = take(context, &reader->row);
		if (err != 0 && err != ERROR_INVALID)
			break;
		bad += err != 0;
	}
	explicit_bzero(scratch, text.length);
	free(scratch);
	free(reader);
	return bad > 0 && (err == 0 || err == ERROR_INVALID) ? ERROR_INVALID : err;
}
