#include "scanner/text_encoded.h"

#include "core/buffer.h"
#include "scanner/charset.h"
#include "scanner/content/content_kind.h"
#include "scanner/text_base32.h"

/* A padded run may be shorter: "MjE5LTA5LTk5OTg=" is a number. */
#define PADDED_MIN 12

/* So much text in a row is no chance: of bytes at random four in ten are printable. */
#define STRETCH_MIN 14

/* Among so many printable characters one may be no ASCII: names have accents. */
#define TEXT_PER_FOREIGN 8

/* A pasted file's first bytes. */
#define HEAD_SIZE 160
#define FILE_MIN 128

/* Characters before a line of quoted mail: "> > ". */
#define QUOTE_LIMIT 16

#define ALIGNMENTS 4
#define NO_DIGIT 0xFF

/* RFC 4648 sections 4 and 5. */
static inline uint8_t
base64_value(uint8_t c)
{
	/* One more than each, as what is not named is 0. */
	static const uint8_t values[256] = {
		['A'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
		['a'] = 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49,
		50, 51, 52, ['0'] = 53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
		['+'] = 63, ['-'] = 63, ['/'] = 64, ['_'] = 64,
	};

	return (uint8_t)(values[c] - 1);
}

/* Sets of such values, a bit for each. */
#define VALUES_UPPER UINT64_C(0x0000000003FFFFFF)
#define VALUES_LOWER UINT64_C(0x000FFFFFFC000000)
#define VALUES_DIGITS UINT64_C(0x3FF0000000000000)
#define VALUES_2_TO_7 UINT64_C(0x0FC0000000000000)
#define VALUES_A_TO_F (UINT64_C(0x3F) | UINT64_C(0x3F) << 26)

static inline uint8_t
hex_value(uint8_t c)
{
	if (byte_is_digit(c))
		return (uint8_t)(c - '0');
	c = byte_lower(c);
	return c >= 'a' && c <= 'f' ? (uint8_t)(c - 'a' + 10) : NO_DIGIT;
}

/* Characters of one encoding, on one line or several. */
struct run {
	size_t start;
	size_t end;    /* behind the last, and its padding */
	size_t count;  /* of characters, without padding and what is between lines */
	uint64_t values; /* that its characters have in base64 */
	bool padded;
};

/* Whether all characters are hexadecimal digits. */
static inline bool
run_is_hex(const struct run *run)
{
	return (run->values & ~(VALUES_DIGITS | VALUES_A_TO_F)) == 0;
}

/* Whether they may be base32: letters of one case, and digits, which words do not have. */
static inline bool
run_may_be_base32(const struct run *run)
{
	return run->count >= TEXT_ENCODED_MIN && (run->values & VALUES_2_TO_7) != 0 &&
	       ((run->values & ~(VALUES_2_TO_7 | VALUES_UPPER)) == 0 ||
	        (run->values & ~(VALUES_2_TO_7 | VALUES_LOWER)) == 0);
}

/* Text within a run, by its characters. */
struct stretch {
	size_t first;
	size_t text;    /* printable characters */
	size_t foreign; /* others */
};

struct decoding {
	struct text_writer *w;
	struct bytes text;
	struct buffer values;  /* of the run's characters */
	struct buffer decoded; /* a stretch */
	struct buffer utf8;
	struct stretch open[ALIGNMENTS];
	bool whole;            /* the run is short: all of it must be text, or none is */
	size_t run_end;        /* with its padding */
	size_t written;        /* characters up to here are replaced */
	size_t cursor;         /* a character of the run and where it stands */
	size_t cursor_at;
};

/* ---- finding runs -------------------------------------------------------------- */

/* The characters of base64, RFC 4648 sections 4 and 5. */
static uint64_t
digits_of_base64(const uint8_t *chunk)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < TEXT_SIGNS_SIZE; i += BYTE_BLOCK_SIZE) {
		byte_block c = byte_block_load(chunk + i);
		bits |= byte_flags_bits(byte_block_between(c | 0x20, 'a', 'z') | byte_block_between(c, '/', '9') |
		                        byte_block_is(c, '+') | byte_block_is(c, '-') | byte_block_is(c, '_')) << i;
	}
	return bits;
}

/* How many characters of base64 stand before `at`, as far as that matters and not before `from`. */
static size_t
digits_before(struct bytes text, size_t from, size_t at)
{
	size_t count = 0;

	while (count < TEXT_SIGNS_ROW && at - count > from && base64_value(text.data[at - count - 1]) != NO_DIGIT)
		count++;
	return count;
}

