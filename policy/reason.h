/* Conditions and their answers in words. Threads: read-only, any. */
#ifndef PHIMILTER_POLICY_REASON_H
#define PHIMILTER_POLICY_REASON_H

#include <stdio.h>

#include "policy/condition.h"

/* The name of a question in rules: "phi_confidence"; NULL for what combines others. */
const char *condition_kind_name(enum condition_kind kind);

/*
 * Writes the conditions that make the one at `at` be answered as it is, one a
 * line behind `indent`: those that hold where it holds, those that do not where
 * it does not.
 */
void reason_write(const struct asking *asking, uint32_t at, const char *indent, FILE *out);

/*
 * How many of the conditions that must all hold do not; `last` is one of them.
 * What only looks at other conditions counts as one.
 */
size_t reason_count_lacking(const struct asking *asking, uint32_t at, uint32_t *last);

#endif
