/*
 * A view of bytes somebody else owns: data and length, never a terminator.
 * Views are values; copying one copies no bytes. `data` may be NULL when
 * `length` is 0.
 */
#ifndef PHIMILTER_CORE_BYTES_H
#define PHIMILTER_CORE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const uint8_t *data;
	size_t length; /* bytes */
};

static inline struct bytes
bytes_make(const void *data, size_t length)
{
	return (struct bytes){ .data = data, .length = length };
}

/* The bytes of a C string without its terminator; NULL gives the empty view. */
static inline struct bytes
bytes_of_string(const char *string)
{
	return bytes_make(string, string ? strlen(string) : 0);
}

/* The part of `whole` from `start`, at most `length` long, clipped to `whole`. */
static inline struct bytes
bytes_slice(struct bytes whole, size_t start, size_t length)
{
	if (start > whole.length)
		start = whole.length;
	if (length > whole.length - start)
		length = whole.length - start;
	return bytes_make(whole.length ? whole.data + start : NULL, length);
}

static inline bool
bytes_equal(struct bytes a, struct bytes b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

/* ASCII case-insensitive equality; locale never matters. */
bool bytes_equal_nocase(struct bytes a, struct bytes b);

/* Whether `word` without its ASCII case is one of `count` strings in lower case. */
bool bytes_among(struct bytes word, const char *const *strings, size_t count);

/* The order of the two without ASCII case, as memcmp() tells it; a prefix comes first. */
int bytes_compare_nocase(struct bytes a, struct bytes b);

/* ASCII case-insensitive search; returns the offset, or SIZE_MAX when absent. */
size_t bytes_find_nocase(struct bytes haystack, struct bytes needle);

/* The line of `text` in which byte `at` stands, without its end. */
struct bytes bytes_line_at(struct bytes text, size_t at);

/* ASCII classes that no locale changes; `c` is any byte. */
static inline bool byte_is_digit(uint8_t c) { return c >= '0' && c <= '9'; }
static inline bool byte_is_upper(uint8_t c) { return c >= 'A' && c <= 'Z'; }
static inline bool byte_is_lower(uint8_t c) { return c >= 'a' && c <= 'z'; }
static inline bool byte_is_alpha(uint8_t c) { return byte_is_upper(c) || byte_is_lower(c); }
static inline bool byte_is_alnum(uint8_t c) { return byte_is_alpha(c) || byte_is_digit(c); }
static inline bool byte_is_space(uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static inline uint8_t byte_lower(uint8_t c) { return byte_is_upper(c) ? (uint8_t)(c + 32) : c; }
static inline uint8_t byte_upper(uint8_t c) { return byte_is_lower(c) ? (uint8_t)(c - 32) : c; }

#endif
