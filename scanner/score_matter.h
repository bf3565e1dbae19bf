/*
 * What a text is about, where that is nobody's care: a letter to the public,
 * animals, or a book. Names and dates that nothing marks a patient's count little there.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SCORE_MATTER_H
#define PHIMILTER_SCANNER_SCORE_MATTER_H

#include "core/message.h"

enum score_matter {
	SCORE_MATTER_CARE = 0, /* or anything else: nothing speaks against it */
	SCORE_MATTER_PUBLIC,   /* a letter to the public */
	SCORE_MATTER_ANIMALS,
	SCORE_MATTER_BOOKS,
	SCORE_MATTER_LIMIT
};

/* Whether it begins with a greeting to many who are strangers: "Dear neighbors,". */
bool score_matter_is_public(struct bytes text);

/* Longer texts are not looked at: what they are about is more than one thing. */
#define SCORE_MATTER_LENGTH 4096

/* SCORE_MATTER_ANIMALS with their doctors, SCORE_MATTER_BOOKS, or else SCORE_MATTER_CARE: looks at all
 * words of short parts. */
enum score_matter score_matter_find(const struct message *m);

#endif
