/*
 * What one finding tells of who somebody is, and what evidence that makes with
 * the health context around it: steps 1 and 3 of scanner/score.h. The judgement
 * (score.c) and its explanation (score_explain.c) both go by these.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SCORE_FINDING_H
#define PHIMILTER_SCANNER_SCORE_FINDING_H

#include "scanner/score_context.h"
#include "scanner/score_explain.h"

/* How much a finding tells, 0-1, and what keeps it from telling anything. */
struct score_strength {
	double value;
	enum score_ground bar; /* SCORE_COUNTS when nothing does */
};

struct score_strength score_finding_strength(const struct score_context *context,
                                             const struct finding *finding);

/* No less than that, told without a look at the text. */
double score_finding_strength_most(const struct score_context *context, const struct finding *finding);

/* Strength times context. */
double score_finding_evidence(enum identifier_type type, double strength, const struct score_surroundings *around);

/* Whether it names somebody, or only says where, when and how to reach. */
bool score_finding_names(const struct finding *finding, const struct score_surroundings *around);

/* "birth date": a string constant. */
const char *score_finding_noun(enum identifier_type type);

/* "birth date near health context": a string constant. */
const char *score_finding_reason(enum identifier_type type, bool near);

#endif
