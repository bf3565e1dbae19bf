/*
 * Whether one condition holds wherever another does, as far as their form
 * shows: true is certain, false may only be not seen.
 *
 * Threads: read-only, any.
 */
#ifndef PHIMILTER_POLICY_IMPLICATION_H
#define PHIMILTER_POLICY_IMPLICATION_H

#include "policy/condition.h"

/* Wherever the condition at `narrow` holds, the one at `wide` does. */
bool condition_implies(const struct program *program, uint32_t narrow, uint32_t wide);

/* Where a reference leads; `at` itself for any other condition. */
uint32_t condition_referred(const struct program *program, uint32_t at);

#endif
