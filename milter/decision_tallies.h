/* The counts of findings that a record keeps for deciding again. Threads: any. */
#ifndef PHIMILTER_MILTER_DECISION_TALLIES_H
#define PHIMILTER_MILTER_DECISION_TALLIES_H

#include "core/message.h"
#include "core/record.h"

/*
 * Fills out->tallies from `count` findings sorted by type and value.
 * Fails: ERROR_MEMORY, ERROR_LIMIT (the arena's).
 */
MUST_USE int decision_tallies_make(struct arena *arena, const struct finding *const *sorted,
                                   size_t count, struct record *out);

#endif
