#include "scanner/text_codes.h"

#include "core/attributes.h"
#include "scanner/hex_digit.h"

/* So many numbers that all are of characters are no chance; an address of a machine has eight. */
#define CODES_MIN 9

/* Between two numbers. */
#define SEPARATORS_MOST 3

/* Of so many characters one may be no letter, digit or what stands between those. */
#define PLAIN_PER_OTHER 8

/* What is behind this many numbers is read as a row of its own. */
#define ROW_LIMIT 4096

enum code_kind {
	CODE_HEXADECIMAL,
	CODE_DECIMAL,
	CODE_BINARY,
	CODE_KINDS,
};

/* ---- one number -------------------------------------------------------------------- */

static bool
is_digit_of(enum code_kind kind, uint8_t c)
{
	return kind == CODE_BINARY ? c == '0' || c == '1'
	     : kind == CODE_DECIMAL ? byte_is_digit(c) : hex_digit_value(c) >= 0;
}

static bool
length_fits(enum code_kind kind, size_t length)
{
	return kind == CODE_BINARY ? length == 8 : kind == CODE_DECIMAL ? length == 2 || length == 3 : length == 2;
}

/* Where the number of a character at `i` ends; `i` when there is none. */
static size_t
code_read(struct bytes text, size_t i, enum code_kind kind, uint8_t *character)
{
	static const unsigned bases[] = { 16, 10, 2 };
	size_t at = i, start;
	unsigned value = 0;

	if (kind == CODE_HEXADECIMAL && bytes_equal_nocase(bytes_slice(text, i, 2), bytes_of_string("0x")))
		at += 2;
	for (start = at; at < text.length && at - start <= 8 && is_digit_of(kind, text.data[at]); at++)
		value = value * bases[kind] + (unsigned)hex_digit_value(text.data[at]);
	bool whole = at == text.length || !byte_is_alnum(text.data[at]);
	bool printable = (value >= ' ' && value < 0x7F) || (value < ' ' && byte_is_space((uint8_t)value));
	if (!whole || !printable || !length_fits(kind, at - start))
		return i;
	*character = (uint8_t)value;
	return at;
}

static size_t
separators_end(struct bytes text, size_t i)
{
	size_t end = i;

	while (end < text.length && end - i < SEPARATORS_MOST && text.data[end] != '\0' &&
	       strchr(" ,;:-\t\r\n", text.data[end]) != NULL)
		end++;
	return end;
}

/* ---- a row of them ------------------------------------------------------------------ */

struct code_row {
	uint8_t characters[ROW_LIMIT];
	size_t count;
	size_t end;
};

static void
row_read(struct bytes text, size_t start, enum code_kind kind, struct code_row *row)
{
	size_t i = start, end;

	row->count = 0;
	row->end = start;
	while (row->count < ROW_LIMIT && (end = code_read(text, i, kind, &row->characters[row->count])) > i) {
		row->count++;
		row->end = end;
		i = separators_end(text, end);
		if (i == end)
			break;
	}
}

/* Whether the characters of a row could be what somebody wrote. */
static bool
row_is_text(const struct code_row *row)
{
	size_t others = 0;

	for (size_t i = 0; i < row->count; i++) {
		uint8_t c = row->characters[i];
		others += !byte_is_alnum(c) && strchr(" .,:;-/@'\r\n\t", c) == NULL;
	}
	return row->count >= CODES_MIN && others * PLAIN_PER_OTHER <= row->count;
}

/* Puts what the numbers from `start` on say before them; returns where they end, `start` when there are none. */
static size_t
row_undo(struct text_writer *w, size_t start, struct code_row *row)
{
	struct bytes text = text_writer_source(w);
	size_t end = start;

	for (enum code_kind kind = 0; kind < CODE_KINDS; kind++) {
		row_read(text, start, kind, row);
		if (row_is_text(row)) {
			text_writer_insert(w, start, start, row->end - start, bytes_make(row->characters, row->count));
			text_writer_insert(w, start, start, row->end - start, bytes_of_string(" "));
		}
		end = row->end > end ? row->end : end;
	}
	return end;
}

