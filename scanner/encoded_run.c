#include "scanner/encoded_run.h"

/* Characters before a line of quoted mail: "> > ". */
#define QUOTE_LIMIT 16

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

size_t
encoded_run_find_long(const struct text_signs *signs, size_t from)
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

size_t
encoded_run_find_padded(struct bytes text, size_t i)
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

/* enum base64_kind; 0 for what is no character of base64. */
static const uint8_t kinds[256] = {
	['A' ... 'F'] = BASE64_UPPER_TO_F, ['G' ... 'Z'] = BASE64_UPPER,
	['a' ... 'f'] = BASE64_LOWER_TO_F, ['g' ... 'z'] = BASE64_LOWER,
	['0' ... '1'] = BASE64_DIGIT, ['2' ... '7'] = BASE64_2_TO_7, ['8' ... '9'] = BASE64_DIGIT,
	['+'] = BASE64_MARK, ['-'] = BASE64_MARK, ['/'] = BASE64_MARK, ['_'] = BASE64_MARK,
};

/* Takes the characters of `run` from `i` on; returns where they end. */
static size_t
run_take(struct encoded_run *run, struct bytes text, size_t i)
{
	size_t start = i;
	unsigned kind, all = run->kinds;

	for (; i < text.length && (kind = kinds[text.data[i]]) != 0; i++)
		all |= kind;
	run->kinds = all;
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

struct encoded_run
encoded_run_read(struct bytes text, size_t from, size_t i)
{
	struct encoded_run run = { .start = i };

	while (run.start > from && base64_value(text.data[run.start - 1]) != NO_DIGIT)
		run.start--;
	if (bytes_equal(bytes_slice(text, run.start, 2), bytes_of_string("0x")))
		run.start += 2;
	if (i + 1 < text.length && text.data[i + 1] == '=')
		run.start = lines_above(text, from, run.start);
	run.end = run_take(&run, text, run.start);
	for (;;) {
		size_t next = skip_line_end(text, run.end);
		if (next == run.end || !line_goes_on(text, next, encoded_run_is_hex(&run)))
			break;
		run.end = run_take(&run, text, next);
	}
	while (run.end < text.length && text.data[run.end] == '=') {
		run.padded = true;
		run.end++;
	}
	return run;
}
