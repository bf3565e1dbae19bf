/*
 * What looks like an identifier in a judged message and was not taken for one,
 * and why: the other half of an explanation. Looked for only by who asks; the
 * reasons are the detectors' own rules, asked once more.
 *
 * Ownership: the message's arena. Threads: as the message.
 */
#ifndef PHIMILTER_SCANNER_SCORE_REFUSED_H
#define PHIMILTER_SCANNER_SCORE_REFUSED_H

#include "core/message.h"

enum refusal_ground {
	REFUSED_WORD = 1,    /* a word says that it is something else: an order, a version, a time stamp */
	REFUSED_ADDRESS,     /* part of a web address, an e-mail address or a path */
	REFUSED_VERSION,     /* dotted like a version */
	REFUSED_PLACEHOLDER, /* one digit repeated */
	REFUSED_BLANK,       /* a blank to fill in */
	REFUSED_UNANNOUNCED, /* no word near it says what it is */
	REFUSAL_GROUND_LIMIT
};

struct refusal {
	enum refusal_ground ground;
	uint32_t part;
	uint32_t start; /* bytes into that part's text */
	uint32_t length;
	const char *word; /* for REFUSED_WORD: a string constant */
};

/* Numbers shorter than this, in digits, are nothing to explain. */
#define REFUSAL_DIGITS 5

/* More are not listed. */
#define REFUSAL_LIMIT 1000

/* Fails: ERROR_MEMORY, ERROR_LIMIT (the arena). */
MUST_USE int score_refused_find(struct message *m, const struct refusal **out, size_t *count);

/* As `phictl scan --json --explain` spells it. */
const char *refusal_ground_name(enum refusal_ground ground);

#endif
