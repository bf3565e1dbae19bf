#include "scanner/score.h"

#include <math.h>

#include "core/error.h"
#include "scanner/score_evidence.h"
#include "scanner/score_finding.h"

/* Types with less evidence are no reason. */
#define REASON_FROM 0.05

static const char *const health_reasons[HEALTH_KIND_LIMIT] = {
	[HEALTH_CONDITION] = "health condition",
	[HEALTH_PROVISION] = "provision of care",
	[HEALTH_PAYMENT] = "payment for care",
};

/* The type with the most evidence; 0 when no evidence is left that is a reason. */
static size_t
evidence_strongest(const struct score_evidence evidence[IDENTIFIER_TYPE_LIMIT])
{
	size_t strongest = 0;
	double most = REASON_FROM;

	for (size_t type = 1; type < IDENTIFIER_TYPE_LIMIT; type++) {
		if (evidence[type].value > most) {
			most = evidence[type].value;
			strongest = type;
		}
	}
	return strongest;
}

/* Writes the reasons, strongest identifier first, then the kinds of context; uses evidence up. */
static int
reasons_write(struct message *m, struct score_evidence evidence[IDENTIFIER_TYPE_LIMIT])
{
	bool kinds[HEALTH_KIND_LIMIT] = { false };
	const char **reasons = arena_alloc_array(m->arena, IDENTIFIER_TYPE_LIMIT + HEALTH_KIND_LIMIT,
	                                         sizeof(*reasons));
	size_t count = 0;

	if (reasons == NULL)
		return arena_failure(m->arena);
	for (size_t type; (type = evidence_strongest(evidence)) != 0; evidence[type].value = 0)
		reasons[count++] = score_finding_reason(type, evidence[type].near);
	for (size_t i = 0; i < m->health_count; i++)
		kinds[m->health[i].kind] = true;
	for (size_t kind = 1; kind < HEALTH_KIND_LIMIT; kind++)
		if (kinds[kind])
			reasons[count++] = health_reasons[kind];
	m->assessment.reasons = reasons;
	m->assessment.reason_count = count;
	return 0;
}

/* Finds the best evidence of each type: none where nobody is told or nothing speaks of health, as
 * in nearly all mail. */
static int
evidence_find(struct message *m, struct score_evidence evidence[IDENTIFIER_TYPE_LIMIT])
{
	struct score_context *context;

	if (m->finding_count == 0 || !score_context_any(m))
		return 0;
	int err = score_context_create(m, &context);
	if (err == 0)
		score_evidence_collect(m, context, evidence);
	return err;
}

int
score_assess(struct message *m, int64_t threshold)
{
	struct score_evidence evidence[IDENTIFIER_TYPE_LIMIT] = { { 0 } };

	m->assessment = (struct assessment){ 0 };
	int err = evidence_find(m, evidence);
	if (err != 0)
		return err;
	m->assessment.confidence = (uint8_t)lround(100 * score_evidence_sum(evidence).whole);
	m->assessment.phi = m->assessment.confidence >= threshold;
	return reasons_write(m, evidence);
}
