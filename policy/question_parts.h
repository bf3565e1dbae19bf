/* Readers of the conditions with a form of their own; part of policy/question_read.c. */
#ifndef PHIMILTER_POLICY_QUESTION_PARTS_H
#define PHIMILTER_POLICY_QUESTION_PARTS_H

#include "policy/compile.h"

MUST_USE int read_findings(const struct settings_node *node, struct compiler *compiler);
MUST_USE int read_health(const struct settings_node *node, struct compiler *compiler);
MUST_USE int read_time(const struct settings_node *node, struct compiler *compiler);
MUST_USE int read_subject_tag(const struct settings_node *node, struct compiler *compiler);
MUST_USE int read_header(const struct settings_node *node, struct compiler *compiler);

#endif
