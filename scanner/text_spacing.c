#include "scanner/text_spacing.h"

#include "core/attributes.h"
#include "scanner/value.h"

/* So many digits one by one are a number; fewer are marks, scores, a table. */
#define DIGITS_MIN 7

/* Divided by something else than spaces they may be the numbers of chapters. */
#define DIVIDED_DIGITS_MIN 9

/* So many letters one by one are a word; fewer are initials, answers, variables. */
#define LETTERS_MIN 5

/* Blanks between two spaced words. */
#define GAP_MAX 3

/* A piece of a number is no longer. */
#define PIECE_LIMIT 16

/* ---- finding ---------------------------------------------------------------------------- */

/*
 * The first of three dividers that are alike (space, tab and punctuation below
 * the digits, or '_'), with single other characters between them; and the end of
 * a number at the end of a line.
 */
static uint64_t
suspects(const uint8_t *chunk)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < TEXT_SIGNS_SIZE; i += BYTE_BLOCK_SIZE) {
		byte_block c = byte_block_load(chunk + i), next = byte_block_load(chunk + i + 1);
		byte_block second = byte_block_load(chunk + i + 2), fourth = byte_block_load(chunk + i + 4);
		byte_flags divider = byte_block_between(c, 0, '/') | byte_block_is(c, '_');
		byte_flags alike = byte_block_same(c, second) & byte_block_same(c, fourth) & ~byte_block_same(c, next) &
		                   byte_block_between(next, '-', UINT8_MAX);
		byte_flags ends = byte_block_is(next, '\n') |
		                  (byte_block_is(next, '-') & byte_block_between(second, 0, ' '));
		bits |= byte_flags_bits((divider & alike) | (byte_block_between(c, '0', '9') & ends)) << i;
	}
	return bits;
}

/* ---- characters one by one ------------------------------------------------------------------ */

/* A row of single characters with one divider between each two. */
struct row {
	size_t start; /* of the first character */
	size_t end;   /* behind the last */
	uint8_t divider;
	size_t letters;
	size_t digits;
	bool counts_up; /* 1 2 3 4: a scale */
};

static bool
is_alnum_at(struct bytes text, size_t i)
{
	return i < text.length && byte_is_alnum(text.data[i]);
}

/* What divides the digits of a number. */
static bool
is_of_number(uint8_t c)
{
	return c == '-' || c == '/' || c == '.' || c == '(' || c == ')';
}

/* Where the next character of the row stands behind the one at `i`; SIZE_MAX at its end. */
static size_t
row_next(struct bytes text, size_t i, uint8_t divider)
{
	size_t at = i + 1;

	while (at < text.length && text.data[at] == divider && at - i <= (divider == ' ' ? GAP_MAX : 1))
		at++;
	if (at == i + 1 || at >= text.length || text.data[at] == divider)
		return SIZE_MAX;
	bool single = !is_alnum_at(text, at) || !is_alnum_at(text, at + 1);
	return single && text.data[at] > ' ' && text.data[at] < 0x80 ? at : SIZE_MAX;
}

/* The row that begins at `start`, of digits and what divides them, or of letters. */
static struct row
row_read(struct bytes text, size_t start, uint8_t divider)
{
	struct row row = { .start = start, .end = start, .divider = divider, .counts_up = true };
	bool number = byte_is_digit(text.data[start]);
	uint8_t before = 0;

	for (size_t at = start; at != SIZE_MAX; at = row_next(text, at, divider)) {
		uint8_t c = text.data[at];
		if (number ? !byte_is_digit(c) && !is_of_number(c) : !byte_is_alpha(c))
			break;
		if (byte_is_digit(c)) {
			row.counts_up &= before == 0 || c == before + 1;
			before = c;
			row.digits++;
		}
		row.letters += byte_is_alpha(c);
		if (byte_is_alnum(c))
			row.end = at + 1;
	}
	return row;
}

/* Words that say what the number behind them is, too short to be told by their length. */
static bool
is_cue(struct bytes text, const struct row *row)
{
	static const char *const cues[] = { "ssn", "mrn", "dob", "mbi", "hicn" };
	uint8_t word[LETTERS_MIN];
	size_t length = 0;

	for (size_t i = row->start; i < row->end && length < sizeof(word); i++)
		if (byte_is_alpha(text.data[i]))
			word[length++] = text.data[i];
	return bytes_among(bytes_make(word, length), cues, ARRAY_LENGTH(cues));
}

static bool
row_is_pulled_apart(struct bytes text, const struct row *row)
{
	if (row->digits > 0)
		return !row->counts_up &&
		       row->digits >= (row->divider == ' ' || row->divider == '\t' ? DIGITS_MIN
		                                                                  : DIVIDED_DIGITS_MIN);
	return row->letters >= LETTERS_MIN || is_cue(text, row);
}

