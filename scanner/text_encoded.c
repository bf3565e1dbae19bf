#include "scanner/text_encoded.h"

#include "scanner/charset.h"
#include "scanner/content/content_kind.h"

/* Any run this long fills two neighbouring words of the text, wherever it begins. */
#define WORD_SIZE 8

/* A padded run may be shorter than what fills two words: "MjE5LTA5LTk5OTg=" is a number. */
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

/* The value of each character and what it may be part of. */
static inline uint8_t
base64_value(uint8_t c)
{
	if (byte_is_upper(c))
		return c - 'A';
	if (byte_is_lower(c))
		return (uint8_t)(c - 'a' + 26);
	if (byte_is_digit(c))
		return (uint8_t)(c - '0' + 52);
	if (c == '+' || c == '-') /* RFC 4648 sections 4 and 5 */
		return 62;
	return c == '/' || c == '_' ? 63 : NO_DIGIT;
}

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
	bool upper;
	bool lower;
	bool digit;
	bool hex;      /* all are hexadecimal digits */
	bool padded;
};

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

/* Whether a byte of the eight is a blank or a control, or above ASCII. */
static inline uint64_t
word_blanks(const uint8_t *at)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return (word - ones * 0x21) & ~word & tops;
}

/* Where a run of TEXT_ENCODED_MIN may be, at or after `i`; text.length for nowhere. */
static size_t
find_long(struct bytes text, size_t i)
{
	uint64_t before = 1;

	for (; i + WORD_SIZE <= text.length; i += WORD_SIZE) {
		uint64_t blanks = word_blanks(text.data + i);
		if ((before | blanks) == 0)
			return i - WORD_SIZE;
		before = blanks;
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

bool
text_encoded_needed(struct bytes text)
{
	return find_long(text, 0) < text.length || find_padded(text, 0) < text.length;
}

/* Takes the characters of `run` from `i` on; returns where they end. */
static size_t
run_take(struct run *run, struct bytes text, size_t i)
{
	for (; i < text.length && base64_value(text.data[i]) != NO_DIGIT; i++) {
		uint8_t c = text.data[i];
		run->upper |= byte_is_upper(c);
		run->lower |= byte_is_lower(c);
		run->digit |= byte_is_digit(c);
		run->hex &= hex_value(c) != NO_DIGIT;
		run->count++;
	}
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

/* The run around `i`, and the lines that go on with it. */
static struct run
run_read(struct bytes text, size_t from, size_t i)
{
	struct run run = { .start = i, .hex = true };

	while (run.start > from && base64_value(text.data[run.start - 1]) != NO_DIGIT)
		run.start--;
	if (bytes_equal(bytes_slice(text, run.start, 2), bytes_of_string("0x")))
		run.start += 2;
	run.end = run_take(&run, text, run.start);
	for (;;) {
		size_t next = skip_line_end(text, run.end);
		if (next == run.end || !line_goes_on(text, next, run.hex))
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
	buffer_clear(&d->values);
	d->w->err = buffer_reserve(&d->values, run->count + 1);
	if (d->w->err != 0)
		return;
	for (size_t i = run->start; i < run->end; i++) {
		uint8_t value = run->hex ? hex_value(d->text.data[i]) : base64_value(d->text.data[i]);
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
	if (run->hex)
		return run->count >= TEXT_ENCODED_MIN && (run->upper || run->lower);
	return run->upper && (run->lower || run->digit);
}

static void
run_decode(struct decoding *d, const struct run *run, bool *opaque)
{
	size_t alignments = run->hex ? 2 : ALIGNMENTS;
	uint8_t byte;

	if (!run_is_likely(run))
		return;
	run_values(d, run);
	if (d->w->err != 0)
		return;
	*opaque |= run->count >= FILE_MIN && is_file(d, run->hex);
	d->whole = run->count < TEXT_ENCODED_MIN;
	if (d->whole)
		alignments = 1;
	memset(d->open, 0, sizeof(d->open));
	d->written = d->cursor = 0;
	d->cursor_at = run->start;
	d->run_end = run->end;
	for (size_t k = 0; k + 1 < d->values.length && d->w->err == 0; k++)
		for (size_t a = 0; a < alignments; a++)
			if (byte_at(d, run->hex, a, k, &byte))
				stretch_take(d, run->hex, a, k, byte);
	for (size_t a = 0; a < alignments; a++)
		stretch_close(d, run->hex, a, d->values.length - 1);
}

void
text_encoded(struct text_writer *w, bool *opaque)
{
	struct bytes text = text_writer_source(w);
	struct decoding d = {
		.w = w,
		.text = text,
		.values = buffer_make(text.length + 1),
		.decoded = buffer_make(text.length),
		.utf8 = buffer_make(text.length * 3),
	};
	size_t behind = 0, i = 0, padded = find_padded(text, 0), next;

	while (w->err == 0) {
		if (padded < i)
			padded = find_padded(text, i);
		next = find_long(text, i);
		next = next < padded ? next : padded;
		if (next == text.length)
			break;
		struct run run = run_read(text, behind, next);
		if (run.count >= TEXT_ENCODED_MIN || (run.padded && run.count >= PADDED_MIN))
			run_decode(&d, &run, opaque);
		behind = run.end;
		i = run.end > next ? run.end : next + WORD_SIZE;
	}
	buffer_release(&d.values);
	buffer_release(&d.decoded);
	buffer_release(&d.utf8);
}
