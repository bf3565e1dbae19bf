/*
 * The evidence of a whole message: step 3 of scanner/score.h.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SCORE_EVIDENCE_H
#define PHIMILTER_SCANNER_SCORE_EVIDENCE_H

#include "scanner/score_context.h"

/* The best of one type. */
struct score_evidence {
	double value;
	double context; /* that it stands in: 0-1 */
	bool near;      /* its health context stands near it */
	bool who;       /* names somebody */
	size_t finding; /* which one: an index into m->findings */
};

/* Fills `evidence`, which is zeroed. Where the message turns out to be of others, `context` is told. */
void score_evidence_collect(const struct message *m, struct score_context *context,
                            struct score_evidence evidence[IDENTIFIER_TYPE_LIMIT]);

struct score_sum {
	double who;    /* that somebody is named */
	double where;  /* by place, time and contact, as it counts */
	double whole;
	bool nameless; /* nobody is named: `where` is halved */
};

struct score_sum score_evidence_sum(const struct score_evidence evidence[IDENTIFIER_TYPE_LIMIT]);

#endif
