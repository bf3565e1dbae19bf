/*
 * Shapes of identifiers that are written with digits: a sequence of byte
 * classes around an anchor, "[A-Z]{2}[0-9]{2}[ -]?[A-Z0-9]{4}". They are tried
 * only where an anchor stands, so that nearly all of a text costs nothing,
 * while an automaton would have to read each byte of it.
 *
 * The anchor is the first step that takes digits alone, and stands for the
 * beginning of a run of digits; or the first that takes a colon, an @ or a +
 * alone. Steps before it are read backwards from there. Each step takes as many
 * bytes as it can: a shape in which that would be too many is refused.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SHAPE_H
#define PHIMILTER_SCANNER_SHAPE_H

#include "core/attributes.h"
#include "core/bytes.h"

/* Steps of one shape, and classes of all together, at most. */
#define SHAPE_STEPS 20
#define SHAPE_CLASSES 128

/* As many bytes as there are. */
#define SHAPE_ANY_NUMBER UINT8_MAX

/* Bytes, one bit each. */
struct byte_set {
	uint64_t bits[4];
};

static inline bool
byte_set_has(const struct byte_set *set, uint8_t byte)
{
	return set->bits[byte / 64] >> (byte % 64) & 1;
}

static inline void
byte_set_add(struct byte_set *set, uint8_t byte)
{
	set->bits[byte / 64] |= UINT64_C(1) << (byte % 64);
}

static inline bool
byte_set_meets(const struct byte_set *a, const struct byte_set *b)
{
	return ((a->bits[0] & b->bits[0]) | (a->bits[1] & b->bits[1]) | (a->bits[2] & b->bits[2]) |
	        (a->bits[3] & b->bits[3])) != 0;
}

static const struct byte_set byte_set_digits = { { UINT64_C(0x03FF000000000000), 0, 0, 0 } };

/* Letters, digits and the underscore, as \b knows them. */
static inline bool
byte_is_word(uint8_t c)
{
	return byte_is_alnum(c) || c == '_';
}

/* The classes that the steps of some shapes take, none of which has a NUL. Begins as { .count = 0 }. */
struct shape_classes {
	struct byte_set sets[SHAPE_CLASSES];
	unsigned count;
};

struct shape_step {
	uint8_t class;
	uint8_t least;
	uint8_t most;
};

struct shape {
	struct shape_step steps[SHAPE_STEPS];
	uint8_t count;
	uint8_t anchor; /* index of its step */
	bool begins_word; /* \b at the beginning: no letter, digit or underscore before it */
	bool ends_word;
};

/*
 * Compiles `expression`: bytes, classes in brackets, \d and \xHH, each with ?,
 * +, {n}, {n,} or {n,m} behind it; \b at the beginning and end. Adds to
 * `classes`. Returns NULL, or what is wrong with it.
 */
MUST_USE const char *shape_compile(const char *expression, bool nocase,
                                   struct shape_classes *classes, struct shape *out);

/* The byte that `step` takes if it is a mark that a shape may have for its anchor, else 0. */
uint8_t shape_step_mark(const struct shape_step *step, const struct shape_classes *classes);

/* Whether `shape` stands in `text` with its anchor at `at`; `end` is then where it ends. */
bool shape_match(const struct shape *shape, const struct shape_classes *classes, struct bytes text,
                 size_t at, size_t *end);

#endif
