/*
 * What is suspicious about rules that are without a mistake: rules that never
 * decide, rules that contradict each other, one that would stop all mail, names
 * that nothing uses.
 *
 * Threads: as policy/policy.h.
 */
#ifndef PHIMILTER_POLICY_REVIEW_H
#define PHIMILTER_POLICY_REVIEW_H

#include "policy/policy.h"

/* Adds a line to `out` for each, with file, line and what to look at. Fails: ERROR_MEMORY. */
MUST_USE int policy_review(const struct policy *policy, struct diagnostics *out);

#endif
