/* What the pieces of health context come to together. */
#include "scanner/score_context_parts.h"

#include <math.h>

#include "scanner/score.h"

/* What a phrase counts that its sentence says of one person: "he has", "my", "86F". */
#define SAID_WORTH 2

/* Words for places of care, specialties and staff, which stand in every mail of a clinic. */
#define SETTING_LIMIT 0.20

/* No amount of words makes certain. */
#define PERSONAL_LIMIT 0.97

/* No piece is certain. */
#define WEIGHT_LIMIT 99

static void
sums_fill(struct score_context *context)
{
	struct sums sums = { 0, 0, 0 };
	double steps[WEIGHT_LIMIT + 1] = { 0 }; /* by weight: those that were needed */

	for (size_t i = 0; i < context->count; i++) {
		const struct piece *piece = &context->pieces[i];
		struct part_range *range = &context->ranges[piece->part];
		uint8_t weight = piece->weight < WEIGHT_LIMIT ? piece->weight : WEIGHT_LIMIT;
		if (steps[weight] == 0)
			steps[weight] = log(1 - weight / 100.0);
		double step = steps[weight];
		if (piece->said)
			step *= SAID_WORTH;
		context->before[i] = sums;
		if (piece->personal)
			sums.personal += step;
		else if (piece->weight < SENTENCE_WEIGHT)
			sums.setting += step;
		else
			sums.topical += step;
		if (range->end == 0)
			range->first = i;
		range->end = i + 1;
	}
	context->before[context->count] = sums;
}

/* What pieces of one kind come to, from their sums before and behind: most are of another kind. */
static double
share_of(double before, double behind)
{
	return before == behind ? 0 : 1 - exp(behind - before);
}

struct whole
score_whole_of(const struct score_context *context, size_t first, size_t end)
{
	const struct sums *before = &context->before[first], *behind = &context->before[end];
	double setting = share_of(before->setting, behind->setting);
	double topical = share_of(before->topical, behind->topical);
	double personal = fmin(share_of(before->personal, behind->personal), PERSONAL_LIMIT);
	double anybodys = fmin(1 - (1 - topical) * (1 - fmin(setting, SETTING_LIMIT)), SCORE_TOPICAL);
	double patients = fmin(1 - (1 - topical) * (1 - setting), PERSONAL_LIMIT);

	return (struct whole){ 1 - (1 - anybodys) * (1 - personal), 1 - (1 - patients) * (1 - personal) };
}

void
score_wholes_fill(struct score_context *context)
{
	sums_fill(context);
	for (size_t i = 0; i < context->m->part_count; i++) {
		struct part_range *range = &context->ranges[i];
		range->whole = score_whole_of(context, range->first, range->end);
	}
	context->whole = score_whole_of(context, 0, context->count);
}
