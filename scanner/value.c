#include "scanner/value.h"

#include "scanner/around.h"

/* How far a word is followed to see whether it is a URL or an address. */
#define ADDRESS_REACH 256

/* How near a denying word must stand. */
#define DENY_WINDOW 24

/* What a sign beside a value does. */
enum {
	GLUES_BEFORE = 1, /* what follows is a part of something else */
	JOINS_BEFORE = 2, /* the same behind digits */
	GLUES_BEHIND = 4,
	JOINS_BEHIND = 8,
	ENDS_WORD = 16,
};

static const uint8_t signs[256] = {
	['_'] = GLUES_BEFORE | GLUES_BEHIND, ['@'] = GLUES_BEFORE | GLUES_BEHIND,
	['%'] = GLUES_BEFORE | GLUES_BEHIND, ['$'] = GLUES_BEFORE, ['\\'] = GLUES_BEFORE,
	['-'] = JOINS_BEFORE | JOINS_BEHIND, ['/'] = JOINS_BEFORE | JOINS_BEHIND,
	[':'] = JOINS_BEFORE | JOINS_BEHIND, ['.'] = JOINS_BEFORE, ['+'] = JOINS_BEFORE,
	['\t' ... '\r'] = ENDS_WORD, [' '] = ENDS_WORD, ['<'] = ENDS_WORD, ['>'] = ENDS_WORD,
	['"'] = ENDS_WORD, ['\''] = ENDS_WORD, ['('] = ENDS_WORD, [')'] = ENDS_WORD, ['|'] = ENDS_WORD,
};

static bool
does(uint8_t c, unsigned what)
{
	return (signs[c] & what) != 0;
}

bool
value_is_separator(uint8_t c)
{
	return c == ' ' || c == '-' || c == '.' || c == '/';
}

/* Does the run of letters and digits that ends at `end` hold a digit? */
static bool
digit_in_run_before(struct bytes text, size_t end)
{
	size_t floor = end > VALUE_LENGTH_LIMIT ? end - VALUE_LENGTH_LIMIT : 0;
	for (size_t i = end; i > floor && byte_is_alnum(text.data[i - 1]); i--)
		if (byte_is_digit(text.data[i - 1]))
			return true;
	return false;
}

static bool
digit_in_run_after(struct bytes text, size_t start)
{
	struct bytes run = bytes_slice(text, start, VALUE_LENGTH_LIMIT);
	for (size_t i = 0; i < run.length && byte_is_alnum(run.data[i]); i++)
		if (byte_is_digit(run.data[i]))
			return true;
	return false;
}

static bool
free_on_left(struct bytes text, size_t start)
{
	if (start == 0)
		return true;
	uint8_t c = text.data[start - 1];
	if (byte_is_alnum(c) || does(c, GLUES_BEFORE))
		return false;
	if (does(c, JOINS_BEFORE))
		return !digit_in_run_before(text, start - 1);
	return true;
}

bool
value_stands_on_right(struct bytes text, size_t end)
{
	if (end >= text.length)
		return true;
	uint8_t c = text.data[end];
	if (byte_is_alnum(c) || does(c, GLUES_BEHIND))
		return false;
	if (does(c, JOINS_BEHIND))
		return !digit_in_run_after(text, end + 1);
	/* 1.5 goes on, a full stop does not. */
	return c != '.' || end + 1 >= text.length || !byte_is_digit(text.data[end + 1]);
}

bool
value_in_address(struct bytes text, size_t start)
{
	size_t begin = start;
	size_t floor = start > ADDRESS_REACH ? start - ADDRESS_REACH : 0;
	while (begin > floor && !does(text.data[begin - 1], ENDS_WORD))
		begin--;
	struct bytes word = bytes_slice(text, begin, start - begin);
	if (word.length == 0)
		return false;
	if (word.data[0] == '/' || word.data[0] == '?' ||
	    bytes_find_nocase(word, bytes_of_string("://")) != SIZE_MAX ||
	    bytes_find_nocase(word, bytes_of_string("www.")) != SIZE_MAX)
		return true;
	const uint8_t *at = memrchr(word.data, '@', word.length);
	/* In a row "ann@host.example,482913" the next cell is none of the address. */
	return at != NULL && memchr(at, ',', (size_t)(word.data + word.length - at)) == NULL &&
	       memchr(at, ';', (size_t)(word.data + word.length - at)) == NULL;
}

