#include "scanner/text_encoded.h"

#include "core/buffer.h"
#include "scanner/charset.h"
#include "scanner/content/content_kind.h"
#include "scanner/encoded_run.h"
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

#define ALIGNMENTS 4

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

static inline bool
is_text(uint8_t c)
{
	static const bool text[256] = { [' ' ... '~'] = true, ['\n'] = true, ['\r'] = true, ['\t'] = true };

	return text[c];
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
run_values(struct decoding *d, const struct encoded_run *run)
{
	bool hex = encoded_run_is_hex(run);

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
run_is_likely(const struct encoded_run *run)
{
	if (encoded_run_is_hex(run))
		return run->count >= ENCODED_RUN_MIN && (run->kinds & ~(unsigned)BASE64_DIGITS) != 0;
	return (run->kinds & BASE64_UPPERS) != 0 && (run->kinds & (BASE64_LOWERS | BASE64_DIGITS)) != 0;
}

/* How much text there is in a row with `byte` behind `row` of it. What may be foreign is passed over. */
static inline size_t
row_with(size_t row, uint8_t byte)
{
	/* No branch: what is no text decodes to bytes at random. */
	size_t text = (size_t)is_text(byte), passed = (size_t)(byte >= 0x80) | (size_t)(byte == 0);

	return (row + text) & -(text | passed);
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
run_decode(struct decoding *d, const struct encoded_run *run)
{
	bool hex = encoded_run_is_hex(run), text = run->count < ENCODED_RUN_MIN;
	size_t alignments = text ? 1 : hex ? 2 : ALIGNMENTS;

	if (encoded_run_may_be_base32(run) && text_base32_undo(d->w, run->start, run->end))
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
			padded = encoded_run_find_padded(text, behind);
		if (longer <= behind)
			longer = encoded_run_find_long(w->signs, behind);
		next = longer < padded ? longer : padded;
		if (next == text.length)
			break;
		struct encoded_run run = encoded_run_read(text, behind, next);
		if (run.count >= ENCODED_RUN_MIN || (run.padded && run.count >= PADDED_MIN))
			run_decode(&d, &run);
		behind = run.end > next ? run.end : next + 1;
	}
	buffer_release(&d.values);
	buffer_release(&d.decoded);
	buffer_release(&d.utf8);
}
