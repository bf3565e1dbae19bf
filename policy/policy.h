/*
 * Envelope and findings in, verdict out.
 *
 * Pure: no I/O, no clock but the message's own time of receipt, no state.
 * A policy is compiled once from the configuration's `rules` and never changes.
 *
 * How a verdict is reached: for each recipient every rule whose conditions
 * hold is gathered; the strictest action among them (enum outcome) wins, and a
 * tie goes to the rule written first. No rule at all means OUTCOME_PASS, except
 * that PHI to an outside recipient with no rule is OUTCOME_PORTAL: forgetting
 * a rule must not open the door. An action "tls" for a recipient that is not
 * tls_capable is tightened to OUTCOME_PORTAL. The message's outcome is the
 * strictest of its recipients'.
 *
 * Ownership: the caller's; it must outlive the messages it decided, whose
 * verdicts point into it. Threads: policy_decide() from any thread at once.
 */
#ifndef PHIMILTER_POLICY_POLICY_H
#define PHIMILTER_POLICY_POLICY_H

#include "core/configuration.h"
#include "core/message.h"

struct policy;

/* Fails: ERROR_CONFIG, every mistake in `why` with file, line and what would be right; ERROR_MEMORY. */
MUST_USE int policy_create(const struct configuration *configuration, struct diagnostics *why,
                           struct policy **out);
void policy_destroy(struct policy **policy);

/*
 * Fills m->verdict. Reads envelope (with each recipient's `internal` and
 * `tls_capable` set), parts, findings, health, assessment and unscannables.
 * `sender_inside` says whether the client is one of ours (authenticated or in
 * site.internal_networks). Fails: ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int policy_decide(const struct policy *policy, bool sender_inside, struct message *m);

size_t policy_rule_count(const struct policy *policy);

#endif
