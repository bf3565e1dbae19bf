/*
 * Each shape alone must run at 2 GB/s on ordinary mail text: one slow shape
 * slows down all others with it. Prints the slowest. Fails only below half of
 * that, which is what a slow or busy machine may cost. Sanitizer builds measure
 * nothing and skip.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "scanner/shape_patterns.h"
#include "tests/bench/mail_text.h"
#include "tests/lint/sanitized.h"

#define TEXT_SIZE ((size_t)4 << 20)
#define AIM 2.0 /* GB/s */
#define LEAST (AIM / 2)
#define ROUNDS 5
#define MORE_ROUNDS 40 /* before a pattern is called slow */
#define SHOWN 10
#define PATTERN_LIMIT 2000

struct speed {
	const struct detector *detector;
	unsigned pattern;
	double rate; /* GB/s */
};

static int
match_ignore(void *context, const struct detector *detector, unsigned pattern, size_t end)
{
	(void)context;
	(void)detector;
	(void)pattern;
	(void)end;
	return 0;
}

static double
shapes_rate(const struct shape_patterns *shapes, struct bytes text, int rounds)
{
	double best = 0;

	for (int i = 0; i < rounds; i++) {
		double start = cpu_seconds();
		if (shape_patterns_visit(shapes, text, deadline_in(60), match_ignore, NULL) != 0)
			return 0;
		double rate = (double)text.length / 1e9 / (cpu_seconds() - start);
		best = rate > best ? rate : best;
	}
	return best;
}

static double
pattern_rate(const struct detector *detector, unsigned pattern, struct bytes text)
{
	const struct detector alone = {
		.name = detector->name,
		.patterns = &detector->patterns[pattern],
		.pattern_count = 1,
	};
	const struct detector *const table[] = { &alone };
	struct shape_patterns *shapes;
	struct diagnostics why;
	double rate = 0;

	diagnostics_init(&why);
	if (shape_patterns_create(table, 1, &why, &shapes) == 0) {
		rate = shapes_rate(shapes, text, ROUNDS);
		if (rate < AIM)
			rate = shapes_rate(shapes, text, MORE_ROUNDS);
	}
	shape_patterns_destroy(&shapes);
	diagnostics_release(&why);
	return rate;
}

static int
speed_compare(const void *left, const void *right)
{
	const struct speed *a = left, *b = right;

	return (a->rate > b->rate) - (a->rate < b->rate);
}

static size_t
speeds_measure(struct bytes text, struct speed *speeds)
{
	size_t count = 0;

	for (size_t i = 0; i < DETECTOR_COUNT; i++)
		for (unsigned p = 0; detectors[i] && p < detectors[i]->pattern_count; p++)
			if (count < PATTERN_LIMIT && detectors[i]->patterns[p].shape != NULL)
				speeds[count++] = (struct speed){ detectors[i], p,
				                                  pattern_rate(detectors[i], p, text) };
	qsort(speeds, count, sizeof(*speeds), speed_compare);
	return count;
}

int
main(void)
{
#ifdef SANITIZED
	return SKIPPED;
#endif
	int slow = 0;
	struct speed *speeds = calloc(PATTERN_LIMIT, sizeof(*speeds));
	char *text = malloc(TEXT_SIZE);
	if (speeds == NULL || text == NULL)
		return EXIT_FAILURE;
	mail_text_fill(text, TEXT_SIZE);
	size_t count = speeds_measure(bytes_make(text, TEXT_SIZE), speeds);
	for (size_t i = 0; i < count && (i < SHOWN || speeds[i].rate < AIM); i++) {
		const struct speed *speed = &speeds[i];
		printf("%6.2f GB/s %s[%u] %s\n", speed->rate, speed->detector->name, speed->pattern,
		       speed->detector->patterns[speed->pattern].shape);
		slow += speeds[i].rate < LEAST;
	}
	printf("%zu shapes, %d below %.0f GB/s\n", count, slow, LEAST);
	free(text);
	free(speeds);
	return slow > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
