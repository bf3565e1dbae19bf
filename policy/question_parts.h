/* Readers of the conditions with a form of their own, and what they share; part of
 * policy/question_read.c. */
#ifndef PHIMILTER_POLICY_QUESTION_PARTS_H
#define PHIMILTER_POLICY_QUESTION_PARTS_H

#include "policy/compile.h"

/* Findings as sure as their strict format alone makes them (scanner's scale)
 * count, unless the rule says otherwise. */
#define CONFIDENCE_DEFAULT 50

/* Reads the member `name` of a group, from 1 to `maximum`, if it is there. */
MUST_USE int member_number(const struct settings_node *group, const char *name,
                           struct diagnostics *why, int64_t maximum, int64_t *out);

/* Reads each group of the list `node`, as alternatives; `example` is a group that is right. */
MUST_USE int alternatives_read(const struct settings_node *node, struct compiler *compiler,
                               const char *example,
                               int (*read)(const struct settings_node *group,
                                           struct compiler *compiler));

/* Which identifiers a group speaks of: `type`, `category`, or all. */
MUST_USE int finding_types_read(const struct settings_node *group, struct diagnostics *why,
                                uint64_t *out);

/* The same of types written as words. */
MUST_USE int type_words_read(const struct settings_node *node, struct diagnostics *why,
                             uint64_t *out);

/* The health context it speaks of: `kind`, `sensitive`, or all. */
MUST_USE int health_wanted_read(const struct settings_node *group, struct diagnostics *why,
                                struct health_condition *out);

MUST_USE int read_findings(const struct settings_node *node, struct compiler *compiler);
MUST_USE int read_near(const struct settings_node *node, struct compiler *compiler);
MUST_USE int read_health(const struct settings_node *node, struct compiler *compiler);
MUST_USE int read_time(const struct settings_node *node, struct compiler *compiler);
MUST_USE int read_subject_tag(const struct settings_node *node, struct compiler *compiler);
MUST_USE int read_header(const struct settings_node *node, struct compiler *compiler);

#endif
