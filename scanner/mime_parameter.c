#include "scanner/mime_parameter.h"

#include "scanner/charset.h"
#include "scanner/header_section.h"
#include "scanner/hex_digit.h"

static size_t
skip_blanks(struct bytes value, size_t i)
{
	while (i < value.length && byte_is_space(value.data[i]))
		i++;
	return i;
}

/* A longer comment is none: each '(' of a hostile field looks at most this far for its end. */
#define COMMENT_LIMIT 256

/* Behind the comment (RFC 5322 section 3.2.2) that starts at `i`; unclosed, just behind its '('. */
static size_t
skip_comment(struct bytes value, size_t i)
{
	unsigned depth = 0;
	size_t end = value.length - i > COMMENT_LIMIT ? i + COMMENT_LIMIT : value.length;
	for (size_t at = i; at < end; at++) {
		if (value.data[at] == '\\')
			at++;
		else if (value.data[at] == '(')
			depth++;
		else if (value.data[at] == ')' && --depth == 0)
			return at + 1;
	}
	return i + 1;
}

/* Behind the quoted string that starts at `i`; unclosed, the end. */
static size_t
skip_quoted(struct bytes value, size_t i)
{
	for (i++; i < value.length; i++) {
		if (value.data[i] == '\\')
			i++;
		else if (value.data[i] == '"')
			return i + 1;
	}
	return value.length;
}

static size_t
skip_blanks_and_comments(struct bytes value, size_t i)
{
	i = skip_blanks(value, i);
	while (i < value.length && value.data[i] == '(')
		i = skip_blanks(value, skip_comment(value, i));
	return i;
}

/* A token (RFC 2045 section 5.1); quotes around the whole type are forgiven. */
static struct bytes
read_token(struct bytes value, size_t *i)
{
	static const char specials[] = "()<>@,;:\\\"/[]?=";
	size_t start = *i;
	while (*i < value.length && value.data[*i] > ' ' && value.data[*i] < 0x7F &&
	       strchr(specials, value.data[*i]) == NULL)
		(*i)++;
	return bytes_slice(value, start, *i - start);
}

size_t
mime_parameter_media_type(struct bytes value, struct bytes *type, struct bytes *subtype)
{
	size_t i = skip_blanks_and_comments(value, 0);
	if (i < value.length && value.data[i] == '"')
		i++;
	*type = read_token(value, &i);
	*subtype = bytes_make(NULL, 0);
	i = skip_blanks_and_comments(value, i);
	if (i == value.length || value.data[i] != '/')
		return i;
	i = skip_blanks_and_comments(value, i + 1);
	*subtype = read_token(value, &i);
	if (i < value.length && value.data[i] == '"')
		i++;
	return i;
}

/* Where the next parameter's name starts: behind the next ';' outside quotes and comments. */
static size_t
find_parameter(struct bytes value, size_t i)
{
	while (i < value.length && value.data[i] != ';') {
		if (value.data[i] == '"')
			i = skip_quoted(value, i);
		else if (value.data[i] == '(')
			i = skip_comment(value, i);
		else
			i++;
	}
	while (i < value.length && (value.data[i] == ';' || byte_is_space(value.data[i])))
		i++;
	return i;
}

/* An unquoted value goes to the next ';': file names with blanks are common. */
static size_t
read_value(struct bytes value, size_t i, struct mime_parameter *parameter)
{
	size_t start = i;
	parameter->quoted = i < value.length && value.data[i] == '"';
	if (parameter->quoted) {
		i = skip_quoted(value, i);
		bool closed = i > start + 1 && value.data[i - 1] == '"';
		parameter->value = bytes_slice(value, start + 1, i - start - (closed ? 2 : 1));
		return i;
	}
	while (i < value.length && value.data[i] != ';')
		i++;
	parameter->value = header_trim(bytes_slice(value, start, i - start));
	return i;
}

bool
mime_parameter_next(struct bytes value, size_t *offset, struct mime_parameter *parameter)
{
	size_t start = find_parameter(value, *offset);
	size_t i = start;
	while (i < value.length && value.data[i] != '=' && value.data[i] != ';')
		i++;
	if (start >= value.length)
		return false;
	parameter->name = header_trim(bytes_slice(value, start, i - start));
	parameter->value = bytes_make(NULL, 0);
	parameter->quoted = false;
	if (i < value.length && value.data[i] == '=')
		i = read_value(value, skip_blanks(value, i + 1), parameter);
	*offset = i;
	return true;
}

/* Larger numbers of segments are all alike. */
#define SEGMENT_NUMBER_LIMIT 100000

/* How a parameter's name relates to the one looked for (RFC 2231 sections 3 and 4). */
struct match {
	bool any;
	bool extended; /* "name*", "name*0": overrides the plain one */
	bool first;    /* carries charset'language' when coded */
	bool coded;    /* ends in '*': percent-encoded */
	size_t number; /* of the segment, 0 when it has none */
};

