/*
 * What a text is about, where that is nobody's care: a letter to the public,
 * animals, books and games, lessons, or staff and events. Names and dates that
 * nothing marks a patient's count little there.
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
	SCORE_MATTER_LEISURE, /* books, films, games */
	SCORE_MATTER_LESSON,  /* a case made up to learn from */
	SCORE_MATTER_NOTICE,  /* of staff and events: who is bound to a health word counts in full */
	SCORE_MATTER_LIMIT
};

/* Whether it begins with a greeting to many who are strangers: "Dear neighbors,". */
bool score_matter_is_public(struct bytes text);

/* Longer texts are not looked at: what they are about is more than one thing. */
#define SCORE_MATTER_LENGTH 4096

/*
 * The first of these, a letter to the public left aside, that the words of a message come to, part
 * after part; SCORE_MATTER_CARE where they come to none before the end or a part that is longer.
 */
enum score_matter score_matter_find(const struct message *m);

#endif
