#include "scanner/score_evidence.h"

#include "scanner/score_finding.h"

/* What place, time and contact count when nothing names anybody. */
#define WORTH_NAMELESS 0.5
#define NAMED_FROM 0.20 /* evidence from which somebody counts as named */

void
score_evidence_collect(const struct message *m, const struct score_context *context,
                       struct score_evidence evidence[IDENTIFIER_TYPE_LIMIT])
{
	if (score_context_is_empty(context))
		return; /* as nearly all mail */
	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		double strength = score_finding_strength(context, finding).value;
		struct score_evidence *best = &evidence[finding->type];
		if (strength <= 0)
			continue;
		struct score_surroundings most = score_context_most(context, finding);
		if (score_finding_evidence(finding->type, strength, &most) <= best->value)
			continue; /* nothing in its place could make it better */
		struct score_surroundings around = score_context_around(context, finding);
		double value = score_finding_evidence(finding->type, strength, &around);
		if (value > best->value)
			*best = (struct score_evidence){ value, around.reach == SCORE_REACH_NEAR,
				                         score_finding_names(finding, &around), i };
	}
}

struct score_sum
score_evidence_sum(const struct score_evidence evidence[IDENTIFIER_TYPE_LIMIT])
{
	double doubt_who = 1, doubt_where = 1;

	for (size_t type = 1; type < IDENTIFIER_TYPE_LIMIT; type++) {
		if (evidence[type].who)
			doubt_who *= 1 - evidence[type].value;
		else
			doubt_where *= 1 - evidence[type].value;
	}
	struct score_sum sum = { .who = 1 - doubt_who, .where = 1 - doubt_where };
	sum.nameless = sum.who < NAMED_FROM;
	if (sum.nameless)
		sum.where *= WORTH_NAMELESS;
	sum.whole = 1 - doubt_who * (1 - sum.where);
	return sum;
}
