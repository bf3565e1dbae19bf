/*
 * What rules ask, compiled: one flat array in which each condition stands
 * before those inside it and knows where they end, so that it is answered by
 * one walk without a pointer to follow.
 *
 * An answer has three values. Before a recipient is known, what only a
 * recipient can tell is unknown, and so is what a record of the past did not
 * keep; "all", "any" and "not" carry that through (Kleene's logic).
 *
 * Ownership: the program owns its arrays and lists; names belong to the
 * settings they were read from. Threads: read-only once compiled, any thread.
 */
#ifndef PHIMILTER_POLICY_CONDITION_H
#define PHIMILTER_POLICY_CONDITION_H

#include "core/attributes.h"
#include "core/message.h"
#include "policy/facts.h"
#include "policy/list.h"
#include "policy/near.h"

enum truth { TRUTH_NO = 1, TRUTH_UNKNOWN, TRUTH_YES };

enum side { SIDE_INSIDE = 1, SIDE_OUTSIDE = 2 }; /* bits */

enum condition_kind {
	/* of other conditions */
	CONDITION_ALL = 1, /* empty: always */
	CONDITION_ANY,
	CONDITION_NOT,     /* of the one behind it */
	CONDITION_NAMED,   /* of.number: which */
	CONDITION_SAME,    /* of.number: the index of another, which it repeats */
	/* of the message */
	CONDITION_DIRECTION,         /* of.mask: bit for each enum direction */
	CONDITION_PHI,               /* of.yes, and so on */
	CONDITION_AUTHENTICATED,
	CONDITION_UNSCANNABLE,
	CONDITION_UNSCANNABLE_REASON,/* of.mask: bit for each enum unscannable_reason */
	CONDITION_PHI_CONFIDENCE,    /* of.number: at least */
	CONDITION_SIZE_OVER,         /* of.number, and so on */
	CONDITION_SIZE_UNDER,
	CONDITION_RECIPIENTS_OVER,
	CONDITION_OUTSIDE_OVER,      /* recipients outside */
	CONDITION_HOURLY_OVER,       /* recipients outside of the sender's PHI in an hour */
	CONDITION_TIME,              /* of.hours */
	CONDITION_FINDINGS,          /* of.finding */
	CONDITION_HEALTH,            /* of.health */
	CONDITION_NEAR,              /* of.near */
	CONDITION_CONTENT,           /* of.mask: bit for each enum content_form */
	CONDITION_SENDER,            /* of.list, and so on */
	CONDITION_SENDER_DOMAIN,
	CONDITION_USER,
	CONDITION_CLIENT,
	CONDITION_CONTENT_TYPE,
	CONDITION_FILE_EXTENSION,
	CONDITION_HEADER,            /* of.header */
	/* of each recipient */
	CONDITION_RECIPIENT_SIDE,    /* of.mask: bits of enum side */
	CONDITION_RECIPIENT_TLS,     /* of.yes */
	CONDITION_RECIPIENT,         /* of.list, and so on */
	CONDITION_RECIPIENT_DOMAIN,
	CONDITION_RECIPIENT_NEW,     /* of.number: days */
	CONDITION_RECIPIENT_DOMAIN_NEW,
	CONDITION_KIND_LIMIT
};

/* Enough findings of some types. */
struct finding_condition {
	uint64_t types;      /* bit for each enum identifier_type */
	uint32_t count;      /* at least so many */
	uint32_t distinct;   /* at least so many different values; 0 not asked */
	uint8_t confidence;  /* percent: those surer than this, or as sure, count */
	bool everyone;       /* a provider's or the sender's own count too */
};

/* Enough health context of some kinds. */
struct health_condition {
	uint32_t kinds;     /* bit for each enum health_kind; or, where not 0, */
	uint32_t sensitive; /* bit for each enum sensitive_kind */
	uint32_t count;
};

/* On some days, from a minute of the day to before another, in the host's time. */
struct hours_condition {
	uint8_t days; /* bit for each, Sunday is 0 */
	uint16_t from;
	uint16_t to;  /* at or before `from`: of the day after */
};

struct header_condition {
	const char *name;
	struct list *words; /* one of them is in the field; NULL: the field is there */
	uint32_t least;     /* visible bytes in the field */
};

struct condition {
	uint8_t kind;   /* enum condition_kind */
	uint32_t end;   /* index behind the last condition inside this one */
	uint32_t memo;  /* where its answer is kept; 0 nowhere */
	union {
		bool yes;
		uint64_t mask;
		int64_t number;
		struct finding_condition finding;
		struct health_condition health;
		struct near_condition near;
		struct hours_condition hours;
		struct header_condition header;
		struct list *list;
	} of;
	const struct settings_node *node; /* where it is written */
};

struct named_condition {
	const char *name;
	const struct settings_node *node;
	uint32_t root;
	uint32_t memo; /* 0 until something refers to it */
};

struct program {
	struct condition *conditions;
	size_t count;
	size_t capacity;
	struct named_condition *named; /* sorted by name */
	size_t named_count;
	struct list **lists;     /* those with a name first, sorted by it */
	size_t named_list_count;
	size_t list_count;
	size_t list_capacity;
	uint32_t memo_count;     /* answers kept for a message; 0 is none */
	unsigned facts_wanted;   /* bits that facts_collect() takes */
};

/* An answering of one program for one message, or for one of its recipients. */
struct asking {
	const struct program *program;
	const struct facts *facts;
	const struct recipient *recipient; /* NULL: none in particular */
	const struct address *address;     /* the recipient's */
	uint8_t *message_memo;   /* memo_count + 1 of enum truth; 0 not answered yet */
	uint8_t *recipient_memo; /* the same; cleared for each recipient */
};

/* Whether the condition at index `at` holds. */
enum truth condition_ask(const struct asking *asking, uint32_t at);

void program_release(struct program *program);

#endif
