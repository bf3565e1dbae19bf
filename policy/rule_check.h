/*
 * What a rule's condition means beyond what it says: whether it can hold at
 * all, what it speaks of, and whether strangers could use it to be protected
 * less.
 *
 * Threads: read-only, any.
 */
#ifndef PHIMILTER_POLICY_RULE_CHECK_H
#define PHIMILTER_POLICY_RULE_CHECK_H

#include "policy/rule.h"

/*
 * Complains about each condition, and each alternative of an `any`, that never
 * holds because others beside it exclude it. 0 or ERROR_CONFIG.
 */
MUST_USE int rule_check_possible(const struct program *program, uint32_t root,
                                 struct diagnostics *why);

/*
 * Complains about what the message itself says (headers, types of parts) under a
 * `not`: whoever writes it into a message would escape the rule. 0 or ERROR_CONFIG.
 */
MUST_USE int rule_check_escape(const struct program *program, uint32_t root,
                               struct diagnostics *why);

/* Whether the answer may depend on what the message itself says. */
bool rule_believes_content(const struct program *program, uint32_t root);

/* Whether it holds only for clients that authenticated. */
bool rule_needs_authentication(const struct program *program, uint32_t root);

/* Fills speaks_of_phi and speaks_of_unread: what must be so for the rule to hold. */
void rule_check_speech(const struct program *program, struct rule *rule);

#endif
