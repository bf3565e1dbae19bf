#include "scanner/shape_patterns.h"

#include <stdlib.h>

#include "core/error.h"
#include "scanner/chunk.h"
#include "scanner/shape_bounds.h"

/* All shapes together: a bit for each. */
#define SHAPES_LIMIT 64

/* Chunks read together; after them the deadline is looked at. */
#define CHUNKS_AT_ONCE 64

struct shape_owner {
	const struct detector *detector;
	unsigned pattern;
};

/* Which shapes may stand where, by what their anchors are and what stands around them. */
struct shape_patterns {
	uint64_t by_length[SHAPE_RUN_LONG + 1]; /* of a run of digits; 0 for marks */
	uint64_t by_first[256];
	uint64_t by_before[SHAPE_LOOK][256]; /* NUL: the text's edge */
	uint64_t by_behind[SHAPE_LOOK][256];
	uint64_t by_digits_before[1u << SHAPE_DIGITS];
	uint64_t by_digits_behind[1u << SHAPE_DIGITS];
	struct shape_classes classes;
	struct shape shapes[SHAPES_LIMIT];
	struct shape_owner owners[SHAPES_LIMIT];
	unsigned count;
};

/* ---- building -------------------------------------------------------------------- */

/* Adds shape `index` to the sets of the bytes, or numbers, in `bytes`. */
static void
shape_file_by(uint64_t sets[256], const struct byte_set *bytes, unsigned index)
{
	for (unsigned c = 0; c < 256; c++)
		if (byte_set_has(bytes, (uint8_t)c))
			sets[c] |= UINT64_C(1) << index;
}

static void
shape_file(struct shape_patterns *patterns, unsigned index)
{
	struct shape_bounds bounds = shape_bounds(&patterns->shapes[index], &patterns->classes);

	for (unsigned length = 0; length <= SHAPE_RUN_LONG; length++)
		if (bounds.lengths >> length & 1)
			patterns->by_length[length] |= UINT64_C(1) << index;
	shape_file_by(patterns->by_first, &bounds.first, index);
	shape_file_by(patterns->by_digits_before, &bounds.digits_before, index);
	shape_file_by(patterns->by_digits_behind, &bounds.digits_behind, index);
	for (unsigned i = 0; i < SHAPE_LOOK; i++) {
		shape_file_by(patterns->by_before[i], &bounds.before[i], index);
		shape_file_by(patterns->by_behind[i], &bounds.behind[i], index);
	}
}

static int
shape_add(struct shape_patterns *patterns, const struct detector *detector, unsigned pattern,
          struct diagnostics *why)
{
	const struct detector_pattern *source = &detector->patterns[pattern];
	unsigned index = patterns->count;
	const char *problem = index == SHAPES_LIMIT
	                          ? "is one shape more than there may be"
	                          : shape_compile(source->shape, source->nocase, &patterns->classes,
	                                          &patterns->shapes[index]);

	if (problem != NULL) {
		diagnostics_add(why, NULL, 0, detector->name, "pattern %u \"%s\": %s", pattern, source->shape,
		                problem);
		return ERROR_INTERNAL;
	}
	patterns->owners[index] = (struct shape_owner){ detector, pattern };
	patterns->count++;
	shape_file(patterns, index);
	return 0;
}

int
shape_patterns_create(const struct detector *const *table, size_t count, struct diagnostics *why,
                      struct shape_patterns **out)
{
	struct shape_patterns *patterns = calloc(1, sizeof(*patterns));
	int err = 0;

	*out = NULL;
	if (patterns == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < count && err == 0; i++)
		for (unsigned p = 0; table[i] != NULL && p < table[i]->pattern_count && err == 0; p++)
			if (table[i]->patterns[p].shape != NULL)
				err = shape_add(patterns, table[i], p, why);
	if (err != 0)
		shape_patterns_destroy(&patterns);
	*out = patterns;
	return err;
}

void
shape_patterns_destroy(struct shape_patterns **patterns)
{
	if (patterns == NULL || *patterns == NULL)
		return;
	free(*patterns);
	*patterns = NULL;
}

/* ---- reading --------------------------------------------------------------------- */

struct shape_visit {
	const struct shape_patterns *patterns;
	struct bytes text;
	pattern_visit *visit;
	void *context;
	size_t at;              /* of the chunk that is read */
	uint64_t digits;        /* in it */
	uint64_t digits_before; /* in the chunk before */
};

/* Around an anchor, all of it NUL where the text has an edge. */
struct surroundings {
	uint8_t before[SHAPE_LOOK]; /* the nearest last */
	uint8_t behind[SHAPE_LOOK];
};

/* The byte at `at`, which is beyond the edge, too, when it wrapped around. */
static uint8_t
byte_or_edge(struct bytes text, size_t at)
{
	return at < text.length ? text.data[at] : 0;
}

static inline struct surroundings
surroundings_read(struct bytes text, size_t at, size_t end)
{
	struct surroundings around;

	if (at >= SHAPE_LOOK && end + SHAPE_LOOK <= text.length) {
		memcpy(around.before, text.data + at - SHAPE_LOOK, SHAPE_LOOK);
		memcpy(around.behind, text.data + end, SHAPE_LOOK);
		return around;
	}
	for (size_t i = 0; i < SHAPE_LOOK; i++) {
		around.before[i] = byte_or_edge(text, at - SHAPE_LOOK + i);
		around.behind[i] = byte_or_edge(text, end + i);
	}
	return around;
}

