/*
 * How much health context there is around a place of a message: step 2 of
 * scanner/score.h, answered in logarithmic time for any number of places.
 *
 * Ownership: the arena's. Threads: as the message.
 */
#ifndef PHIMILTER_SCANNER_SCORE_CONTEXT_H
#define PHIMILTER_SCANNER_SCORE_CONTEXT_H

#include "core/message.h"
#include "scanner/score_matter.h"
#include "scanner/score_role.h"

struct score_context;

/* Reads m->health and those findings that are context themselves. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int score_context_create(struct message *m, struct score_context **out);

/* Where the context stands that counts most for a place. */
enum score_reach {
	SCORE_REACH_NEAR = 1, /* within SCORE_NEAR bytes */
	SCORE_REACH_FAR,      /* within SCORE_FAR bytes */
	SCORE_REACH_HEADERS,  /* in the message's own header section: the subject */
	SCORE_REACH_PART,     /* elsewhere in the same part */
	SCORE_REACH_MESSAGE,  /* in another part */
};

struct score_surroundings {
	double context; /* 0-1 */
	enum score_reach reach;
	bool personal;  /* the identifier is a patient's by its subject or by what touches it */
	enum score_role role; /* of a person's name */
	bool said;      /* of the name's bearer: words of care in its sentence, or of one person's near it */
	bool noticed;   /* in a text of staff and events, and bound to nothing */
	bool bound;     /* the words between the name and such a word say that it is the bearer's */
};

/* Whether there may be some in the message: of most there is none, and nothing to judge. */
bool score_context_any(const struct message *m);

/* Whether there is no context in the message at all. */
bool score_context_is_empty(const struct score_context *context);

struct score_surroundings score_context_around(const struct score_context *context,
                                               const struct finding *finding);

/* Which pieces are near the finding asked for last; begins as { 0 }. */
struct score_nearby {
	uint32_t part;
	size_t first;
	size_t end;
};

/*
 * The same at a tenth of the cost, and nothing in it less than it is: evidence that this does not
 * make better than another's need not be looked into. Asked for one finding after the other; that
 * which `looks` at what stands behind a name costs more and may be less.
 */
struct score_surroundings score_context_most(const struct score_context *context, const struct finding *finding,
                                             struct score_nearby *nearby, bool looks);

/*
 * The piece of context in the finding's part that is nearest to it, by where it begins; not the
 * finding itself. False when there is none.
 */
bool score_context_nearest(const struct score_context *context, const struct finding *finding,
                           uint32_t *start, uint32_t *length);

/* Whether the finding is health context itself: a record number, a plan's. */
bool score_context_includes(const struct finding *finding);

/* Whether the finding stands among samples: values that no individual has. */
bool score_context_is_sample(const struct score_context *context, const struct finding *finding);

/* From now on names and dates that nothing marks a patient's are taken for others', of whom the message is. */
void score_context_set_matter(struct score_context *context, enum score_matter matter);

/* What the finding's text is of, where that makes it others': a letter to the public, animals, a book;
 * SCORE_MATTER_CARE for all that counts in full. */
enum score_matter score_context_aside(const struct score_context *context, const struct finding *finding);

/* Whether the message's writer tells of their own health: then it is the writer who is named. */
bool score_context_is_writers(const struct score_context *context, const struct finding *finding);

/* Whether the words that announce the finding stand before it in a sentence that has ended: "The Father. Ann Lee". */
bool score_whose_cue_is_apart(const struct score_context *context, const struct finding *finding);

/* Whether `start` stands in the part's signature or disclaimer. */
static inline bool
score_in_signature(const struct part *part, uint32_t start)
{
	return start >= part->signature_start && start - part->signature_start < part->signature_length;
}

/*
 * What the header field at `start` is worth for telling individuals: 0 for what machines write,
 * unless a person's own number and a health phrase stand in it, 1 for all else.
 */
double score_field_worth(const struct score_context *context, uint32_t part, uint32_t start);

#endif
