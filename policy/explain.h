/*
 * A decision in words: which rule decided for each recipient and why, what
 * would have become of the mail without it, and which stricter rules only just
 * did not hold.
 *
 * Threads: as policy/policy.h.
 */
#ifndef PHIMILTER_POLICY_EXPLAIN_H
#define PHIMILTER_POLICY_EXPLAIN_H

#include <stdio.h>

#include "core/record.h"
#include "policy/policy.h"

/*
 * Decides as policy_decide(), or, where `past` is not NULL, as
 * policy_decide_past(), and writes the explanation to `out`. It quotes rules,
 * counts and envelope addresses, never what was found. Fails as those two.
 */
MUST_USE int policy_explain(const struct policy *policy, bool sender_inside,
                            const struct record *past, struct message *m, FILE *out);

#endif