/* Which of the bytes before byte `i` of the chunk are digits, as shape_bounds.h numbers them. */
static inline uint8_t
digits_before(const struct shape_visit *visit, size_t i)
{
	if (i >= SHAPE_DIGITS)
		return (uint8_t)(visit->digits >> (i - SHAPE_DIGITS));
	return (uint8_t)(visit->digits << (SHAPE_DIGITS - i) |
	                 visit->digits_before >> (CHUNK_SIZE - SHAPE_DIGITS + i));
}

/* The same of those from byte `i` of the chunk on, which may be behind it. */
static inline uint8_t
digits_behind(const struct shape_visit *visit, size_t i)
{
	uint8_t digits = 0;

	if (i <= CHUNK_SIZE - SHAPE_DIGITS)
		return (uint8_t)(visit->digits >> i);
	for (unsigned k = 0; k < SHAPE_DIGITS; k++)
		digits |= (uint8_t)(byte_is_digit(byte_or_edge(visit->text, visit->at + i + k)) << k);
	return digits;
}

/* Visits the shapes with their anchor at `at` that `candidates` leaves. */
static int
candidates_visit(const struct shape_visit *visit, size_t at, uint64_t candidates)
{
	const struct shape_patterns *patterns = visit->patterns;
	int err = 0;

	for (; candidates != 0 && err == 0; candidates &= candidates - 1) {
		unsigned index = (unsigned)__builtin_ctzll(candidates);
		const struct shape_owner *owner = &patterns->owners[index];
		size_t stop;
		if (shape_match(&patterns->shapes[index], &patterns->classes, visit->text, at, &stop))
			err = visit->visit(visit->context, owner->detector, owner->pattern, stop);
	}
	return err;
}

/* The shapes that may go on as the text does from byte `i` of the chunk on, behind their anchor. */
static inline uint64_t
fitting_behind(const struct shape_visit *visit, size_t i, const uint8_t behind[SHAPE_LOOK])
{
	const struct shape_patterns *patterns = visit->patterns;

	return patterns->by_digits_behind[digits_behind(visit, i)] & patterns->by_behind[0][behind[0]] &
	       patterns->by_behind[1][behind[1]] & patterns->by_behind[2][behind[2]] &
	       patterns->by_behind[3][behind[3]];
}

/* Visits the shapes with their anchor at byte `i` of the chunk: a run of `length` digits, or a mark for 0. */
static inline int
anchor_visit(const struct shape_visit *visit, size_t i, size_t length)
{
	const struct shape_patterns *patterns = visit->patterns;
	size_t at = visit->at + i, taken = length > 0 ? length : 1;
	struct surroundings around = surroundings_read(visit->text, at, at + taken);
	const uint8_t *before = around.before;
	uint64_t fit = patterns->by_length[length < SHAPE_RUN_LONG ? length : SHAPE_RUN_LONG] &
	               patterns->by_first[visit->text.data[at]] &
	               patterns->by_digits_before[digits_before(visit, i)] &
	               patterns->by_before[0][before[3]] & patterns->by_before[1][before[2]] &
	               patterns->by_before[2][before[1]] & patterns->by_before[3][before[0]];

	if (length < SHAPE_RUN_LONG)
		fit &= fitting_behind(visit, i + taken, around.behind);
	return fit != 0 ? candidates_visit(visit, at, fit) : 0;
}

/* How long the run of digits is that begins at byte `i` of the chunk. */
static inline size_t
run_length(const struct shape_visit *visit, size_t i)
{
	uint64_t others = ~(visit->digits >> i);
	size_t length = others != 0 ? (size_t)__builtin_ctzll(others) : CHUNK_SIZE;

	if (i + length < CHUNK_SIZE)
		return length;
	for (size_t at = visit->at + CHUNK_SIZE; byte_is_digit(byte_or_edge(visit->text, at)); at++)
		length++;
	return length;
}

/* Visits what has its anchor in the chunk. */
static int
chunk_visit(const struct shape_visit *visit, uint64_t marks)
{
	uint64_t runs = visit->digits & ~(visit->digits << 1 | visit->digits_before >> (CHUNK_SIZE - 1));
	int err = 0;

	for (uint64_t anchors = runs | (marks & ~visit->digits); anchors != 0 && err == 0; anchors &= anchors - 1) {
		size_t i = (size_t)__builtin_ctzll(anchors);
		err = anchor_visit(visit, i, runs >> i & 1 ? run_length(visit, i) : 0);
	}
	return err;
}

int
shape_patterns_visit(const struct shape_patterns *patterns, struct bytes text, struct deadline deadline,
                     pattern_visit *visit, void *context)
{
	struct shape_visit each = { .patterns = patterns, .text = text, .visit = visit, .context = context };
	int err = 0;

	while (each.at < text.length && err == 0) {
		struct chunk chunks[CHUNKS_AT_ONCE];
		size_t count = chunks_read(text, each.at, chunks, CHUNKS_AT_ONCE);
		for (size_t i = 0; i < count && err == 0; i++, each.at += CHUNK_SIZE) {
			each.digits = chunks[i].digit;
			err = chunk_visit(&each, chunks[i].mark);
			each.digits_before = chunks[i].digit;
		}
		if (err == 0 && deadline_passed(deadline))
			err = ERROR_TIMEOUT;
	}
	return err;
}
