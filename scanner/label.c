#include "scanner/label.h"

#include "scanner/around.h"
#include "scanner/label_candidate.h"
#include "scanner/value.h"

/* A label that stands alone on its line has at most this before it: "- Patient's". */
#define LABEL_PREFIX 24

/* A column's title is not longer than this: commas divide sentences too. */
#define TITLE_LIMIT 48

/* Rows without a value after which a column has ended. */
#define COLUMN_MISSES 4

/* A line from which a sentence may go on in the next has at least this many bytes. */
#define WRAPPED_LEAST 48

/* Values of a list "1234, 5678 and 9012" are about equally long. */
#define LIST_LENGTH_SLACK 2

/* What a word of an identifier may have between its letters and digits. */
static bool
joins_word(uint8_t c)
{
	return c == '-' || c == '.' || c == '/' || c == '_';
}

size_t
label_word_end(struct bytes text, size_t start)
{
	size_t end = start;
	while (end < text.length) {
		uint8_t c = text.data[end];
		bool inner = joins_word(c) && end > start && end + 1 < text.length &&
		             byte_is_alnum(text.data[end + 1]);
		if (!byte_is_alnum(c) && !inner)
			break;
		end++;
	}
	return end;
}

struct bytes
label_word_before(struct bytes text, size_t at)
{
	size_t end = at > 0 && (text.data[at - 1] == ' ' || text.data[at - 1] == '-') ? at - 1 : 0;
	size_t start = end;

	while (start > 0 && byte_is_alpha(text.data[start - 1]))
		start--;
	return bytes_slice(text, start, end - start);
}

static size_t
line_end(struct bytes text, size_t at)
{
	struct bytes rest = bytes_slice(text, at, TABLE_LINE_REACH);
	const uint8_t *newline = rest.length > 0 ? memchr(rest.data, '\n', rest.length) : NULL;
	return newline == NULL ? at + rest.length : (size_t)(newline - text.data);
}

/* Where the next value of a list begins: after a comma, slash, semicolon, "and" or "or". */
static size_t
next_in_list(struct bytes text, size_t at)
{
	size_t end = at;
	bool joined = false;
	while (end < text.length && strchr(" \t,;/&", text.data[end]) != NULL) {
		joined = joined || !byte_is_space(text.data[end]);
		end++;
	}
	size_t word = label_letters_end(text, end);
	struct bytes letters = bytes_slice(text, end, word - end);
	if (bytes_equal_nocase(letters, bytes_of_string("and")) ||
	    bytes_equal_nocase(letters, bytes_of_string("or"))) {
		joined = true;
		end = word + 1;
	}
	return joined && end < text.length && end > at ? end : LABEL_NOWHERE;
}

/* The value at `at` and those listed after it. Sets *end to the last one's end; 0 for none. */
static int
take_list(const struct detector_text *text, struct labelled value, label_take *take, size_t *end)
{
	*end = 0;
	size_t length = 0;
	for (size_t i = 0; i < LABEL_VALUE_LIMIT; i++) {
		size_t taken = 0;
		int err = take(text, &value, &taken);
		if (err != 0 || taken == 0)
			return err;
		*end = taken;
		length = taken - value.start;
		value.start = next_in_list(text->bytes, taken);
		if (value.start == LABEL_NOWHERE)
			return 0;
		size_t next = label_word_end(text->bytes, value.start) - value.start;
		if (next + LIST_LENGTH_SLACK < length || next > length + LIST_LENGTH_SLACK)
			return 0;
	}
	return 0;
}

