/*
 * What rules want taken out of a message: which findings, which attachments,
 * and whether any is there.
 *
 * Threads: pure.
 */
#ifndef PHIMILTER_POLICY_REMOVAL_H
#define PHIMILTER_POLICY_REMOVAL_H

#include "policy/rule.h"

/*
 * Whether a finding is one to be taken out where these types are (a bit for each
 * enum identifier_type). A provider's and the sender's own are not, nor names,
 * addresses and dates in a field that says who writes to whom and when: without
 * those there is no mail, and the envelope tells as much.
 */
bool removal_wants_finding(const struct message *m, const struct finding *finding, uint64_t types);

/* Whether a part is an attachment that goes by this TREATMENT_STRIP_*. */
bool removal_wants_part(const struct part *part, const struct treatment *treatment);

/*
 * Whether the message holds what the rule wants taken out, or is still PHI where
 * the rule would then let it pass. A rule that takes nothing out is never due.
 */
bool removal_is_due(const struct rule *rule, const struct message *m);

#endif
