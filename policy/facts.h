/*
 * What rules ask about a message, counted once, so that a rule costs a few
 * look-ups however many findings there are.
 *
 * Ownership: all of it lives in the message's arena. Threads: the message's.
 */
#ifndef PHIMILTER_POLICY_FACTS_H
#define PHIMILTER_POLICY_FACTS_H

#include "core/message.h"
#include "policy/address_set.h"

#define CONFIDENCE_LIMIT 100 /* percent */

/* The ways to count findings that a condition can choose from. */
enum tally_kind {
	TALLY_INDIVIDUALS = 0,      /* a patient's, or nobody can tell whose */
	TALLY_EVERYONE = 1,         /* also a provider's and the sender's own */
	TALLY_DISTINCT = 2,         /* added to either: equal values of a type once */
	TALLY_KIND_LIMIT = 4
};

struct tally {
	/* How many findings of a type have at least a confidence. */
	uint32_t at_least[IDENTIFIER_TYPE_LIMIT][CONFIDENCE_LIMIT + 1];
};

struct facts {
	const struct message *message;
	enum direction direction;
	struct address sender;
	const struct tally *tallies[TALLY_KIND_LIMIT]; /* NULL where no rule asks */
	uint32_t health[HEALTH_KIND_LIMIT];
	unsigned unscannable_reasons; /* bit for each enum unscannable_reason seen */
};

/*
 * `tallies_wanted` has a bit for each enum tally_kind that rules use.
 * Fails: ERROR_MEMORY, ERROR_LIMIT (the arena's).
 */
MUST_USE int facts_collect(const struct message *m, bool sender_inside, unsigned tallies_wanted,
                           struct facts *out);

#endif
