/*
 * What a text is about, where that is nobody's care: a letter to the public,
 * animals, or a book. Names and dates that nothing marks a patient's count little there.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SCORE_MATTER_H
#define PHIMILTER_SCANNER_SCORE_MATTER_H

#include "core/message.h"

/* Whether it begins with a greeting to many who are strangers: "Dear neighbors,". */
bool score_matter_is_public(struct bytes text);

/* Longer texts are not looked at: what they are about is more than one thing. */
#define SCORE_MATTER_LIMIT 4096

/* Whether the message speaks of animals and their doctors, or of books: looks at all words of short parts. */
bool score_matter_is_others(const struct message *m);

#endif
