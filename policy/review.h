/*
 * What is suspicious about rules that are without a mistake: rules that never
 * decide, rules that contradict each other, one that would stop all mail, names
 * that nothing uses, agreements that are over.
 *
 * Threads: as policy/policy.h.
 */
#ifndef PHIMILTER_POLICY_REVIEW_H
#define PHIMILTER_POLICY_REVIEW_H

#include "policy/policy.h"

/* Adds a line to `out` for each, with file, line and what to look at. What of a list has ended at
 * the time `now` is told, too. Fails: ERROR_MEMORY. */
MUST_USE int policy_review(const struct policy *policy, int64_t now, struct diagnostics *out);

#endif
