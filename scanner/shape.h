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

/* Whether `shape` stands in `text` with its anchor at `at`; `end` is then where it ends. */
bool shape_match(const struct shape *shape, const struct shape_classes *classes, struct bytes text,
                 size_t at, size_t *end);

/* What can be said of a shape without matching it. NUL stands for the text's edge. */
struct shape_bounds {
	struct byte_set before; /* what may stand before its anchor */
	uint8_t mark;           /* the byte of an anchor that is no digit, else 0 */
	uint8_t least, most;    /* digits of the run that is its anchor */
	struct byte_set behind; /* what may stand behind that run or mark */
	struct byte_set second; /* and behind that */
};

struct shape_bounds shape_bounds(const struct shape *shape, const struct shape_classes *classes);

#endif
