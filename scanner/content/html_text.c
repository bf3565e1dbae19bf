#include "scanner/content/html_text.h"

#include "scanner/byte_block.h"
#include "scanner/content/html_attribute.h"
#include "scanner/content/html_entity.h"
#include "scanner/content/html_name.h"
#include "scanner/content/html_sink.h"

/* Undone in the view of the text, see scanner/text_direction.h. */
#define RIGHT_TO_LEFT_OVERRIDE 0x202E

/* A document being read. */
struct reader {
	struct bytes html;
	size_t at;
	struct buffer aside;
	struct html_sink main;
	struct html_sink side; /* attributes and comments; writes to `aside` */
	struct html_sink *sink; /* where text goes: `side` within a comment */
	unsigned preformatted;
	bool embedded;
};

static bool
at_end(const struct reader *r)
{
	return r->at >= r->html.length;
}

/* The byte `ahead` of the current one, or 0 behind the end. */
static uint8_t
peek(const struct reader *r, size_t ahead)
{
	return ahead < r->html.length - r->at ? r->html.data[r->at + ahead] : 0;
}

static bool
starts_with(const struct reader *r, const char *word)
{
	struct bytes expected = bytes_of_string(word);
	return bytes_equal_nocase(bytes_slice(r->html, r->at, expected.length), expected);
}

static struct bytes
rest_of(const struct reader *r)
{
	return bytes_slice(r->html, r->at, SIZE_MAX);
}

/* ---- characters ----------------------------------------------------------- */

/* Bytes that a run of ordinary text ends at: markup, white space, and the first
 * bytes of characters that html_sink_character() does something about. */
