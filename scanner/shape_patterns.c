#include "scanner/shape_patterns.h"

#include <stdlib.h>

#include "core/error.h"
#include "scanner/chunk.h"
#include "scanner/shape.h"

/* All shapes together: a bit for each. */
#define SHAPES_LIMIT 128
#define SHAPE_WORDS (SHAPES_LIMIT / 64)

/* Longer runs of digits are told apart by their length no more. */
#define RUN_LENGTHS 24

/* The deadline is looked at after so many bytes. */
#define SHAPES_DEADLINE_BYTES ((size_t)64 * 1024)

struct shape_owner {
	const struct detector *detector;
	unsigned pattern;
};

struct shape_set {
	uint64_t bits[SHAPE_WORDS];
};

/* Which shapes may stand where, by what their anchors are and what stands around them. */
struct shape_patterns {
	struct shape_set by_length[RUN_LENGTHS]; /* of a run of digits */
	struct shape_set by_mark[256];
	struct shape_set by_before[256]; /* NUL: the text's edge */
	struct shape_set by_behind[256];
	struct shape_set by_second[256];
	struct shape_classes classes;
	struct shape shapes[SHAPES_LIMIT];
	struct shape_owner owners[SHAPES_LIMIT];
	unsigned count;
};

/* ---- building -------------------------------------------------------------------- */

static void
shape_set_add(struct shape_set *set, unsigned index)
{
	set->bits[index / 64] |= UINT64_C(1) << index % 64;
}

static void
shape_file(struct shape_patterns *patterns, unsigned index)
{
	struct shape_bounds bounds = shape_bounds(&patterns->shapes[index], &patterns->classes);

	for (unsigned c = 0; c < 256; c++) {
		if (byte_set_has(&bounds.before, (uint8_t)c))
			shape_set_add(&patterns->by_before[c], index);
		if (byte_set_has(&bounds.behind, (uint8_t)c))
			shape_set_add(&patterns->by_behind[c], index);
		if (byte_set_has(&bounds.second, (uint8_t)c))
			shape_set_add(&patterns->by_second[c], index);
	}
	if (bounds.mark != 0)
		shape_set_add(&patterns->by_mark[bounds.mark], index);
	for (unsigned length = 1; length < RUN_LENGTHS && bounds.mark == 0; length++) {
		bool longest = length == RUN_LENGTHS - 1; /* stands for all longer ones, too */
		if ((length >= bounds.least || longest) && length <= bounds.most)
			shape_set_add(&patterns->by_length[length], index);
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
};

static uint8_t
byte_or_edge(struct bytes text, size_t at)
{
	return at < text.length ? text.data[at] : 0;
}

/* Visits the shapes with their anchor at `at` that `candidates`, 64 from `first` on, leaves. */
static int
candidates_visit(const struct shape_visit *visit, size_t at, uint64_t candidates, unsigned first)
{
	const struct shape_patterns *patterns = visit->patterns;
	int err = 0;

	for (; candidates != 0 && err == 0; candidates &= candidates - 1) {
		unsigned index = first + (unsigned)__builtin_ctzll(candidates);
		const struct shape_owner *owner = &patterns->owners[index];
		size_t stop;
		if (shape_match(&patterns->shapes[index], &patterns->classes, visit->text, at, &stop))
			err = visit->visit(visit->context, owner->detector, owner->pattern, stop);
	}
	return err;
}

/* Visits those of `fit` with their anchor at `at`, which ends at `end`. */
static int
anchor_visit(const struct shape_visit *visit, size_t at, size_t end, const struct shape_set *fit)
{
	const struct shape_set *before = &visit->patterns->by_before[at > 0 ? visit->text.data[at - 1] : 0];
	const struct shape_set *behind = &visit->patterns->by_behind[byte_or_edge(visit->text, end)];
	const struct shape_set *second = &visit->patterns->by_second[byte_or_edge(visit->text, end + 1)];
	int err = 0;

	for (unsigned i = 0; i < SHAPE_WORDS && err == 0; i++)
		err = candidates_visit(visit, at, fit->bits[i] & before->bits[i] & behind->bits[i] & second->bits[i],
		                       i * 64);
	return err;
}

/* Where the run of digits that begins at bit `i` of the chunk at `at` ends. */
static size_t
run_end(struct bytes text, size_t at, uint64_t digits, unsigned i)
{
	uint64_t others = ~(digits >> i);
	size_t end = others != 0 ? at + i + (unsigned)__builtin_ctzll(others) : at + CHUNK_SIZE;

	if (end < at + CHUNK_SIZE)
		return end;
	for (end = at + CHUNK_SIZE; end < text.length && byte_is_digit(text.data[end]);)
		end++;
	return end;
}

static int
chunk_visit(const struct shape_visit *visit, size_t at, const struct chunk *chunk, uint64_t runs)
{
	int err = 0;

	for (uint64_t anchors = runs | (chunk->mark & ~chunk->digit); anchors != 0 && err == 0;
	     anchors &= anchors - 1) {
		unsigned i = (unsigned)__builtin_ctzll(anchors);
		if (runs >> i & 1) {
			size_t end = run_end(visit->text, at, chunk->digit, i), length = end - at - i;
			err = anchor_visit(visit, at + i, end,
			                   &visit->patterns->by_length[length < RUN_LENGTHS ? length : RUN_LENGTHS - 1]);
		} else {
			err = anchor_visit(visit, at + i, at + i + 1,
			                   &visit->patterns->by_mark[visit->text.data[at + i]]);
		}
	}
	return err;
}

int
shape_patterns_visit(const struct shape_patterns *patterns, struct bytes text, struct deadline deadline,
                     pattern_visit *visit, void *context)
{
	const struct shape_visit each = { patterns, text, visit, context };
	uint64_t digit_before = 0;
	int err = 0;

	for (size_t at = 0; at < text.length && err == 0; at += CHUNK_SIZE) {
		struct chunk chunk = chunk_read(text, at);
		uint64_t runs = chunk.digit & ~(chunk.digit << 1 | digit_before);
		digit_before = chunk.digit >> 63;
		err = chunk_visit(&each, at, &chunk, runs);
		if (err == 0 && at % SHAPES_DEADLINE_BYTES == 0 && deadline_passed(deadline))
			err = ERROR_TIMEOUT;
	}
	return err;
}
