/*
 * What a condition asks, in a few words: enough to see of most pairs that neither
 * can imply the other, so that a review of thousands of rules need not compare
 * every condition with every other.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_POLICY_OUTLINE_H
#define PHIMILTER_POLICY_OUTLINE_H

#include "policy/condition.h"

#define OUTLINE_WORDS 4

/* A set of entries of lists, each a bit by its hash. */
struct entry_set {
	uint64_t words[OUTLINE_WORDS];
};

struct outline {
	uint64_t kinds;          /* bit for each enum condition_kind that is asked inside */
	uint64_t kinds_needed;   /* what implies the condition asks all of these */
	struct entry_set first;  /* the first entry of each list inside */
	bool needs_entry;        /* what implies the condition has a list that begins with */
	struct entry_set needed; /* one of these */
};

struct outline outline_make(const struct program *program, uint32_t at);

/* Where this is false condition_implies() is, too. */
static inline bool
outline_may_imply(const struct outline *narrow, const struct outline *wide)
{
	uint64_t shared = 0;

	if (wide->kinds_needed & ~narrow->kinds)
		return false;
	for (unsigned i = 0; i < OUTLINE_WORDS; i++)
		shared |= wide->needed.words[i] & narrow->first.words[i];
	return shared != 0 || !wide->needs_entry;
}

#endif
