/*
 * One rule, compiled: what must hold and what then happens. All conditions of
 * a rule must hold; the members of one condition are alternatives.
 *
 * Ownership: strings belong to the settings the rule was read from.
 * Threads: read-only after reading, any thread.
 */
#ifndef PHIMILTER_POLICY_RULE_H
#define PHIMILTER_POLICY_RULE_H

#include "core/configuration.h"
#include "core/message.h"
#include "policy/address_set.h"
#include "policy/facts.h"

/* A yes-or-no question that a rule may leave open. */
enum answer { ANSWER_ANY = 0, ANSWER_NO, ANSWER_YES };

enum side { SIDE_INSIDE = 1, SIDE_OUTSIDE = 2 }; /* bits */

/* Enough findings of some types. */
struct finding_condition {
	uint64_t types;      /* bit for each enum identifier_type */
	int64_t count;       /* at least so many */
	int64_t distinct;    /* at least so many different values; 0 not asked */
	int64_t confidence;  /* percent: those surer than this, or as sure, count */
	bool everyone;       /* a provider's or the sender's own count too */
};

/* Enough health context of some kinds. */
struct health_condition {
	unsigned kinds; /* bit for each enum health_kind */
	int64_t count;
};

struct conditions {
	bool always;
	unsigned directions;  /* bit for each enum direction; 0 any */
	struct address_set senders;
	struct domain_set sender_domains;
	enum answer authenticated;
	enum answer phi;
	int64_t phi_confidence;  /* percent, at least; 0 any */
	int64_t size_over;       /* bytes; -1 any */
	enum answer unscannable;
	unsigned unscannable_reasons; /* bit for each enum unscannable_reason; 0 any */
	struct finding_condition *findings;
	size_t finding_count;
	struct health_condition *health;
	size_t health_count;
	/* asked of each recipient */
	unsigned sides;  /* bits of enum side */
	struct address_set recipients;
	struct domain_set recipient_domains;
	enum answer recipient_tls;
};

struct rule {
	const char *name;
	struct conditions when;
	enum outcome action;
	const char *text; /* the refusal for OUTCOME_REJECT; NULL otherwise */
	const struct retention_class *retention; /* NULL: as the configuration says */
};

/* The tallies that the rule's conditions look into, as facts_collect() takes them. */
unsigned rule_tallies_wanted(const struct rule *rule);

/* Whether all that does not depend on the recipient holds. */
bool rule_holds(const struct rule *rule, const struct facts *facts);

/* Whether the rest holds for one recipient. */
bool rule_holds_for(const struct rule *rule, const struct recipient *recipient,
                    const struct address *address);

void rule_release(struct rule *rule);

/* Most rules, and longest text of a refusal in bytes: with "550 5.7.1 " and
 * CRLF it stays within a reply line (RFC 5321 4.5.3.1.5). */
#define RULE_COUNT_LIMIT 10000
#define RULE_TEXT_LIMIT 400
#define RULE_NAME_LIMIT 64

/*
 * Reads the rule at `node` into `out` (zeroed by the caller, who releases it
 * also after a failure). Fails: ERROR_CONFIG, every mistake said in `why`;
 * ERROR_MEMORY.
 */
MUST_USE int rule_read(const struct settings_node *node, const struct configuration *configuration,
                       struct diagnostics *why, struct rule *out);

#endif