/* A character of the first run of TEXT_SIGNS_ROW or more at or after `from`; text.length for none. */
static size_t
find_long(const struct text_signs *signs, size_t from)
{
	struct bytes text = signs->text;
	struct text_signs_tail tail;

	for (size_t chunk = text_signs_find(signs, TEXT_SIGN_ROW, from / TEXT_SIGNS_SIZE); chunk < signs->count;
	     chunk = text_signs_find(signs, TEXT_SIGN_ROW, chunk + 1)) {
		size_t at = chunk * TEXT_SIGNS_SIZE;
		uint64_t run = digits_of_base64(text_signs_chunk(text, chunk, &tail));
		if (at < from)
			run &= UINT64_MAX << (from - at);
		size_t first = run == UINT64_MAX ? TEXT_SIGNS_SIZE : (size_t)__builtin_ctzll(~run);
		if (first > 0 && at >= from && first + digits_before(text, from, at) >= TEXT_SIGNS_ROW)
			return at;
		run &= run >> 1;
		run &= run >> 2;
		run &= run >> 4;
		run &= run >> 8;
		if (run != 0)
			return at + (size_t)__builtin_ctzll(run);
	}
	return text.length;
}

/* The character before the first padding at or behind `i`; text.length when there is none. */
static size_t
find_padded(struct bytes text, size_t i)
{
	while (i < text.length) {
		const uint8_t *found = memchr(text.data + i, '=', text.length - i);
		if (found == NULL)
			break;
		size_t at = (size_t)(found - text.data);
		bool ends = at + 1 == text.length || base64_value(found[1]) == NO_DIGIT;
		if (at > i && base64_value(found[-1]) != NO_DIGIT && ends)
			return at - 1;
		i = at + 1;
	}
	return text.length;
}

/* Takes the characters of `run` from `i` on; returns where they end. */
static size_t
run_take(struct run *run, struct bytes text, size_t i)
{
	size_t start = i;
	uint8_t value;

	for (; i < text.length && (value = base64_value(text.data[i])) != NO_DIGIT; i++)
		run->values |= UINT64_C(1) << value;
	run->count += i - start;
	return i;
}

/* Behind the line end at `i` and the marks of quotation that follow it; `i` when there is none. */
static size_t
skip_line_end(struct bytes text, size_t i)
{
	size_t at = i;

	while (at < text.length && (text.data[at] == ' ' || text.data[at] == '\r'))
		at++;
	if (at >= text.length || text.data[at] != '\n')
		return i;
	size_t limit = ++at + QUOTE_LIMIT;
	while (at < limit && at < text.length && strchr("> |\t", text.data[at]) != NULL &&
	       text.data[at] != '\0')
		at++;
	return at;
}

/* Whether the rest of the line from `i` is all of it base64, or hexadecimal. */
static bool
line_goes_on(struct bytes text, size_t i, bool hex)
{
	size_t start = i;

	while (i < text.length &&
	       (hex ? hex_value(text.data[i]) : base64_value(text.data[i])) != NO_DIGIT)
		i++;
	bool some = i > start;
	while (i < text.length && (text.data[i] == '=' || text.data[i] == ' ' || text.data[i] == '\r'))
		i++;
	return some && (i == text.length || text.data[i] == '\n');
}

/*
 * Where the lines above that belong to the one at `start` begin, which is that where
 * there are none. They are as long as one another: their length may be too short for
 * a sign of its own.
 */
static size_t
lines_above(struct bytes text, size_t from, size_t start)
{
	size_t width = 0;

	while (start > from && text.data[start - 1] == '\n') {
		size_t end = start - 1, begin = end;
		while (begin > from && base64_value(text.data[begin - 1]) != NO_DIGIT)
			begin--;
		if (begin == end || (begin > 0 && text.data[begin - 1] != '\n') || (width > 0 && end - begin != width))
			break;
		width = end - begin;
		start = begin;
	}
	return start;
}

/* The run around `i`, and the lines that go on with it. */
static struct run
run_read(struct bytes text, size_t from, size_t i)
{
	struct run run = { .start = i };

	while (run.start > from && base64_value(text.data[run.start - 1]) != NO_DIGIT)
		run.start--;
	if (bytes_equal(bytes_slice(text, run.start, 2), bytes_of_string("0x")))
		run.start += 2;
	if (i + 1 < text.length && text.data[i + 1] == '=')
		run.start = lines_above(text, from, run.start);
	run.end = run_take(&run, text, run.start);
	for (;;) {
		size_t next = skip_line_end(text, run.end);
		if (next == run.end || !line_goes_on(text, next, run_is_hex(&run)))
			break;
		run.end = run_take(&run, text, next);
	}
	while (run.end < text.length && text.data[run.end] == '=') {
		run.padded = true;
		run.end++;
	}
	return run;
}

