/*
 * Whether the sentence around a place speaks of one person: "she has strep",
 * "my biopsy", "86F", "your appointment". Health words in such a sentence are
 * somebody's; the same words in an article's sentence are a topic.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SCORE_SENTENCE_H
#define PHIMILTER_SCANNER_SCORE_SENTENCE_H

#include "core/attributes.h"
#include "core/bytes.h"

/* Sentences are looked at for so many bytes on either side of a place. */
#define SCORE_SENTENCE_REACH 240

struct score_sentence {
	size_t start;
	size_t end;
	bool person;  /* he, she; somebody's age; a relative */
	bool writer;  /* I, my */
	bool reader;  /* you, your */
	bool many;    /* patients, children, everyone */
};

/* Whether "your", or "you" with its verb, stands in the words right before byte `at`. */
bool score_sentence_is_readers(struct bytes text, const struct score_sentence *sentence, size_t at);

/* Whether "my", or "I" with its verb, stands in the words right before byte `at`: "I stopped the sertraline". */
bool score_sentence_is_writers(struct bytes text, const struct score_sentence *sentence, size_t at);

/* The same of any place: nothing but the few words before it is looked at. */
bool score_sentence_tells_own(struct bytes text, size_t at);

/* Where the sentence, or row of a table, that holds byte `at` begins and ends; nothing is told of it. */
struct score_sentence score_sentence_find(struct bytes text, size_t at);

/* The same, and whom it speaks of. */
struct score_sentence score_sentence_read(struct bytes text, size_t at);

/* Whether a sentence, or row, ends in [from, to): what stands before and behind is not of one sentence. */
bool score_sentence_ends_between(struct bytes text, size_t from, size_t to);

#endif