/* Is the word that begins at `end` the rest of <1234.5678@host>? */
static bool
continues_as_address(struct bytes text, size_t end)
{
	struct bytes rest = bytes_slice(text, end, ADDRESS_REACH);
	for (size_t i = 0; i < rest.length && !does(rest.data[i], ENDS_WORD) && rest.data[i] != ',' && rest.data[i] != ';'; i++)
		if (rest.data[i] == '@')
			return true;
	return false;
}

bool
value_stands_alone(struct bytes text, size_t start, size_t end)
{
	return free_on_left(text, start) && value_stands_on_right(text, end) &&
	       !value_in_address(text, start) && !continues_as_address(text, end);
}

static bool
shape_takes(char shape, uint8_t c)
{
	switch (shape) {
	case '9':
		return byte_is_digit(c);
	case 'A':
		return byte_is_alpha(c);
	case 'X':
		return byte_is_alnum(c);
	case '-':
	case '~':
		return value_is_separator(c);
	default:
		return (uint8_t)shape == c;
	}
}

bool
value_shape_before(struct bytes text, size_t end, const char *shape, size_t *start)
{
	size_t at = end;
	for (size_t i = strlen(shape); i > 0; i--) {
		if (at > 0 && shape_takes(shape[i - 1], text.data[at - 1]))
			at--;
		else if (shape[i - 1] != '~')
			return false;
	}
	*start = at;
	return true;
}

bool
value_shape_at(struct bytes text, size_t start, const char *shape, size_t *end)
{
	size_t at = start;
	for (; *shape != '\0'; shape++) {
		if (at < text.length && shape_takes(*shape, text.data[at]))
			at++;
		else if (*shape != '~')
			return false;
	}
	*end = at;
	return true;
}

struct value_compact
value_compact(struct bytes text, size_t start, size_t end)
{
	struct value_compact value = { .length = 0 };
	for (size_t i = start; i < end && value.length < VALUE_LENGTH_LIMIT; i++)
		if (byte_is_alnum(text.data[i]))
			value.data[value.length++] = byte_upper(text.data[i]);
	return value;
}

#define DENYING_WORDS(CUE) \
	CUE("order") CUE("orders") CUE("invoice") CUE("tracking") CUE("ticket") CUE("case") \
	CUE("version") CUE("ver") CUE("part no") CUE("part number") CUE("part") CUE("isbn") \
	CUE("issn") CUE("model") CUE("sku") CUE("po") CUE("purchase order") CUE("rfc") \
	CUE("build") CUE("revision") CUE("commit") CUE("bug") CUE("patent") CUE("item") \
	CUE("upc") CUE("ean") CUE("lot") CUE("batch") CUE("job") CUE("msgid") CUE("message id") \
	CUE("article") CUE("doi") CUE("catalog") CUE("reference") CUE("ref") CUE("confirmation") \
	CUE("quote") CUE("sample") CUE("example") CUE("epoch") CUE("timestamp") CUE("bytes") \
	CUE("pid") CUE("port") CUE("line") CUE("page") CUE("pages") CUE("release") CUE("cve") \
	CUE("pn") CUE("p/n") CUE("parts") CUE("asset") CUE("po number") CUE("po no") \
	CUE("order number") CUE("order no") CUE("invoice number") CUE("invoice no") \
	CUE("ticket number") CUE("ticket no") CUE("tracking number") CUE("tracking no") \
	CUE("item number") CUE("item no") CUE("model number") CUE("model no") CUE("lot number") \
	CUE("lot no") CUE("reference number") CUE("catalog number")
CUE_ARRAY(denying_words, DENYING_WORDS);
static const struct cue_table denying_cues = CUE_TABLE_INDEXED(denying_words);

const char *
value_denier(struct bytes text, size_t start)
{
	return cue_before(text, start, DENY_WINDOW, &denying_cues);
}

bool
value_denied(const struct detector_text *text, size_t start, struct cue_match cue)
{
	struct cue_match against = around_before(text, start, DENY_WINDOW, &denying_cues);

	return against.cue != NULL && (cue.cue == NULL || against.end > cue.end);
}