/* Values below a label that stands alone on its line, one a line. */
static int
take_below(const struct detector_text *text, struct labelled value, size_t at, label_take *take)
{
	struct bytes bytes = text->bytes;
	unsigned empty = 0;
	for (size_t i = 0; i < LABEL_VALUE_LIMIT && at + 1 < bytes.length; i++) {
		size_t begin = at + 1;
		at = line_end(bytes, begin);
		value.start = label_candidate(bytes, begin, at);
		if (value.start == LABEL_NOWHERE || (value.start == at && ++empty > 1))
			return 0;
		if (value.start == at)
			continue;
		size_t end;
		int err = take_list(text, value, take, &end);
		/* Only a line that is the value alone lets the list go on. */
		if (err != 0 || end == 0 || (end < at && !byte_is_space(bytes.data[end])))
			return err;
	}
	return 0;
}

/* Where the value of a cell [begin, end) may begin; `end` or LABEL_NOWHERE when it has none. */
typedef size_t cell_candidate(struct bytes text, size_t begin, size_t end);

/* For cells of any kind: what is not blank. */
static size_t
find_any(struct bytes text, size_t begin, size_t end)
{
	while (begin < end && (byte_is_space(text.data[begin]) || text.data[begin] == '"'))
		begin++;
	return begin;
}

/* The line behind the one that ends, or is cut, at `at`. */
static struct bytes
line_behind(struct bytes text, size_t at)
{
	if (text.data[at] != '\n')
		return table_line(text, at + 1);
	return bytes_slice(text, at + 1, line_end(text, at + 1) - (at + 1));
}

/* The cells below the title of a column that `value`'s cue is of, in the row `header`. */
static int
take_column(const struct detector_text *text, const struct table_row *header, struct labelled value,
            cell_candidate *find, label_take *take)
{
	struct bytes bytes = text->bytes;
	struct table_cell title, cell;
	size_t at = (size_t)(header->line.data - bytes.data);
	if (!table_line_whole(bytes, header->line) ||
	    !table_row_cell_at(header, value.cue_start - at, &title) || title.end - title.begin > TITLE_LIMIT)
		return 0;
	const struct table_shape shape = table_row_shape(header);
	at += header->line.length;
	for (unsigned rows = 0, misses = 0; rows < LABEL_VALUE_LIMIT && misses < COLUMN_MISSES &&
	     at + 1 < bytes.length; rows++) {
		struct bytes line = line_behind(bytes, at);
		size_t begin = (size_t)(line.data - bytes.data);
		const struct table_row row = table_row_like(header, line);
		at = begin + line.length;
		misses++;
		if ((find == label_candidate && around_digit(text, begin) >= at) ||
		    !table_row_has_shape(&row, shape) || !table_row_same_column(&row, &title, &cell))
			continue;
		value.start = find(bytes, begin + cell.begin, begin + cell.end);
		size_t end = 0;
		int err = value.start < begin + cell.end ? take(text, &value, &end) : 0;
		if (err != 0)
			return err;
		if (end != 0)
			misses = 0;
	}
	return 0;
}

/*
 * Where a value begins in the line that goes on with the sentence of the line
 * `row`, which broke at `limit` right behind the label; LABEL_NOWHERE when no sentence goes on there.
 */
static size_t
candidate_behind_break(struct bytes text, const struct table_row *row, size_t limit)
{
	bool prose = row->separator == 0 || row->separator == ',' || row->separator == ';';
	if (!prose || row->line.length < WRAPPED_LEAST || limit + 1 >= text.length)
		return LABEL_NOWHERE;
	struct bytes next = table_line(text, limit + 1);
	const struct table_row below = table_row_like(row, next);
	size_t begin = (size_t)(row->line.data - text.data);
	struct table_cell title;
	bool titled = row->separator != 0 && table_row_cell_at(row, limit - 1 - begin, &title) &&
	              title.end - title.begin <= TITLE_LIMIT / 2;
	if (titled && table_row_has_shape(&below, table_row_shape(row)))
		return LABEL_NOWHERE;
	size_t end = limit + 1 + next.length;
	size_t near = end < limit + LABEL_REACH ? end : limit + LABEL_REACH;
	size_t candidate = label_candidate(text, limit + 1, near);
	return candidate < near ? candidate : LABEL_NOWHERE;
}

