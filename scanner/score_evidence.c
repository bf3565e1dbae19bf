#include "scanner/score_evidence.h"

#include <math.h>

#include "scanner/score_finding.h"
#include "scanner/score_matter.h"

/* What place, time and contact count when nothing names anybody. */
#define WORTH_NAMELESS 0.5
#define MATTER_FROM 0.30 /* less is no PHI whatever the text is about */
#define NAMED_FROM 0.20 /* evidence from which somebody counts as named */

/*
 * Whether a finding of at most `strength` may be better evidence than `best`, by its place: told
 * without a look at the text, for most, then by what stands behind a name.
 */
static bool
may_be_better(const struct score_context *context, const struct finding *finding, double strength,
              struct score_nearby *nearby, double best)
{
	struct score_surroundings most = score_context_most(context, finding, nearby, false);

	if (score_finding_evidence(finding->type, strength, &most) <= best)
		return false;
	if (finding->type != IDENTIFIER_PERSON_NAME)
		return true;
	most = score_context_most(context, finding, nearby, true);
	return score_finding_evidence(finding->type, strength, &most) > best;
}

static void
findings_weigh(const struct message *m, const struct score_context *context,
               struct score_evidence evidence[IDENTIFIER_TYPE_LIMIT])
{
	struct score_nearby nearby = { 0 };

	for (size_t i = 0; i < m->finding_count; i++) {
		const struct finding *finding = &m->findings[i];
		struct score_evidence *best = &evidence[finding->type];
		double strength = score_finding_strength_most(context, finding);
		if (strength <= 0 || !may_be_better(context, finding, strength, &nearby, best->value))
			continue;
		strength = score_finding_strength(context, finding).value;
		if (strength <= 0)
			continue;
		struct score_surroundings around = score_context_around(context, finding);
		double value = score_finding_evidence(finding->type, strength, &around);
		if (value > best->value)
			*best = (struct score_evidence){
				.value = value,
				.context = around.context,
				.near = around.reach == SCORE_REACH_NEAR,
				.who = score_finding_names(finding, &around),
				.finding = i,
			};
	}
}

void
score_evidence_collect(const struct message *m, struct score_context *context,
                       struct score_evidence evidence[IDENTIFIER_TYPE_LIMIT])
{
	if (score_context_is_empty(context))
		return; /* as nearly all mail */
	findings_weigh(m, context, evidence);
	/* Asked where it may matter only: it takes a look at every word. */
	enum score_matter matter = SCORE_MATTER_CARE;
	if (score_evidence_sum(evidence).whole >= MATTER_FROM)
		matter = score_matter_find(m);
	if (matter == SCORE_MATTER_CARE)
		return;
	score_context_set_matter(context, matter);
	memset(evidence, 0, IDENTIFIER_TYPE_LIMIT * sizeof(*evidence));
	findings_weigh(m, context, evidence);
}

struct score_sum
score_evidence_sum(const struct score_evidence evidence[IDENTIFIER_TYPE_LIMIT])
{
	double doubt_who = 1, doubt_where = 1, context = 0;

	for (size_t type = 1; type < IDENTIFIER_TYPE_LIMIT; type++) {
		if (evidence[type].who)
			doubt_who *= 1 - evidence[type].value;
		else
			doubt_where *= 1 - evidence[type].value;
		context = fmax(context, evidence[type].context);
	}
	struct score_sum sum = { .who = 1 - doubt_who, .where = 1 - doubt_where };
	sum.nameless = sum.who < NAMED_FROM;
	if (sum.nameless)
		sum.where *= WORTH_NAMELESS;
	/* All of it stands in the same context: many identifiers make that no surer. */
	double most = 1 - (1 - context) * (1 - context);
	sum.whole = fmin(1 - doubt_who * (1 - sum.where), most);
	return sum;
}
