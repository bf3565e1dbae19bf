/*
 * How much health context there is around a place of a message: step 2 of
 * scanner/score.h, answered in logarithmic time for any number of places.
 *
 * Ownership: the arena's. Threads: as the message.
 */
#ifndef PHIMILTER_SCANNER_SCORE_CONTEXT_H
#define PHIMILTER_SCANNER_SCORE_CONTEXT_H

#include "core/message.h"

struct score_context;

/* Reads m->health and those findings that are context themselves. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int score_context_create(struct message *m, struct score_context **out);

struct score_surroundings {
	double context; /* 0-1 */
	bool near;      /* most of it stands within SCORE_NEAR bytes */
	bool personal;  /* the identifier is a patient's by its subject or by what touches it */
};

struct score_surroundings score_context_around(const struct score_context *context,
                                               const struct finding *finding);

/*
 * What the header field at `start` is worth for telling individuals: 0 for what machines write,
 * unless a person's own number and a health phrase stand in it, 1 for all else.
 */
double score_field_worth(const struct score_context *context, uint32_t part, uint32_t start);

#endif
