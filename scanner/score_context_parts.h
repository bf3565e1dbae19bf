/*
 * What a score_context is made of: for score_context.c, which makes it, those
 * which answer from it (score_around.c, score_aside.c, score_bearer.c,
 * score_header.c, score_whole.c, score_whose.c), and nobody else.
 */
#ifndef PHIMILTER_SCANNER_SCORE_CONTEXT_PARTS_H
#define PHIMILTER_SCANNER_SCORE_CONTEXT_PARTS_H

#include "scanner/score_context.h"

/* In a sentence about one person a disease or a drug is somebody's; words of many meanings are not. */
#define SENTENCE_WEIGHT 20

/* Of the fields that name who writes and who gets the message so many are looked at, so far. */
#define SCORE_ADDRESS_LINES 6
#define SCORE_ADDRESS_REACH 500

/* One piece of context. */
struct piece {
	uint32_t part;
	uint32_t start;
	uint32_t length;
	uint8_t weight;
	bool personal; /* of somebody's own care */
	bool said;     /* by what its sentence says, not by itself */
	bool told;     /* more than a place of care or a specialty, in a sentence that is not of many */
};

/* Sums of log(1 - weight): what combines probabilities becomes a difference of two sums. */
struct sums {
	double setting;
	double topical;
	double personal;
};

/* What pieces come to together: 0-1. */
struct whole {
	double topical;  /* for an identifier that may be anybody's */
	double personal; /* for a patient's */
};

struct part_range {
	size_t first; /* pieces of one part: [first, end) */
	size_t end;
	struct whole whole;
	bool is_public; /* it begins with a greeting to the public */
};

/* Where in a part values stand that nobody has; length 0 where the text does not call them so. */
struct sample_range {
	size_t start;
	size_t end;
	size_t count;
	bool unsaid; /* its text calls nothing a sample */
};

/* So many make samples of what stands around them; one alone is a sample itself. */
#define SCORE_SAMPLES_MANY 2

/* Parts and offsets, as place_make() joins them, ascending. */
struct places {
	uint64_t *at;
	size_t count;
};

struct score_context {
	struct piece *pieces; /* by part, then start */
	struct sums *before;  /* before[i]: sums of pieces 0 .. i-1 */
	size_t count;
	struct part_range *ranges; /* one a part */
	enum score_matter matter;  /* of animals or books, or of care */
	struct whole whole;        /* of the message */
	struct places numbers; /* persons' own numbers in header fields */
	struct places words;   /* health phrases there */
	const struct sample_range *samples; /* one a part */
	struct addressed {
		struct bytes line; /* From, To, Cc of the message, clipped */
		bool writer;       /* not To, Cc */
	} addressed[SCORE_ADDRESS_LINES];
	size_t addressed_count;
	bool reader; /* somebody is told of their own care */
	bool writer; /* somebody tells of their own, it seems */
	bool own;    /* somebody does: "my rash", "I stopped the sertraline" */
	const struct message *m;
};

/* Pieces [first, end). */
struct window {
	size_t first;
	size_t end;
};

/* The first piece of `window` that starts at `start` or later. */
size_t score_window_search(const struct score_context *context, struct window window, uint64_t start);

/* How closely a phrase belongs to a name. */
enum tie {
	TIE_NONE = 0,
	TIE_TOUCHES, /* all but touches it */
	TIE_BOUND,   /* said of its bearer by the words between: "Jane Doe's biopsy", "refill for Jane Doe" */
};

/* What the phrases around a name say of its bearer. */
struct telling {
	double context;
	enum tie tie; /* of the one that is closest */
};

/* It comes to no more than this. */
#define SCORE_BEARER_LIMIT 0.85

/*
 * What is said in the name's own sentence, or row of a table, and in the next where that goes on about
 * the same person; `near` are the pieces within SCORE_NEAR.
 */
struct telling score_bearer_sentence(const struct score_context *context, struct window near,
                                     const struct finding *finding);

/* What the beginning of the body says of one person, of whom the subject told only the name. */
struct telling score_bearer_subject(const struct score_context *context);

/* How much an identifier is context itself, by being there; 0 for most. */
uint8_t score_finding_weight(const struct finding *finding);

/* Whether it is a number that only a person has, and that does not stand there by chance. */
bool score_finding_is_own_number(const struct finding *finding);

/* Whether it is a name announced as a patient's: "Patient: Ann Lee", "Pt Ann Lee", "chart of Ann Lee". */
bool score_finding_is_called_patient(const struct finding *finding);

/* The part that a named person has in the text; SCORE_ROLE_UNKNOWN for what is no name. */
enum score_role score_whose_role(const struct score_context *context, const struct finding *finding);

/* Whether its label says that it is a patient's: neither one of many, nor a relative's, nor in a sentence that ended. */
bool score_whose_is_announced(const struct score_context *context, const struct finding *finding);

/* What all pieces come to, of each part and of the message, and their sums. */
void score_wholes_fill(struct score_context *context);

/* What pieces [first, end) come to. */
struct whole score_whole_of(const struct score_context *context, size_t first, size_t end);

/* Finds the fields that name who writes the message and who gets it. */
void score_addressed_fill(struct score_context *context, const struct message *m);

/* Whether a name that is no clinician's is nearly all there is in the message's Subject, and a body follows. */
bool score_context_is_subject(const struct score_context *context, const struct finding *finding);

/* Finds what tells of individuals in header fields; `context` has its message and its arrays. */
void score_header_fill(struct score_context *context, const struct message *m);

#endif
