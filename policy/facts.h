/*
 * What rules ask about a message, counted once, so that a rule costs a few
 * look-ups however many findings there are. They come from the message itself,
 * or from the record of a past one.
 *
 * Ownership: all of it lives in the arena. Threads: the message's.
 */
#ifndef PHIMILTER_POLICY_FACTS_H
#define PHIMILTER_POLICY_FACTS_H

#include "core/message.h"
#include "policy/address_set.h"
#include "policy/near.h"

#define CONFIDENCE_LIMIT 100 /* percent */

/* The ways to count findings that a condition can choose from. */
enum tally_kind {
	TALLY_INDIVIDUALS = 0,      /* a patient's, or nobody can tell whose */
	TALLY_EVERYONE = 1,         /* also a provider's and the sender's own */
	TALLY_DISTINCT = 2,         /* added to either: equal values of a type once */
	TALLY_KIND_LIMIT = 4
};

/* What costs something to find out and is so only where a rule asks: a bit for
 * each enum tally_kind, and */
#define FACTS_TIME (1u << TALLY_KIND_LIMIT)
#define FACTS_PLACES (FACTS_TIME << 1)
#define FACTS_ACQUAINTANCE (FACTS_PLACES << 1) /* that whoever has the records fills in */

struct tally {
	uint64_t seen; /* bit for each type that was found at all */
	/* How many findings of a type have at least a confidence. */
	uint32_t at_least[IDENTIFIER_TYPE_LIMIT][CONFIDENCE_LIMIT + 1];
};

struct facts {
	const struct message *message; /* NULL for a past one */
	const struct envelope *envelope;
	enum direction direction;
	struct address sender;
	const char *user;     /* who authenticated, lower case; "" for nobody */
	size_t recipients;    /* of the whole message, also where this is a copy of it */
	size_t outside;       /* those of them outside */
	bool of_more;         /* a past copy: the message had as many of either, or more */
	bool phi;
	uint8_t confidence;   /* percent */
	uint64_t size;        /* bytes */
	const struct tally *tallies[TALLY_KIND_LIMIT]; /* NULL where no rule asks */
	uint32_t health[HEALTH_KIND_LIMIT];
	uint32_t sensitive[SENSITIVE_KIND_LIMIT];
	bool sensitive_forgotten; /* the record is of before it was kept */
	unsigned unscannable_reasons; /* bit for each enum unscannable_reason seen */
	const struct near_places *places; /* NULL where no rule asks, and for a past one */
	unsigned weekday;     /* Sunday is 0; where a rule asks */
	unsigned minute;      /* of the day */
};

/*
 * Of a message; `wanted` are the bits above. Fails: ERROR_MEMORY, ERROR_LIMIT
 * (the arena's).
 */
MUST_USE int facts_collect(const struct message *m, bool sender_inside, unsigned wanted,
                           struct facts *out);

/* Parts of the above, for facts that come from elsewhere. Fails the same. */
MUST_USE int facts_of_envelope(const struct envelope *envelope, bool sender_inside, unsigned wanted,
                               struct arena *arena, struct facts *out);
void tally_add(struct tally *tally, unsigned type, unsigned confidence, uint32_t count);
void tally_finish(struct tally *tally); /* when all are added */

/* How many findings of these types there are; a tally of that kind must have been wanted. */
static inline int64_t
facts_count(const struct facts *facts, uint64_t types, unsigned confidence, bool everyone,
            bool distinct)
{
	unsigned kind = (everyone ? TALLY_EVERYONE : TALLY_INDIVIDUALS) | (distinct ? TALLY_DISTINCT : 0);
	const struct tally *tally = facts->tallies[kind];
	int64_t sum = 0;

	for (uint64_t rest = types & tally->seen; rest != 0; rest &= rest - 1)
		sum += tally->at_least[__builtin_ctzll(rest)][confidence];
	return sum;
}

#endif
