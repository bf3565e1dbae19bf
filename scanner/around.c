#include "scanner/around.h"

#include "scanner/chunk.h"
#include "scanner/detections.h"
#include "scanner/hl7_field.h"
#include "scanner/signature.h"

/* Whether the line that is kept holds `at`, or ends there. */
static bool
line_holds(const struct around *around, struct bytes text, size_t at)
{
	return around->line_known && at - (size_t)(around->line.data - text.data) <= around->line.length;
}

/* What is known of the line of `at`. Lines that table_line() may clip are another one for each place. */
static struct around *
line_keep(const struct detector_text *text, size_t at)
{
	struct around *around = &text->run->around;

	if (line_holds(around, text->bytes, at))
		return around;
	around->line = table_line(text->bytes, at);
	around->line_known = around->line.length < TABLE_LINE_REACH;
	around->row_known = around->quoted_known = false;
	return around;
}

struct bytes
around_line(const struct detector_text *text, size_t at)
{
	return line_keep(text, at)->line;
}

struct table_row
around_row(const struct detector_text *text, size_t at)
{
	struct around *around = line_keep(text, at);

	if (!around->row_known)
		around->row = table_row_of(text->bytes, around->line);
	around->row_known = true;
	return around->row;
}

bool
around_in_quoted_header(const struct detector_text *text, size_t at)
{
	struct around *around = line_keep(text, at);

	if (!around->quoted_known)
		around->quoted = signature_is_quoted_header(text->bytes, around->line);
	around->quoted_known = true;
	return around->quoted;
}

/* The first digit from `at` on and before `limit`, or that. */
static size_t
digit_find(struct bytes text, size_t at, size_t limit)
{
	for (; at < limit; at += CHUNK_SIZE) {
		uint64_t digits = chunk_read(text, at).digit;
		if (digits != 0) {
			size_t found = at + (size_t)__builtin_ctzll(digits);
			return found < limit ? found : limit;
		}
	}
	return limit;
}

/* Questions come in the order of the text, so that all of them together read it once. */
size_t
around_digit(const struct detector_text *text, size_t at)
{
	struct around *around = &text->run->around;
	struct bytes bytes = text->bytes;

	if (around->digit_known && at >= around->digit_from && at <= around->digit)
		return around->digit;
	bool before = around->digit_known && at < around->digit_from;
	size_t limit = before ? around->digit_from : bytes.length;
	size_t found = digit_find(bytes, at, limit);
	if (!before || found < limit)
		around->digit = found;
	around->digit_from = at;
	around->digit_known = true;
	return around->digit;
}

unsigned
around_hl7_field(const struct detector_text *text, size_t at, const char *segment)
{
	uint8_t separator = around_row(text, at).separator;

	/* A line with | has it for its separator, or else a tab. */
	return separator == '|' || separator == '\t' ? hl7_field_number(text->bytes, at, segment) : 0;
}

struct cue_match
around_before(const struct detector_text *text, size_t start, size_t window, const struct cue_table *table)
{
	struct around *around = &text->run->around;

	if (!around->window_known || around->window.start != start)
		cue_window_open(text->bytes, start, &around->window);
	around->window_known = true;
	return cue_window_find(&around->window, window, table);
}

void
around_columns(const struct detector_text *text, size_t start, const struct cue_table *const *tables,
               size_t count, const char **cues)
{
	const struct table_row row = around_row(text, start);

	cue_columns_of_row(text->bytes, &row, start, tables, count, cues);
}

const char *
around_find(const struct detector_text *text, size_t start, const struct cue_table *table)
{
	const char *cue = around_before(text, start, CUE_WINDOW, table).cue;

	if (cue == NULL)
		around_columns(text, start, &table, 1, &cue);
	return cue;
}