/* ---- finding ------------------------------------------------------------------------- */

/* What the bytes of a chunk are, a bit for each. */
struct code_bytes {
	uint64_t words;  /* letters and digits */
	uint64_t digits;
	uint64_t hexadecimal;
};

static struct code_bytes
code_bytes_of(const uint8_t *chunk)
{
	struct code_bytes bytes = { 0, 0, 0 };

	for (unsigned i = 0; i < TEXT_SIGNS_SIZE; i += BYTE_BLOCK_SIZE) {
		byte_block c = byte_block_load(chunk + i);
		byte_flags digits = byte_block_between(c, '0', '9');
		bytes.words |= byte_flags_bits(digits | byte_block_between(c | 0x20, 'a', 'z')) << i;
		bytes.digits |= byte_flags_bits(digits) << i;
		bytes.hexadecimal |= byte_flags_bits(digits | byte_block_between(c | 0x20, 'a', 'f')) << i;
	}
	return bytes;
}

/* The places of `starts` that another follows as far away as numbers of characters do. */
static uint64_t
followed(uint64_t starts)
{
	return starts & (starts >> 3 | starts >> 4 | starts >> 5 | starts >> 6 | starts >> 9);
}

/* Whether five numbers that may be those of characters follow one another in the chunk. */
static bool
may_have_row(const uint8_t *chunk)
{
	struct code_bytes b = code_bytes_of(chunk);
	uint64_t begin = b.words & ~(b.words << 1), eight = b.digits & b.digits >> 1;

	eight &= eight >> 2;
	eight &= eight >> 4;
	uint64_t two = b.hexadecimal & b.hexadecimal >> 1 & ~(b.words >> 2);
	uint64_t three = b.digits & b.digits >> 1 & b.digits >> 2 & ~(b.words >> 3);
	uint64_t prefixed = b.digits & ~(b.hexadecimal >> 1) & two >> 2; /* 0x53 */
	uint64_t starts = begin & (two | three | prefixed | (eight & ~(b.words >> 8)));
	return followed(followed(followed(followed(starts)))) != 0;
}

/* Reads the rows that begin in [start, end); returns where the last ends, or `end`. */
static size_t
rows_undo(struct text_writer *w, size_t start, size_t end, struct code_row *row)
{
	struct bytes text = text_writer_source(w);
	size_t i = start;

	while (i > 0 && i < end && byte_is_alnum(text.data[i - 1]) && byte_is_alnum(text.data[i]))
		i++;
	while (i < end && w->err == 0) {
		size_t stop = row_undo(w, i, row);
		while (stop < text.length && byte_is_alnum(text.data[stop]))
			stop++;
		for (i = stop; i < end && !byte_is_alnum(text.data[i]);)
			i++;
	}
	return i;
}

void
text_codes(struct text_writer *w)
{
	struct bytes text = text_writer_source(w);
	struct text_signs_tail tail;
	struct code_row row;
	size_t done = 0;

	for (size_t chunk = text_signs_find(w->signs, TEXT_SIGN_CODES, 0); chunk < w->signs->count && w->err == 0;
	     chunk = text_signs_find(w->signs, TEXT_SIGN_CODES, chunk + 1)) {
		size_t start = chunk * TEXT_SIGNS_SIZE, end = start + TEXT_SIGNS_SIZE;
		if (end <= done || !may_have_row(text_signs_chunk(text, chunk, &tail)))
			continue;
		/* A row may begin in the chunk before, which had too little of it. */
		size_t least = start > TEXT_SIGNS_SIZE ? start - TEXT_SIGNS_SIZE : 0;
		least = least > done ? least : done;
		while (start > least && text.data[start - 1] != '\n')
			start--;
		done = rows_undo(w, start > done ? start : done, end < text.length ? end : text.length, &row);
	}
}