/* ---- decoding ------------------------------------------------------------------ */

/* Where character `index` of the run stands. Never asked for one before an earlier one. */
static size_t
character_at(struct decoding *d, size_t index)
{
	while (d->cursor < index || base64_value(d->text.data[d->cursor_at]) == NO_DIGIT) {
		d->cursor += base64_value(d->text.data[d->cursor_at]) != NO_DIGIT;
		d->cursor_at++;
	}
	return d->cursor_at;
}

/*
 * The byte that begins in character k when groups begin at characters of
 * `alignment`; false when none begins there.
 */
static bool
byte_at(const struct decoding *d, bool hex, size_t alignment, size_t k, uint8_t *byte)
{
	const uint8_t *values = d->values.data + k;
	size_t phase = (k - alignment) % (hex ? 2 : ALIGNMENTS);

	if (k < alignment || phase == (hex ? 1 : 3))
		return false;
	if (hex)
		*byte = (uint8_t)(values[0] << 4 | values[1]);
	else
		*byte = (uint8_t)(values[0] << (2 + 2 * phase) | values[1] >> (4 - 2 * phase));
	return true;
}

static bool
is_text(uint8_t c)
{
	return (c >= ' ' && c < 0x7F) || c == '\n' || c == '\r' || c == '\t';
}

/* Replaces characters [first, last] of the run by what they decode to. */
static void
stretch_write(struct decoding *d, bool hex, size_t alignment, size_t first, size_t last)
{
	struct bytes text;
	bool unknown = false;
	uint8_t byte;

	if (first < d->written)
		first = d->written;
	buffer_clear(&d->decoded);
	for (size_t k = first; k < last && d->w->err == 0; k++)
		if (byte_at(d, hex, alignment, k, &byte))
			d->w->err = buffer_append_byte(&d->decoded, byte);
	if (d->w->err == 0)
		d->w->err = charset_decode(bytes_make(NULL, 0), buffer_bytes(&d->decoded), &d->utf8,
		                           &text, &unknown);
	if (d->w->err != 0 || text.length == 0)
		return;
	size_t start = character_at(d, first);
	size_t end = last + 1 < d->values.length ? character_at(d, last) + 1 : d->run_end;
	text_writer_replace(d->w, start, end - start, text);
	d->written = last + 1;
}

/* Whether text that is longer so far shows in another alignment: then this one is chance. */
static bool
is_outshone(const struct decoding *d, size_t alignment)
{
	for (size_t a = 0; a < ALIGNMENTS; a++)
		if (d->open[a].text > d->open[alignment].text)
			return true;
	return false;
}

static void
stretch_close(struct decoding *d, bool hex, size_t alignment, size_t last)
{
	struct stretch *stretch = &d->open[alignment];
	bool enough = d->whole ? stretch->first == 0 && last + 1 == d->values.length && stretch->text > 0
	                       : stretch->text >= STRETCH_MIN;

	if (enough && last > d->written && !is_outshone(d, alignment))
		stretch_write(d, hex, alignment, stretch->first, last);
	*stretch = (struct stretch){ 0 };
}

/* Counts in the byte that begins in character k; a stretch ends before what is no text. */
static void
stretch_take(struct decoding *d, bool hex, size_t alignment, size_t k, uint8_t byte)
{
	struct stretch *stretch = &d->open[alignment];

	if (is_text(byte)) {
		if (stretch->text++ == 0)
			stretch->first = k;
	} else if (byte >= 0x80 && (stretch->foreign + 1) * TEXT_PER_FOREIGN <= stretch->text) {
		stretch->foreign++;
	} else if (byte != 0 || stretch->text == 0) { /* in UTF-16 every other byte is 0 */
		stretch_close(d, hex, alignment, k);
	}
}

static void
run_values(struct decoding *d, const struct run *run)
{
	bool hex = run_is_hex(run);

	buffer_clear(&d->values);
	d->w->err = buffer_reserve(&d->values, run->count + 1);
	if (d->w->err != 0)
		return;
	for (size_t i = run->start; i < run->end; i++) {
		uint8_t value = hex ? hex_value(d->text.data[i]) : base64_value(d->text.data[i]);
		if (value != NO_DIGIT)
			d->values.data[d->values.length++] = value;
	}
}

