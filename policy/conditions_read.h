/* Reads a rule's `when` group. Part of policy/rule.h's reader. */
#ifndef PHIMILTER_POLICY_CONDITIONS_READ_H
#define PHIMILTER_POLICY_CONDITIONS_READ_H

#include "policy/rule.h"

/*
 * `out` is zeroed by the caller, who releases it also after a failure.
 * Fails: ERROR_CONFIG, every mistake said in `why`; ERROR_MEMORY.
 */
MUST_USE int conditions_read(const struct settings_node *node,
                             const struct configuration *configuration, struct diagnostics *why,
                             struct conditions *out);

#endif
