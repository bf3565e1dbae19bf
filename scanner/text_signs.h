/*
 * Where in a text the undoings of scanner/text_view.h may find work: one pass
 * tells of each 64 bytes which of them must look there. In most mail that is
 * nowhere.
 *
 * Ownership: the arena's. Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_TEXT_SIGNS_H
#define PHIMILTER_SCANNER_TEXT_SIGNS_H

#include "core/arena.h"
#include "core/attributes.h"
#include "scanner/byte_block.h"

/* Bytes of which the signs are told together, and as bits. */
#define TEXT_SIGNS_SIZE 64

/* How much further a look at them may go. */
#define TEXT_SIGNS_AHEAD 4

/* A row of characters of base64 that is as long may hold something encoded. */
#define TEXT_SIGNS_ROW 16

/* So many digits in one chunk may be characters' numbers; a telephone number and a date have fewer. */
#define TEXT_SIGNS_DIGITS 16

/* Where each stands, or begins, or for TEXT_SIGN_ROW goes on; and perhaps where none is. */
enum text_sign {
	TEXT_SIGN_FOLD = 1,    /* bytes above ASCII, and controls but white space and separators */
	TEXT_SIGN_ESCAPE = 2,  /* % & + < = \ */
	TEXT_SIGN_SPACING = 4, /* a divider, and the same again twice with one byte between; a number before a line's end */
	TEXT_SIGN_CODES = 16,  /* TEXT_SIGNS_DIGITS digits or more in one chunk */
	TEXT_SIGN_ROW = 8,     /* the TEXT_SIGNS_ROWth character of base64 in a row, or a later */
};

struct text_signs {
	struct bytes text;
	uint8_t *chunks; /* for each TEXT_SIGNS_SIZE bytes: enum text_sign */
	size_t count;
	unsigned all;    /* of any of them */
};

/* Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int text_signs_read(struct arena *arena, struct bytes text, struct text_signs *out);

/* The first chunk from `chunk` on that has `sign`; signs->count for none. */
size_t text_signs_find(const struct text_signs *signs, enum text_sign sign, size_t chunk);

/* Room for a chunk at the text's end, and for what is looked at behind it. */
struct text_signs_tail {
	uint8_t bytes[TEXT_SIGNS_SIZE + TEXT_SIGNS_AHEAD];
};

/* The bytes of a chunk and TEXT_SIGNS_AHEAD more; in `tail`, with spaces behind the text, at its end. */
static inline const uint8_t *
text_signs_chunk(struct bytes text, size_t chunk, struct text_signs_tail *tail)
{
	size_t at = chunk * TEXT_SIGNS_SIZE, left = text.length - at;

	if (left >= sizeof(tail->bytes))
		return text.data + at;
	memset(tail->bytes, ' ', sizeof(tail->bytes));
	memcpy(tail->bytes, text.data + at, left);
	return tail->bytes;
}

/* Tells of a chunk where in it a pass must look; it may read TEXT_SIGNS_AHEAD bytes more. */
typedef uint64_t text_signs_bits(const uint8_t *chunk);

/* A pass that goes from place to place. Begins as { .signs, .sign, .chunk = SIZE_MAX }. */
struct text_search {
	const struct text_signs *signs;
	enum text_sign sign;
	size_t chunk; /* that was looked at last */
	uint64_t bits;
};

static inline struct text_search
text_search_make(const struct text_signs *signs, enum text_sign sign)
{
	return (struct text_search){ .signs = signs, .sign = sign, .chunk = SIZE_MAX };
}

/* The first place at or after `from` that `bits` tells of; the text's length for none. */
static inline __attribute__((always_inline)) size_t
text_search_next(struct text_search *search, size_t from, text_signs_bits *bits)
{
	struct text_signs_tail tail;
	uint64_t kept = UINT64_MAX << from % TEXT_SIGNS_SIZE;

	for (size_t chunk = from / TEXT_SIGNS_SIZE;; chunk++, kept = UINT64_MAX) {
		if (chunk != search->chunk) {
			size_t found = text_signs_find(search->signs, search->sign, chunk);
			if (found == search->signs->count)
				return search->signs->text.length;
			kept = found == chunk ? kept : UINT64_MAX;
			search->chunk = chunk = found;
			search->bits = bits(text_signs_chunk(search->signs->text, chunk, &tail));
		}
		if ((search->bits & kept) != 0)
			return chunk * TEXT_SIGNS_SIZE + (size_t)__builtin_ctzll(search->bits & kept);
	}
}

#endif
