/*
 * Whether the words between a person's name and a health phrase say that it is
 * the bearer's: "Ann's rash", "Ann has asthma", "insulin for Ann", "Ann is
 * worse; her cough ...". Beside each other they may stand in any newsletter;
 * bound so, they tell of one person's health.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SCORE_BOND_H
#define PHIMILTER_SCANNER_SCORE_BOND_H

#include "core/attributes.h"
#include "core/bytes.h"
#include "core/message.h"
#include "scanner/score_tie.h"
#include "scanner/word_list.h"

/* Nothing is looked for further away, in bytes. */
#define SCORE_BOND_REACH 160

/* Whether the phrase that ends at `end` only tells what something is about: "diabetes class", "stroke center". */
bool score_bond_is_attribute(struct bytes text, size_t end);

/* Whether the phrase is said of the name's bearer. */
bool score_bond_holds(struct bytes text, const struct score_tie *tie);

/* Without one of these words before it a phrase is not the writer's: "my", "Mom". */
extern const struct word_list score_bond_writers;

/* They are not looked for further before a phrase, in bytes. */
#define SCORE_WRITERS_REACH 120

/*
 * Whether the phrase at [start, end), which has one of these words before it, is the writer's own,
 * or of a relative of theirs: "my knee", "Mom's surgery".
 */
bool score_bond_is_writers(struct bytes text, size_t start, size_t end);

/* Asks for one phrase after the other of a part; begins as { .m, .part }. */
struct score_bond_search {
	const struct message *m;
	uint32_t part;
	size_t next; /* the first finding that does not end before the phrases seen so far */
};

/*
 * Whether the phrase at `start` belongs to a name near it that may be a
 * patient's: by any bond, or but by "Ann Lee has ..." unless `owned`.
 */
bool score_bond_find(struct score_bond_search *search, uint32_t start, uint32_t length, bool owned);

#endif