/* The decimal number at the start of `text`; beyond all segments when it is larger than they may be. */
static size_t
segment_number(struct bytes text)
{
	size_t number = 0;
	for (size_t i = 0; i < text.length && byte_is_digit(text.data[i]) && number < SEGMENT_NUMBER_LIMIT; i++)
		number = number * 10 + (size_t)(text.data[i] - '0');
	return number;
}

static struct match
match_name(struct bytes given, struct bytes wanted)
{
	struct match match = { .any = false };
	if (!bytes_equal_nocase(bytes_slice(given, 0, wanted.length), wanted))
		return match;
	struct bytes rest = bytes_slice(given, wanted.length, SIZE_MAX);
	match.any = rest.length == 0 || rest.data[0] == '*';
	match.extended = rest.length > 0;
	match.coded = rest.length > 0 && rest.data[rest.length - 1] == '*';
	match.first = rest.length < 2 || rest.data[1] == '0';
	match.number = segment_number(bytes_slice(rest, 1, SIZE_MAX));
	return match;
}

/* Takes charset'language' from the front of the first coded segment. */
static struct bytes
take_charset(struct bytes *value)
{
	const uint8_t *first = value->length ? memchr(value->data, '\'', value->length) : NULL;
	size_t length = first ? (size_t)(first - value->data) : 0;
	struct bytes rest = bytes_slice(*value, length + 1, SIZE_MAX);
	const uint8_t *second = rest.length ? memchr(rest.data, '\'', rest.length) : NULL;
	if (first == NULL || second == NULL)
		return bytes_make(NULL, 0);
	struct bytes charset = bytes_slice(*value, 0, length);
	*value = bytes_slice(rest, (size_t)(second - rest.data) + 1, SIZE_MAX);
	return charset;
}

/* Appends a value with its quoting (backslashes) or percent-encoding undone. */
static int
append_plain(const struct mime_parameter *parameter, bool coded, struct bytes value,
             struct buffer *out)
{
	int err = buffer_reserve(out, value.length);
	for (size_t i = 0; err == 0 && i < value.length; i++) {
		int byte = -1;
		if (coded && value.data[i] == '%')
			byte = hex_digit_pair(bytes_slice(value, i + 1, 2));
		else if (parameter->quoted && value.data[i] == '\\' && i + 1 < value.length)
			i++;
		out->data[out->length++] = byte >= 0 ? (uint8_t)byte : value.data[i];
		if (byte >= 0)
			i += 2;
	}
	return err;
}

/* Converts what was gathered in `raw`; a plain value may hold encoded words. */
static int
append_decoded(struct bytes raw, bool extended, struct bytes charset,
               struct header_scratch *scratch, struct buffer *out, bool *unknown)
{
	if (!extended)
		return header_text_decode(raw, scratch, out, unknown);
	struct bytes text;
	int err = charset_decode(charset, raw, &scratch->utf8, &text, unknown);
	return err != 0 ? err : buffer_append(out, text);
}

/* Segments of one parameter (RFC 2231 section 3) that are put in order; more are malformed. */
#define SEGMENT_LIMIT 64

struct segment {
	struct mime_parameter parameter;
	struct match match;
};

struct segments {
	struct segment items[SEGMENT_LIMIT];
	size_t count;
	bool extended;
};

/* Puts the segment behind those whose numbers are not larger. */
static void
segments_insert(struct segments *segments, const struct segment *segment)
{
	size_t at = segments->count++;
	for (; at > 0 && segments->items[at - 1].match.number > segment->match.number; at--)
		segments->items[at] = segments->items[at - 1];
	segments->items[at] = *segment;
}

/* The parameter's segments in their order; extended ones replace a plain one. */
static void
segments_collect(struct bytes value, struct bytes name, struct segments *segments, bool *repeated)
{
	struct segment segment;
	for (size_t at = 0; mime_parameter_next(value, &at, &segment.parameter);) {
		segment.match = match_name(segment.parameter.name, name);
		if (!segment.match.any)
			continue;
		bool extended = segment.match.extended;
		*repeated |= !extended && !segments->extended && segments->count > 0;
		if (!extended && segments->count > 0)
			continue;
		if (extended && !segments->extended)
			segments->count = 0;
		segments->extended |= extended;
		if (segments->count == SEGMENT_LIMIT) {
			*repeated = true;
			break;
		}
		segments_insert(segments, &segment);
	}
}

int
mime_parameter_find(struct bytes value, struct bytes name, struct header_scratch *scratch,
                    struct buffer *out, bool *unknown, bool *repeated)
{
	struct bytes charset = bytes_make(NULL, 0);
	struct buffer raw = buffer_make(value.length);
	struct segments segments = { .count = 0 };
	int err = 0;
	segments_collect(value, name, &segments, repeated);
	for (size_t i = 0; err == 0 && i < segments.count; i++) {
		const struct segment *segment = &segments.items[i];
		struct bytes text = segment->parameter.value;
		if (segment->match.coded && segment->match.first)
			charset = take_charset(&text);
		err = append_plain(&segment->parameter, segment->match.coded, text, &raw);
	}
	if (err == 0)
		err = append_decoded(buffer_bytes(&raw), segments.extended, charset, scratch, out, unknown);
	buffer_release(&raw);
	return err;
}
