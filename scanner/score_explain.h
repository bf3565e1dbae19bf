/*
 * Why the judgement (scanner/score.h) came out as it did, as data: for each
 * finding whether it counted, how much, and what spoke for and against it.
 * Computed for who asks, from a message that was judged; the daemon never does.
 *
 * Ownership: the message's arena. Threads: as the message.
 */
#ifndef PHIMILTER_SCANNER_SCORE_EXPLAIN_H
#define PHIMILTER_SCANNER_SCORE_EXPLAIN_H

#include "core/message.h"
#include "scanner/score_context.h"

/* What a finding came to. */
enum score_ground {
	SCORE_COUNTS = 1,    /* the best evidence of its type */
	SCORE_WEAKER,        /* another of its type is better evidence, and each type counts once */
	SCORE_REPEATS,       /* the same value is better evidence elsewhere */
	SCORE_FAINT,         /* its evidence rounds to nothing */
	SCORE_WITHOUT_HEALTH,/* no health context anywhere in the message */
	SCORE_NAMES_NOBODY,  /* of a type that never tells an individual */
	SCORE_PROVIDERS,     /* a clinician's, a clinic's */
	SCORE_SENDERS,       /* the sender's */
	SCORE_SAMPLE,        /* among values that nobody has, which the text calls samples */
	SCORE_MACHINES,      /* in a header field that machines write */
	SCORE_GROUND_LIMIT
};

/* What kind of text a finding stands in. */
enum score_place {
	SCORE_PLACE_TEXT = 1,
	SCORE_PLACE_SUBJECT,       /* the header field */
	SCORE_PLACE_ADDRESS,       /* From, To, Cc ... */
	SCORE_PLACE_FIELD,         /* another header field */
	SCORE_PLACE_SIGNATURE,     /* the sender's, or the disclaimer below it */
	SCORE_PLACE_QUOTED_HEADER, /* "From: Ann", "Ann wrote:" */
	SCORE_PLACE_LIMIT
};

#define SCORE_NO_DISTANCE UINT32_MAX

struct score_reason {
	enum score_ground ground;
	enum score_place place;
	uint8_t strength; /* percent: how much it tells of who somebody is */
	enum score_role role; /* what part a named person has in the text */
	uint8_t context;  /* percent: health context around it */
	uint8_t evidence; /* percent: both together */
	enum score_reach reach; /* where that context stands; 0 where there is none */
	bool personal;       /* a patient's, by its own label or by the health phrase beside it */
	bool bound;          /* the words between a name and a health phrase say that it is the bearer's */
	enum score_matter matter; /* what the text is of, where that makes the finding count little */
	bool is_context;     /* speaks of care by being there: a record number */
	uint32_t health;     /* the nearest health phrase of its part begins here, ... */
	uint32_t health_length;
	uint32_t distance;   /* ... so many words away: 0 beside it; SCORE_NO_DISTANCE when there is none */
	bool same_line;      /* of that phrase and the finding */
	uint32_t copies;     /* how often this value was found in the message, itself included */
};

struct score_explanation {
	const struct score_reason *reasons; /* m->finding_count, in their order */
	uint8_t who;   /* percent: evidence that somebody is named */
	uint8_t where; /* percent: evidence by place, time and contact, as it counts */
	bool nameless; /* nobody is named, so that `where` was halved */
};

/* Fails: ERROR_MEMORY, ERROR_LIMIT (the arena). */
MUST_USE int score_explain(struct message *m, struct score_explanation *out);

/* Names of the enumerations, as `phictl scan --json --explain` spells them. */
const char *score_ground_name(enum score_ground ground);
const char *score_place_name(enum score_place place);
const char *score_reach_name(enum score_reach reach); /* NULL for 0 */
const char *score_matter_name(enum score_matter matter); /* NULL for SCORE_MATTER_CARE */

#endif