/* The values of a label that has none in its line, `row`: in its column, or in the lines below. */
static int
take_elsewhere(const struct detector_text *text, struct table_row row, struct labelled value, size_t limit,
               label_take *take)
{
	struct bytes bytes = text->bytes;
	bool ends_line = value.start == limit;
	size_t behind = ends_line ? candidate_behind_break(bytes, &row, limit) : LABEL_NOWHERE;
	size_t taken;
	if (behind != LABEL_NOWHERE) {
		value.start = behind;
		return take_list(text, value, take, &taken);
	}
	if (bytes.data + value.cue_start < row.line.data) /* the label's own line broke */
		row = around_row(text, value.cue_start);
	if (row.separator != 0)
		return take_column(text, &row, value, label_candidate, take);
	size_t before = value.cue_start - (size_t)(row.line.data - bytes.data);
	return ends_line && before <= LABEL_PREFIX ? take_below(text, value, limit, take) : 0;
}

/* The value before the label that ends at `end`: "4471829 is her MRN". Sets *taken to its end; 0 for none. */
static int
read_before(const struct detector_text *text, size_t end, const struct cue_table *table, label_take *take,
            size_t *taken)
{
	*taken = 0;
	if (!label_digit_before(text->bytes, end))
		return 0;
	struct cue_match cue = cue_ending(text->bytes, end, table);
	size_t start = cue.cue != NULL ? label_candidate_before(text->bytes, cue.start) : LABEL_NOWHERE;
	if (start == LABEL_NOWHERE)
		return 0;
	const struct labelled value = { cue.cue, cue.start, cue.end, start };
	return take(text, &value, taken);
}

/*
 * Whether a digit stands in one of the lines behind the one that ends at `limit` in which a
 * label's value may: label_candidate() finds none without.
 */
static bool
digit_below(const struct detector_text *text, size_t limit)
{
	size_t digit = around_digit(text, limit), at = limit;

	for (unsigned lines = 0; lines < COLUMN_MISSES && at < digit; lines++)
		at = line_end(text->bytes, at + 1);
	return digit < at && digit < text->bytes.length;
}

/*
 * Most words that are labels as well stand in prose, where no number is near: that comes
 * first. Which cue it is costs more to find than where a value may begin, and comes last.
 */
int
label_read(const struct detector_text *text, size_t end, const struct cue_table *table,
           label_take *take)
{
	struct bytes bytes = text->bytes;
	struct table_row row = { .separator = 0 };
	size_t limit = line_end(bytes, end - 1);
	size_t near = limit < end + LABEL_REACH ? limit : end + LABEL_REACH;
	bool inside = around_digit(text, end) < limit;
	size_t candidate = inside ? label_candidate(bytes, end, near) : LABEL_NOWHERE;
	size_t taken = 0;
	if (candidate >= near) {
		int err = read_before(text, end, table, take, &taken);
		if (err != 0 || taken != 0 || !digit_below(text, limit))
			return err;
		row = around_row(text, end - 1);
	}
	if (!inside && near == limit)
		candidate = label_candidate(bytes, end, near);
	/* Behind other words there are only values of a column. */
	if (candidate >= near && candidate != limit && row.separator == 0)
		return 0;
	struct cue_match cue = cue_ending(bytes, end, table);
	if (cue.cue == NULL || value_in_address(bytes, cue.start))
		return 0;
	struct labelled value = { cue.cue, cue.start, cue.end, candidate };
	return candidate < near ? take_list(text, value, take, &taken)
	                        : take_elsewhere(text, row, value, limit, take);
}

static bool
divides_cells(uint8_t c)
{
	return c == '\n' || c == '\r' || c == '\t' || c == '|' || c == ',' || c == ';' || c == '"';
}