/* Takes out the dividers; one stays as a space where a new word begins. */
static void
row_join(struct text_writer *w, const struct row *row)
{
	struct bytes text = text_writer_source(w);

	for (size_t at = row->start; at + 1 < row->end;) {
		size_t next = row_next(text, at, row->divider);
		bool gap = next - at > 2 && row->letters > 0;
		bool capital = byte_is_lower(text.data[at]) && byte_is_upper(text.data[next]);
		text_writer_replace(w, at + 1, next - at - 1, bytes_make(" ", gap || capital ? 1 : 0));
		at = next;
	}
}

/* The characters around the divider at `i`; returns where to go on. */
static size_t
undo_row(struct text_writer *w, size_t from, size_t i)
{
	struct bytes text = text_writer_source(w);
	size_t start = i > from && is_alnum_at(text, i - 1) && (i < 2 || !is_alnum_at(text, i - 2)) ? i - 1
	                                                                                            : i + 1;

	if (!is_alnum_at(text, start) || is_alnum_at(text, start + 1))
		return i + 1;
	struct row row = row_read(text, start, text.data[i]);
	if (row_is_pulled_apart(text, &row))
		row_join(w, &row);
	return row.end > i ? row.end : i + 1;
}

/* ---- numbers at a line's end -------------------------------------------------------------------- */

static inline bool
is_of_piece(uint8_t c)
{
	return byte_is_digit(c) || c == '-' || c == '.' || c == '/';
}

static size_t
piece_before(struct bytes text, size_t end)
{
	size_t start = end;

	while (start > 0 && end - start < PIECE_LIMIT && is_of_piece(text.data[start - 1]))
		start--;
	return start;
}

static size_t
piece_end(struct bytes text, size_t start)
{
	size_t end = start;

	while (end < text.length && end - start < PIECE_LIMIT && is_of_piece(text.data[end]))
		end++;
	while (end > start && !byte_is_digit(text.data[end - 1]))
		end--;
	return end;
}

/* Behind blanks, at most one line's end, and marks of quotation. */
static size_t
skip_break(struct bytes text, size_t i)
{
	size_t limit = i + PIECE_LIMIT;
	bool line = false;

	for (; i < text.length && i < limit; i++) {
		uint8_t c = text.data[i];
		if (c == '\n' && !line)
			line = true;
		else if (c != ' ' && c != '\t' && c != '\r' && !(line && c == '>'))
			break;
	}
	return i;
}

static bool
is_whole(struct bytes left, struct bytes right)
{
	static const char *const shapes[] = {
		"999-99-9999", "999-999-9999", "999.999.9999", "999-9999", "99/99/9999", "9999-99-99",
	};
	uint8_t joined[2 * PIECE_LIMIT];
	size_t end, length = left.length + right.length;

	if (left.length == 0 || right.length == 0)
		return false;
	memcpy(joined, left.data, left.length);
	memcpy(joined + left.length, right.data, right.length);
	for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++)
		if (length == strlen(shapes[i]) &&
		    value_shape_at(bytes_make(joined, length), 0, shapes[i], &end) && end == length)
			return true;
	return false;
}

/* The number's end at `i`, before a blank or a line's end; returns where to go on. */
static size_t
undo_break(struct text_writer *w, size_t from, size_t i)
{
	struct bytes text = text_writer_source(w);
	size_t next = skip_break(text, i + 1), end = piece_end(text, next);

	if (end == next || is_alnum_at(text, end))
		return i + 1;
	size_t start = piece_before(text, i + 1);
	if (start < from || (start > 0 && is_alnum_at(text, start - 1)) ||
	    !is_whole(bytes_slice(text, start, i + 1 - start), bytes_slice(text, next, end - next)))
		return i + 1;
	text_writer_replace(w, i + 1, next - i - 1, bytes_make(NULL, 0));
	return end;
}

/* ----------------------------------------------------------------------------------------------- */

void
text_spacing(struct text_writer *w)
{
	struct text_search search = text_search_make(w->signs, TEXT_SIGN_SPACING);
	struct bytes text = text_writer_source(w);
	size_t from = 0, i;

	/* What is told of a byte at the text's end is told by what is not there. */
	while ((i = text_search_next(&search, from, suspects)) + TEXT_SIGNS_AHEAD < text.length && w->err == 0) {
		i += byte_is_digit(text.data[i]) && text.data[i + 1] == '-';
		bool broken = text.data[i] >= '-' && text.data[i + 1] <= ' ';
		from = broken ? undo_break(w, from, i) : undo_row(w, from, i);
	}
}
