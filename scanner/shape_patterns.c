#include "scanner/shape_patterns.h"

#include <stdlib.h>

#include "core/error.h"
#include "scanner/chunk.h"
#include "scanner/shape_bounds.h"

/* All shapes together: a bit for each. */
#define SHAPES_LIMIT 64

/* Chunks read together; after them the deadline is looked at. */
#define CHUNKS_AT_ONCE 64

/* Anchors that are looked at together, before any shape is tried: the tables below stay at hand then. */
#define ANCHORS_AT_ONCE (4 * CHUNK_SIZE)

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

/* An anchor and the shapes that may have it for theirs. */
struct anchor {
	size_t at;
	uint64_t fitting;
};

struct shape_visit {
	const struct shape_patterns *patterns;
	struct bytes text;
	pattern_visit *visit;
	void *context;
	struct anchor *anchors; /* room for ANCHORS_AT_ONCE */
	size_t count;
};

/* The digits of a chunk and of those around it. */
struct digit_window {
	uint64_t before, here, behind;
};

/* The bits from bit `i` of `low` on, of which `high` has those behind. */
static inline uint64_t
bits_from(uint64_t low, uint64_t high, size_t i)
{
	return low >> i | high << 1 << (CHUNK_SIZE - 1 - i);
}

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

_Static_assert(SHAPE_LOOK == 4, "each byte by itself");

/* The shapes that may have the anchor at `at`, byte `i` of the chunk: a mark, or a whole run of digits. */
static inline uint64_t
anchor_fitting(const struct shape_patterns *patterns, struct bytes text, size_t at,
               const struct digit_window *digits, size_t i)
{
	/* What is told of digits is numbered as in shape_bounds.h. */
	uint64_t onwards = bits_from(digits->here, digits->behind, i);
	uint8_t digits_before = (uint8_t)(bits_from(digits->before, digits->here, i) >> (CHUNK_SIZE - SHAPE_DIGITS));
	size_t length = ~onwards != 0 ? (size_t)__builtin_ctzll(~onwards) : CHUNK_SIZE;
	size_t taken = length + (length == 0); /* a mark is no digit */
	struct surroundings around = surroundings_read(text, at, at + taken);
	const uint8_t *before = around.before, *behind = around.behind;
	uint64_t fitting = patterns->by_first[text.data[at]] & patterns->by_digits_before[digits_before] &
	                   patterns->by_before[0][before[3]] & patterns->by_before[1][before[2]] &
	                   patterns->by_before[2][before[1]] & patterns->by_before[3][before[0]];

	if (length >= SHAPE_RUN_LONG)
		return fitting & patterns->by_length[SHAPE_RUN_LONG];
	return fitting & patterns->by_length[length] & patterns->by_digits_behind[(uint8_t)(onwards >> taken)] &
	       patterns->by_behind[0][behind[0]] & patterns->by_behind[1][behind[1]] &
	       patterns->by_behind[2][behind[2]] & patterns->by_behind[3][behind[3]];
}

/* Adds those anchors of the chunk at `at` that any shape may have. */
static inline void
chunk_read_anchors(struct shape_visit *visit, size_t at, const struct digit_window *digits, uint64_t marks)
{
	uint64_t runs = digits->here & ~(digits->here << 1 | digits->before >> (CHUNK_SIZE - 1));

	for (uint64_t anchors = runs | (marks & ~digits->here); anchors != 0; anchors &= anchors - 1) {
		size_t i = (size_t)__builtin_ctzll(anchors);
		struct anchor *anchor = &visit->anchors[visit->count];
		*anchor = (struct anchor){ at + i, anchor_fitting(visit->patterns, visit->text, at + i, digits, i) };
		/* No branch: it would be wrong as often as right. */
		visit->count += anchor->fitting != 0;
	}
}

/* Visits the shapes that have an anchor of those that were read; there are none then. */
static int
anchors_visit(struct shape_visit *visit)
{
	const struct shape_patterns *patterns = visit->patterns;
	int err = 0;

	for (size_t i = 0; i < visit->count && err == 0; i++) {
		const struct anchor *anchor = &visit->anchors[i];
		for (uint64_t left = anchor->fitting; left != 0 && err == 0; left &= left - 1) {
			unsigned index = (unsigned)__builtin_ctzll(left);
			const struct shape_owner *owner = &patterns->owners[index];
			size_t stop;
			if (shape_match(&patterns->shapes[index], &patterns->classes, visit->text, anchor->at, &stop))
				err = visit->visit(visit->context, owner->detector, owner->pattern, stop);
		}
	}
	visit->count = 0;
	return err;
}

int
shape_patterns_visit(const struct shape_patterns *patterns, struct bytes text, struct deadline deadline,
                     pattern_visit *visit, void *context)
{
	struct anchor anchors[ANCHORS_AT_ONCE];
	struct shape_visit each = {
		.patterns = patterns, .text = text, .visit = visit, .context = context, .anchors = anchors,
	};
	struct digit_window digits = { 0, 0, 0 };
	int err = 0;

	for (size_t at = 0; at < text.length && err == 0;) {
		struct chunk chunks[CHUNKS_AT_ONCE + 1]; /* and the one behind them */
		size_t count = chunks_read(text, at, chunks, ARRAY_LENGTH(chunks));
		for (size_t i = 0; i < count && i < CHUNKS_AT_ONCE && err == 0; i++, at += CHUNK_SIZE) {
			digits.here = chunks[i].digit;
			digits.behind = i + 1 < count ? chunks[i + 1].digit : 0;
			chunk_read_anchors(&each, at, &digits, chunks[i].mark);
			digits.before = digits.here;
			if (each.count > ANCHORS_AT_ONCE - CHUNK_SIZE)
				err = anchors_visit(&each);
		}
		if (err == 0)
			err = anchors_visit(&each);
		if (err == 0 && deadline_passed(deadline))
			err = ERROR_TIMEOUT;
	}
	return err;
}