/* Whether nothing but the cell's edge stands behind the title that ends at `end`. */
static bool
ends_cell(struct bytes text, size_t end)
{
	size_t at = end;
	while (at < text.length && (text.data[at] == ' ' || text.data[at] == '#' || text.data[at] == '.'))
		at++;
	return at >= text.length || divides_cells(text.data[at]) || at - end > 1;
}

static bool
begins_cell(struct bytes text, size_t start)
{
	size_t at = start;
	while (at > 0 && text.data[at - 1] == ' ')
		at--;
	return at == 0 || divides_cells(text.data[at - 1]) || start - at > 1;
}

static int
read_title(const struct detector_text *text, size_t end, const struct cue_table *table,
           cell_candidate *find, label_take *take)
{
	struct cue_match cue = cue_ending(text->bytes, end, table);
	if (cue.cue == NULL || !begins_cell(text->bytes, cue.start))
		return 0;
	const struct table_row row = around_row(text, cue.start);
	struct labelled value = { cue.cue, cue.start, cue.end, cue.end };
	return row.separator != 0 ? take_column(text, &row, value, find, take) : 0;
}

int
label_read_title(const struct detector_text *text, size_t end, const struct cue_table *table,
                 label_take *take)
{
	bool may = ends_cell(text->bytes, end) && digit_below(text, line_end(text->bytes, end - 1));
	return may ? read_title(text, end, table, label_candidate, take) : 0;
}

int
label_read_words(const struct detector_text *text, size_t end, const struct cue_table *table,
                 label_take *take)
{
	return ends_cell(text->bytes, end) ? read_title(text, end, table, find_any, take) : 0;
}

/* Three groups of digits that can be month, day and year in some order. */
static bool
is_date(struct bytes text, size_t start, size_t end)
{
	unsigned numbers[3] = { 0, 0, 0 };
	size_t group = 0;
	for (size_t i = start; i < end; i++) {
		uint8_t c = text.data[i];
		if (byte_is_digit(c) && numbers[group] < 10000)
			numbers[group] = numbers[group] * 10 + (c - 48u);
		else if ((c != '-' && c != '/' && c != '.') || ++group == 3)
			return false;
	}
	if (group != 2)
		return false;
	if (numbers[0] > 31) /* 2021-05-31 */
		return numbers[0] > 1900 && numbers[1] <= 12 && numbers[2] <= 31;
	return numbers[1] <= 31 && (numbers[0] <= 12 || numbers[1] <= 12) && numbers[2] < 2100;
}

bool
label_value_stands(struct bytes text, const struct labelled *label, size_t start, size_t end)
{
	if (label != NULL && label->cue_end == start)
		return value_stands_on_right(text, end);
	return value_stands_alone(text, start, end);
}

static bool
is_year(struct bytes text, size_t start, size_t end)
{
	return end - start == 4 && (memcmp(text.data + start, "19", 2) == 0 ||
	                            memcmp(text.data + start, "20", 2) == 0);
}

bool
label_value_plausible(struct bytes text, const struct labelled *value, size_t end)
{
	size_t start = value->start;
	static const char *const others[] = { "99:99",  "999-999-9999", "9.9.9",   "9.9",
	                                      "99.99", "999.99",       "9999.99" };
	if (end - start < 4 || end - start > 30 || !label_value_stands(text, value, start, end) ||
	    is_date(text, start, end) || is_year(text, start, end))
		return false;
	size_t digits = 0;
	bool differ = false; /* "00000000" is a form's placeholder */
	uint8_t first = 0;
	for (size_t i = start; i < end; i++) {
		if (!byte_is_digit(text.data[i]))
			continue;
		differ = differ || (digits > 0 && text.data[i] != first);
		first = text.data[i];
		digits++;
	}
	if (digits < 3 || !differ)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
		size_t shape_end;
		if (value_shape_at(text, start, others[i], &shape_end) && shape_end == end)
			return false;
	}
	return true;
}
