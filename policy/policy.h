/*
 * Envelope and findings in, verdict out.
 *
 * Pure when deciding: no I/O, no clock but the message's own time of receipt, no state.
 * A policy is compiled once from the configuration's files of rules
 * (phimilter-rules(5)) and never changes. Where none of them has `rules` those of
 * contrib/phimilter.conf hold; an empty list is no rules. Reading the files that
 * named lists are kept in is the only I/O, and it is policy_create()'s.
 *
 * How a verdict is reached: for each recipient every rule whose conditions
 * hold is gathered; the strictest action among them (enum outcome) wins, and a
 * tie goes to the rule written first. An action "tls" for a recipient that is
 * not tls_capable is tightened to OUTCOME_PORTAL. The message's outcome is the
 * strictest of its recipients'. The verdict's `differs` tells that a recipient would be
 * treated otherwise alone: by a milder outcome, or without what a rule for others
 * tags, strips or adds. For a recipient inside, "tls" is no other than "pass".
 *
 * Forgetting a rule must not open the door. What would pass to an outside
 * recipient is OUTCOME_PORTAL when it is PHI (POLICY_RULE_PHI_FLOOR) or when a
 * part was not read for another reason than being encrypted or of an unknown
 * format (POLICY_RULE_UNREAD_FLOOR), unless one of the rules that hold speaks of
 * just that (`phi = true`, `unscannable` for that reason): who wrote it meant it.
 * A rule that believes what the message says of itself (headers, types of parts)
 * lifts nothing. With this exception a "pass" rule never weakens anything; it
 * only names and retains.
 *
 * Taking out: a rule that wants findings or attachments taken out (redact,
 * strip_attachments) asks for its action once they are, and for `otherwise` while
 * any is there, or, where its action is "pass", while the message is PHI.
 * policy_decide() says both: outcome for the message as it came, rewritten_outcome
 * without the latter.
 *
 * Shadow mode: a rule with `shadow = true` decides nothing, but the verdict says
 * what it would have decided (shadow_outcome). With policy.shadow of the
 * configuration no rule does: everything passes.
 *
 * Direction: with any recipient outside the message is outbound, whoever sent
 * it (a forward, a bounce); else internal from a sender inside, else inbound.
 *
 * Retention: the class of the configuration (phi_class for PHI, default_class
 * otherwise) or of any rule that holds, whichever keeps longest.
 *
 * Ownership: the caller's; it must outlive the messages it decided, whose
 * verdicts point into it, and the configuration must outlive it.
 * Threads: policy_decide() from any thread at once.
 */
#ifndef PHIMILTER_POLICY_POLICY_H
#define PHIMILTER_POLICY_POLICY_H

#include "core/configuration.h"
#include "core/message.h"
#include "core/record.h"

/* Stand in a verdict where no rule decided but the floor above. No rule can have these names. */
#define POLICY_RULE_PHI_FLOOR "(phi-floor)"
#define POLICY_RULE_UNREAD_FLOOR "(unread-floor)"

/* Stands in the verdict on a copy that was split off, where what was decided before that is
 * stricter than what the rules say now (core/message.h, at_least). */
#define POLICY_RULE_SPLIT "(split)"

/* Stands in every recipient's verdict where the whole install is in shadow mode. */
#define POLICY_RULE_SHADOW "(shadow)"

struct policy;

/* Fails: ERROR_CONFIG, every mistake in `why` with file, line and what would be right;
 * ERROR_MEMORY; ERROR_INTERNAL. */
MUST_USE int policy_create(const struct configuration *configuration, struct diagnostics *why,
                           struct policy **out);
void policy_destroy(struct policy **policy);

/*
 * Fills m->verdict. Reads envelope (with each recipient's `internal` and
 * `tls_capable` set), parts, findings, health, assessment and unscannables.
 * `sender_inside` says whether the client is one of ours (authenticated or in
 * site.internal_networks). A recipient's rule is NULL where none held.
 * Fails: ERROR_MEMORY, ERROR_LIMIT, ERROR_INVALID (no recipients); the verdict
 * must then not be used.
 */
MUST_USE int policy_decide(const struct policy *policy, bool sender_inside, struct message *m);

/*
 * Where rules want something taken out (m->verdict.rewrites), and a second message,
 * with the same envelope, is what is left: decides on that, and makes m->verdict
 * what the rules that were there for `m` ask for what is left, or what is decided
 * on it, whichever is stricter. So what could not be taken out, and PHI that
 * nobody wanted taken out, is found. Where that is a notice, which leads to the
 * original, nothing is taken out, and what was decided on `m` counts too. Fails as policy_decide(), or ERROR_STATE.
 */
MUST_USE int policy_decide_rewritten(const struct policy *policy, bool sender_inside,
                                     struct message *rewritten, struct message *m);

/* Recipients of a past message for whom its record does not tell all that rules ask. */
struct policy_doubts {
	size_t unforeseen; /* a rule asks for what is not kept: it does not hold, and might have */
	size_t rewritten;  /* a rule takes something out: taken to go, with nothing left that matters */
};

/*
 * The same for a past message, from what its record kept. The caller has filled
 * m->envelope (policy/past.h). `doubts` are set, not added to.
 */
MUST_USE int policy_decide_past(const struct policy *policy, bool sender_inside,
                                const struct record *past, struct message *m,
                                struct policy_doubts *doubts);

/* Whether a rule asks since when the sender has not written to a recipient: `written` and
 * `domain_written` of each are then to be filled in before policy_decide(). */
bool policy_asks_acquaintance(const struct policy *policy);

size_t policy_rule_count(const struct policy *policy);

#endif