static const bool ends_run[256] = {
	[0] = true, ['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true, ['\r'] = true,
	[' '] = true, ['&'] = true, ['<'] = true, ['>'] = true,
	[0xC2] = true, [0xE2] = true, [0xEF] = true,
};

/* Length of the valid UTF-8 character of two or three bytes at `text`, and the character. */
static size_t
decode_character(struct bytes text, uint32_t *character)
{
	const uint8_t *p = text.data;
	if (p[0] < 0xE0) {
		*character = (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
		return 2;
	}
	*character = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
	return 3;
}

/* Sends the one character or reference at the start of `text` to `sink`; returns its length. */
static size_t
send_character(struct html_sink *sink, struct bytes text)
{
	uint32_t character = text.data[0];
	size_t length = 1;
	if (character == '&') {
		length = html_entity_parse(text, &character);
		if (length == 0) {
			character = '&';
			length = 1;
		}
	} else if (character >= 0x80) {
		length = decode_character(text, &character);
	}
	sink->origin = bytes_slice(text, 0, length);
	html_sink_character(sink, character);
	return length;
}

/* The same of sixteen bytes. */
static inline byte_flags
ends_run_of(byte_block c)
{
	return byte_block_between(c, '\t', '\r') | byte_block_is(c, 0) | byte_block_is(c, ' ') |
	       byte_block_is(c, '&') | byte_block_is(c | 2, '>') | byte_block_is(c & 0xDF, 0xC2) |
	       byte_block_is(c, 0xEF);
}

/* Which of the sixteen bytes at `text` end a run of ordinary text that goes on there; one byte more is read. */
static inline uint64_t
run_ends(const uint8_t *text)
{
	byte_block block = byte_block_load(text);
	uint64_t ends = byte_flags_bits(ends_run_of(block));
	uint64_t ends_behind = ends >> 1 | (uint64_t)ends_run[text[BYTE_BLOCK_SIZE]] << (BYTE_BLOCK_SIZE - 1);

	return ends & (ends_behind | ~byte_flags_bits(byte_block_is(block, ' ')));
}

/* A run of ordinary text; single spaces between its words belong to it. */
static size_t
run_length(struct bytes text)
{
	size_t length = 0;

	if (text.length == 0 || ends_run[text.data[0]])
		return 0;
	for (; text.length - length > BYTE_BLOCK_SIZE; length += BYTE_BLOCK_SIZE) {
		uint64_t ends = run_ends(text.data + length);
		if (ends != 0)
			return length + (size_t)__builtin_ctzll(ends);
	}
	for (; length < text.length; length++) {
		bool single = text.data[length] == ' ' && length + 1 < text.length && !ends_run[text.data[length + 1]];
		if (ends_run[text.data[length]] && !single)
			break;
	}
	return length;
}

/* An attribute's value: text with references but no tags. */
static void
send_value(struct html_sink *sink, struct bytes value)
{
	while (value.length > 0 && sink->err == 0) {
		size_t length = run_length(value);
		if (length > 0)
			html_sink_text(sink, bytes_slice(value, 0, length));
		else
			length = send_character(sink, value);
		value = bytes_slice(value, length, SIZE_MAX);
	}
}

/* ---- what stands aside ---------------------------------------------------- */

static void
send_aside_line(struct reader *r, struct bytes text)
{
	html_sink_row(&r->side);
	send_value(&r->side, text);
	html_sink_row(&r->side);
}

/* The hyphens of "-->" were taken for text until the '>' came. */
static void
leave_comment(struct reader *r)
{
	for (int i = 0; i < 2; i++) {
		if (r->aside.length > 0 && r->aside.data[r->aside.length - 1] == '-')
			r->aside.length--;
	}
	html_sink_row(&r->side);
	r->sink = &r->main;
}

/* Everything up to `end`, which is skipped too, or to the end of the document. */
static struct bytes
take_until(struct reader *r, uint8_t end)
{
	struct bytes rest = rest_of(r);
	const uint8_t *found = rest.length ? memchr(rest.data, end, rest.length) : NULL;
	size_t length = found ? (size_t)(found - rest.data) : rest.length;
	r->at += length + (found ? 1 : 0);
	return bytes_slice(rest, 0, length);
}

/* A DOCTYPE that says nothing but which HTML this is. */
static bool
is_plain_doctype(struct bytes text)
{
	struct bytes word = bytes_of_string("!doctype html");
	return bytes_equal_nocase(bytes_slice(text, 0, word.length), word) &&
	       (text.length == word.length ||
	        bytes_find_nocase(text, bytes_of_string("//DTD ")) != SIZE_MAX);
}

/* "<!...>", "<?...>", "</ ...>": at the character behind '<'. */
static void
read_declaration(struct reader *r)
{
	if (starts_with(r, "!--")) {
		r->at += strlen("!--");
		r->sink = &r->side;
		html_sink_row(r->sink);
		return;
	}
	if (starts_with(r, "![CDATA[")) {
		r->at += strlen("![CDATA[");
		return;
	}
	struct bytes text = take_until(r, '>');
	if (!is_plain_doctype(text))
		send_aside_line(r, text);
	bool closes = text.length >= 2 && memcmp(text.data + text.length - 2, "--", 2) == 0;
	if (closes && r->sink == &r->side)
		leave_comment(r);
}

/* Script and style: everything up to the end tag of the same name. */
static void
read_raw(struct reader *r, struct bytes name)
{
	struct bytes rest = rest_of(r);
	char end[sizeof("</script")] = "</";
	memcpy(end + 2, name.data, name.length);
	size_t length = bytes_find_nocase(rest, bytes_of_string(end));
	if (length == SIZE_MAX)
		length = rest.length;
	r->at += length;
	html_sink_row(&r->side);
	html_sink_text(&r->side, bytes_slice(rest, 0, length));
	html_sink_row(&r->side);
}

/* ---- tags ----------------------------------------------------------------- */

struct attribute {
	struct bytes name;
	struct bytes value;
	bool has_value;
};

static void
skip_spaces(struct reader *r)
{
	while (!at_end(r) && byte_is_space(peek(r, 0)))
		r->at++;
}

/* What the words of a tag are. */
enum word {
	NAME = 1,
	ATTRIBUTE = 2,
	VALUE = 4,
	ANY_WORD = NAME | ATTRIBUTE | VALUE,
};

/* What each byte ends of these. */
static const uint8_t ends_word[256] = {
	['\t' ... '\r'] = ANY_WORD, [' '] = ANY_WORD, ['>'] = ANY_WORD, ['/'] = NAME | ATTRIBUTE, ['='] = ATTRIBUTE,
};

static struct bytes
take_word(struct reader *r, enum word word)
{
	size_t start = r->at, at = start;

	while (at < r->html.length && (ends_word[r->html.data[at]] & word) == 0)
		at++;
	r->at = at;
	return bytes_slice(r->html, start, at - start);
}

/* The next attribute of the tag; false behind its '>' or at the end. */
static bool
next_attribute(struct reader *r, struct attribute *attribute)
{
	while (!at_end(r) && (byte_is_space(peek(r, 0)) || peek(r, 0) == '/'))
		r->at++;
	if (at_end(r) || peek(r, 0) == '>') {
		r->at += at_end(r) ? 0 : 1;
		return false;
	}
	size_t start = r->at++; /* even '=' starts a name */
	take_word(r, ATTRIBUTE);
	attribute->name = bytes_slice(r->html, start, r->at - start);
	attribute->value = bytes_make(NULL, 0);
	skip_spaces(r);
	attribute->has_value = peek(r, 0) == '=';
	if (!attribute->has_value)
		return true;
	r->at++;
	skip_spaces(r);
	uint8_t quote = peek(r, 0);
	if (quote == '"' || quote == '\'') {
		r->at++;
		attribute->value = take_until(r, quote);
	} else {
		attribute->value = take_word(r, VALUE);
	}
	return true;
}

static bool
has_digit(struct bytes text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (byte_is_digit(text.data[i]))
			return true;
	}
	return false;
}

/*
 * Names that are no attribute's stand on one line: "<SSN 123-45-6789>". True
 * when what follows is shown backwards.
 */
static bool
read_attributes(struct reader *r, struct bytes element, bool after_name)
{
	struct attribute attribute;
	bool open_line = after_name, reversed = false;
	while (next_attribute(r, &attribute)) {
		struct bytes text = html_attribute_text(attribute.name, attribute.value, &r->embedded);
		reversed |= html_attribute_reverses(element, attribute.name, attribute.value);
		if (text.length == 0 && html_attribute_is_mute(attribute.name))
			continue;
		if (!attribute.has_value || has_digit(attribute.name)) {
			if (!open_line)
				html_sink_row(&r->side);
			html_sink_character(&r->side, ' ');
			send_value(&r->side, attribute.name);
			open_line = true;
		}
		if (attribute.has_value) {
			send_aside_line(r, text);
			open_line = false;
		}
	}
	if (open_line)
		html_sink_row(&r->side);
	return reversed;
}

static void
apply_element(struct reader *r, enum html_element element, bool closing)
{
	switch (element) {
	case HTML_ROW:
		html_sink_row(r->sink);
		break;
	case HTML_CELL:
		if (!closing)
			html_sink_cell(r->sink);
		break;
	case HTML_PREFORMATTED:
		if (!closing)
			r->preformatted++;
		else if (r->preformatted > 0)
			r->preformatted--;
		html_sink_block(r->sink);
		break;
	case HTML_BLOCK:
		html_sink_block(r->sink);
		break;
	case HTML_UNKNOWN:
	case HTML_INLINE:
	case HTML_RAW:
		break;
	}
}

/* At the first letter of the tag's name. */
static void
read_tag(struct reader *r, bool closing)
{
	struct bytes name = take_word(r, NAME);
	enum html_element element = html_element_find(name);
	bool unknown = element == HTML_UNKNOWN;
	if (unknown) {
		html_sink_row(&r->side);
		send_value(&r->side, name);
	}
	apply_element(r, element, closing);
	/* To the end of the line: what stands behind the element is in both orders then. */
	if (read_attributes(r, name, unknown) && !closing)
		html_sink_character(r->sink, RIGHT_TO_LEFT_OVERRIDE);
	if (element == HTML_RAW && !closing)
		read_raw(r, name);
}

/* At '<', which is but a character when no markup follows. */
static void
read_markup(struct reader *r)
{
	uint8_t next = peek(r, 1);
	bool closing = next == '/' && byte_is_alpha(peek(r, 2));
	if (byte_is_alpha(next) || closing) {
		r->at += closing ? 2 : 1;
		read_tag(r, closing);
	} else if (next == '!' || next == '?' || next == '/') {
		r->at++;
		read_declaration(r);
	} else {
		html_sink_text(r->sink, bytes_slice(r->html, r->at++, 1));
	}
}

static void
read_preformatted_space(struct reader *r)
{
	uint8_t c = peek(r, 0);
	if (c == '\n')
		html_sink_block(r->sink);
	else if (c != '\r')
		html_sink_space(r->sink);
	r->at++;
}

/* One step: a run of text, a character, or a piece of markup. */
static void
read_next(struct reader *r)
{
	size_t run = run_length(rest_of(r));
	uint8_t c = peek(r, run);
	if (run > 0) {
		html_sink_text(r->sink, bytes_slice(r->html, r->at, run));
		r->at += run;
	} else if (c == '<') {
		read_markup(r);
	} else if (c == '>' && r->sink == &r->side && r->at >= 2 &&
	           memcmp(r->html.data + r->at - 2, "--", 2) == 0) {
		r->at++;
		leave_comment(r);
	} else if (r->preformatted > 0 && byte_is_space(c)) {
		read_preformatted_space(r);
	} else {
		r->at += send_character(r->sink, rest_of(r));
	}
}

int
html_text_traced(struct bytes html, struct buffer *out, bool *embedded, struct html_trace *trace)
{
	struct reader r = { .html = html, .aside = buffer_make(HTML_TEXT_LIMIT(html.length)) };
	r.main = (struct html_sink){ .out = out, .aside = &r.aside, .trace = trace, .html = html,
	                             .row_start = true };
	r.side = (struct html_sink){ .out = &r.aside, .row_start = true };
	r.sink = &r.main;
	while (!at_end(&r) && r.main.err == 0 && r.side.err == 0)
		read_next(&r);
	html_sink_finish(&r.main);
	*embedded |= r.embedded;
	buffer_release(&r.aside);
	return r.main.err != 0 ? r.main.err : r.side.err;
}

int
html_text(struct bytes html, struct buffer *out, bool *embedded)
{
	return html_text_traced(html, out, embedded, NULL);
}
