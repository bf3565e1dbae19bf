/*
 * One rule, compiled: what must hold and what then happens.
 *
 * Ownership: strings belong to the settings the rule was read from.
 * Threads: read-only after reading, any thread.
 */
#ifndef PHIMILTER_POLICY_RULE_H
#define PHIMILTER_POLICY_RULE_H

#include "core/configuration.h"
#include "core/message.h"
#include "policy/compile.h"

struct rule {
	const char *name;
	const struct settings_node *node;
	uint32_t root;     /* of its condition in the program */
	enum outcome action;
	bool shadow;       /* decides and is recorded, but changes nothing */
	enum outcome without_tls; /* in place of OUTCOME_TLS for who is not known to take it */
	const char *text;  /* the refusal for OUTCOME_REJECT and OUTCOME_DEFER; NULL otherwise */
	struct treatment *treatments; /* the policy's */
	size_t treatment_count;
	bool redacts;      /* its treatments want something taken out of the text */
	bool removes;      /* or attachments; `action` is for what is left then, and */
	enum outcome otherwise; /* this for a message where that cannot be done */
	const char *justification; /* of an override: the field a sender justifies it in, or NULL */
	const struct retention_class *retention; /* NULL: as the configuration says */
	/* What it speaks of by name, so that it may lift the floor (policy/policy.h). */
	bool speaks_of_phi;
	unsigned speaks_of_unread; /* bit for each enum unscannable_reason */
};

/* Most rules, and longest text of a refusal in bytes: with "550 5.7.1 " and
 * CRLF it stays within a reply line (RFC 5321 4.5.3.1.5). */
#define RULE_COUNT_LIMIT 10000
#define RULE_TEXT_LIMIT 400
#define RULE_NAME_LIMIT 64

/* What is said where the rule has no text. */
#define RULE_REJECT_TEXT "Message refused by the mail policy of this organisation"
#define RULE_DEFER_TEXT "Message not accepted now by the mail policy of this organisation"

/* Reads the settings of `node` that treat a message into out->treatments. Fails as rule_read(). */
MUST_USE int treatments_read(struct compiler *compiler, const struct settings_node *node,
                             struct rule *out);

/* The names of those settings, as settings_check_names() takes them. */
#define TREATMENT_NAMES "tag_subject", "add_header", "strip_headers", "journal", \
	"replace_headers", "move_subject", "redact", "strip_attachments", "keep_original", "notify"

/*
 * Checks what the treatments and the action make of one another, and completes
 * `otherwise`. Fails as rule_read().
 */
MUST_USE int treatments_check(const struct settings_node *node, struct diagnostics *why,
                              struct rule *rule);

/*
 * Reads the rule at `node` into `out`. Fails: ERROR_CONFIG, every mistake said in
 * compiler->why; ERROR_MEMORY. `out->name` is then its name, or NULL.
 */
MUST_USE int rule_read(struct compiler *compiler, const struct settings_node *node,
                       struct rule *out);

/* The same for a member of `overrides`; `of` is the name of the rule it changes. */
MUST_USE int override_read(struct compiler *compiler, const struct settings_node *node,
                           struct rule *out, const char **of);

#endif