static bool
is_file(struct decoding *d, bool hex)
{
	uint8_t head[HEAD_SIZE];
	size_t length = 0;

	for (size_t k = 0; k + 1 < d->values.length && length < sizeof(head); k++)
		length += byte_at(d, hex, 0, k, &head[length]);
	struct bytes bytes = bytes_make(head, length);
	return content_has_format(bytes) || content_kind_find(bytes) == CONTENT_ENCRYPTED;
}

/* Text without either kind of letter is not base64; a number is no hexadecimal. */
static bool
run_is_likely(const struct run *run)
{
	if (run_is_hex(run))
		return run->count >= TEXT_ENCODED_MIN && (run->values & ~VALUES_DIGITS) != 0;
	return (run->values & VALUES_UPPER) != 0 && (run->values & (VALUES_LOWER | VALUES_DIGITS)) != 0;
}

/* How much text there is in a row with `byte` behind `row` of it. What may be foreign is passed over. */
static inline size_t
row_with(size_t row, uint8_t byte)
{
	return byte >= 0x80 || byte == 0 ? row : is_text(byte) ? row + 1 : 0;
}

/* Whether groups from `alignment` on may hold a stretch of text: most runs are none in any alignment. */
static bool
holds_stretch(const struct decoding *d, bool hex, size_t alignment)
{
	const uint8_t *values = d->values.data;
	size_t row = 0, group = hex ? 2 : ALIGNMENTS, k = alignment;

	for (; k + group <= d->values.length && row < STRETCH_MIN; k += group) {
		if (hex) {
			row = row_with(row, (uint8_t)(values[k] << 4 | values[k + 1]));
			continue;
		}
		row = row_with(row, (uint8_t)(values[k] << 2 | values[k + 1] >> 4));
		row = row_with(row, (uint8_t)(values[k + 1] << 4 | values[k + 2] >> 2));
		row = row_with(row, (uint8_t)(values[k + 2] << 6 | values[k + 3]));
	}
	/* A last group that is not whole has at most two bytes. */
	return row + 2 >= STRETCH_MIN;
}

/* Replaces the stretches of text in the run, whose values are known. */
static void
run_stretches(struct decoding *d, bool hex, size_t alignments)
{
	uint8_t byte;

	memset(d->open, 0, sizeof(d->open));
	for (size_t k = 0; k + 1 < d->values.length && d->w->err == 0; k++)
		for (size_t a = 0; a < alignments; a++)
			if (byte_at(d, hex, a, k, &byte))
				stretch_take(d, hex, a, k, byte);
	for (size_t a = 0; a < alignments; a++)
		stretch_close(d, hex, a, d->values.length - 1);
}

static void
run_decode(struct decoding *d, const struct run *run)
{
	bool hex = run_is_hex(run), text = run->count < TEXT_ENCODED_MIN;
	size_t alignments = text ? 1 : hex ? 2 : ALIGNMENTS;

	if (run_may_be_base32(run) && text_base32_undo(d->w, run->start, run->end))
		return;
	if (!run_is_likely(run))
		return;
	run_values(d, run);
	if (d->w->err != 0)
		return;
	d->w->opaque |= run->count >= FILE_MIN && is_file(d, hex);
	d->whole = text;
	d->written = d->cursor = 0;
	d->cursor_at = run->start;
	d->run_end = run->end;
	for (size_t a = 0; a < alignments && !text; a++)
		text = holds_stretch(d, hex, a);
	if (text)
		run_stretches(d, hex, alignments);
}

void
text_encoded(struct text_writer *w)
{
	struct bytes text = text_writer_source(w);
	struct decoding d = {
		.w = w,
		.text = text,
		.values = buffer_make(text.length + 1),
		.decoded = buffer_make(text.length),
		.utf8 = buffer_make(text.length * 3),
	};
	size_t behind = 0, longer = 0, padded = 0, next;

	while (w->err == 0) {
		if (padded <= behind)
			padded = find_padded(text, behind);
		if (longer <= behind)
			longer = find_long(w->signs, behind);
		next = longer < padded ? longer : padded;
		if (next == text.length)
			break;
		struct run run = run_read(text, behind, next);
		if (run.count >= TEXT_ENCODED_MIN || (run.padded && run.count >= PADDED_MIN))
			run_decode(&d, &run);
		behind = run.end > next ? run.end : next + 1;
	}
	buffer_release(&d.values);
	buffer_release(&d.decoded);
	buffer_release(&d.utf8);
}
