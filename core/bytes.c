#include "core/bytes.h"

bool
bytes_equal_nocase(struct bytes a, struct bytes b)
{
	if (a.length != b.length)
		return false;
	for (size_t i = 0; i < a.length; i++)
		if (byte_lower(a.data[i]) != byte_lower(b.data[i]))
			return false;
	return true;
}

static bool
bytes_is_string_nocase(struct bytes word, const char *string)
{
	for (size_t i = 0; i < word.length; i++)
		if (string[i] == '\0' || byte_lower(word.data[i]) != (uint8_t)string[i])
			return false;
	return string[word.length] == '\0';
}

bool
bytes_among(struct bytes word, const char *const *strings, size_t count)
{
	uint8_t first = word.length > 0 ? byte_lower(word.data[0]) : '\0';

	for (size_t i = 0; i < count; i++)
		if ((uint8_t)strings[i][0] == first && bytes_is_string_nocase(word, strings[i]))
			return true;
	return false;
}

int
bytes_compare_nocase(struct bytes a, struct bytes b)
{
	for (size_t i = 0; i < a.length && i < b.length; i++) {
		int difference = byte_lower(a.data[i]) - byte_lower(b.data[i]);
		if (difference != 0)
			return difference;
	}
	return (a.length > b.length) - (a.length < b.length);
}

/* The first `byte` of text from `at` on; text.length when there is none. */
static size_t
byte_find(struct bytes text, size_t at, uint8_t byte)
{
	const uint8_t *found = at < text.length ? memchr(text.data + at, byte, text.length - at) : NULL;

	return found != NULL ? (size_t)(found - text.data) : text.length;
}

size_t
bytes_find_nocase(struct bytes haystack, struct bytes needle)
{
	if (needle.length > haystack.length)
		return SIZE_MAX;
	if (needle.length == 0)
		return 0;
	uint8_t lower = byte_lower(needle.data[0]), upper = byte_upper(needle.data[0]);
	struct bytes starts = bytes_slice(haystack, 0, haystack.length - needle.length + 1);
	size_t at_lower = byte_find(starts, 0, lower);
	size_t at_upper = upper != lower ? byte_find(starts, 0, upper) : starts.length;

	while (at_lower < starts.length || at_upper < starts.length) {
		size_t at = at_lower < at_upper ? at_lower : at_upper;
		if (bytes_equal_nocase(bytes_slice(haystack, at, needle.length), needle))
			return at;
		if (at == at_lower)
			at_lower = byte_find(starts, at + 1, lower);
		else
			at_upper = byte_find(starts, at + 1, upper);
	}
	return SIZE_MAX;
}

struct bytes
bytes_line_at(struct bytes text, size_t at)
{
	struct bytes before = bytes_slice(text, 0, at);
	const uint8_t *start = before.length > 0 ? memrchr(before.data, '\n', before.length) : NULL;
	struct bytes line = bytes_slice(text, start ? (size_t)(start - text.data) + 1 : 0, SIZE_MAX);
	const uint8_t *end = at < text.length ? memchr(text.data + at, '\n', text.length - at) : NULL;

	return end != NULL ? bytes_slice(line, 0, (size_t)(end - line.data)) : line;
}
