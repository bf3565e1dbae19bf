/*
 * The rules of a configuration that has none: those of the shipped sample,
 * contrib/phimilter.conf, which is built in, so that the sample is the default.
 */
#ifndef PHIMILTER_POLICY_DEFAULT_RULES_H
#define PHIMILTER_POLICY_DEFAULT_RULES_H

#include "core/settings.h"

/* Reads the sample. Fails: ERROR_MEMORY; ERROR_CONFIG only when it was built in broken. */
MUST_USE int default_rules_read(struct diagnostics *why, struct settings **out);

#endif
