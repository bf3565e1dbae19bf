/*
 * Identifiers that stand near health context: what tells "the patient's number,
 * and beside it the diagnosis" from a number and a word pages apart.
 *
 * Ownership: the sorted places live in the message's arena. Threads: the message's.
 */
#ifndef PHIMILTER_POLICY_NEAR_H
#define PHIMILTER_POLICY_NEAR_H

#include "core/message.h"

enum near_measure {
	NEAR_WORDS = 1, /* at most so many words between them */
	NEAR_BYTES,     /* at most so many bytes of the part's text between them */
	NEAR_ROW,       /* no end of a line between them, as in a row of a table */
	NEAR_PART,      /* in one part of the message */
};

/*
 * How far a search goes in text whose end is the sender's to choose: a row is at
 * most so long, and a word counts again for each NEAR_WORD_LIMIT bytes it has.
 */
#define NEAR_ROW_LIMIT 16384
#define NEAR_WORD_LIMIT 64

_Static_assert(HEALTH_KIND_LIMIT <= 8 && SENSITIVE_KIND_LIMIT <= 8, "a kind is a bit of a byte");

struct near_condition {
	uint64_t types;      /* bit for each enum identifier_type */
	uint32_t count;      /* at least so many identifiers have health context near them */
	uint32_t distance;   /* of words or bytes */
	uint8_t kinds;       /* bit for each enum health_kind; or, where not 0, */
	uint8_t sensitive;   /* bit for each enum sensitive_kind */
	uint8_t measure;     /* enum near_measure */
	uint8_t confidence;  /* percent: identifiers surer than this, or as sure, count */
	bool everyone;       /* a provider's or the sender's own count too */
};

/* All identifiers and all health context of a message, each by part and place. */
struct near_places {
	const struct finding **findings;
	size_t finding_count;
	const struct health_finding **health;
	size_t health_count;
};

/* Fails: ERROR_MEMORY, ERROR_LIMIT (the arena's). */
MUST_USE int near_places_sort(const struct message *m, const struct near_places **out);

/* One walk over both. */
bool near_holds(const struct near_condition *condition, const struct near_places *places,
                const struct message *m);

#endif
