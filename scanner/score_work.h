/*
 * Words of work: what somebody teaches, orders, announces or is paid for is not said of their own
 * health. One table, as many words are of several lists and a new one is to be thought of for each.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_SCORE_WORK_H
#define PHIMILTER_SCANNER_SCORE_WORK_H

#include "core/attributes.h"
#include "core/bytes.h"
#include "scanner/word_list.h"

/* Who speaks, writes or collects money of a thing of health has not got it: "diabetes class", "Ann's stroke fund". */
extern const struct word_list score_work_topics;

/* Who does so with something of health does it for others, or for a living: "Ann covers dialysis". */
extern const struct word_list score_work_words;

/* What is written of cases made up to learn from; the certain ones hardly of anything else. */
extern const struct word_list score_work_lessons, score_work_lessons_certain;

/* What is announced to colleagues, customers and the press, and of people at their work. */
extern const struct word_list score_work_notices, score_work_notices_certain;

/* Whether one of score_work_words stands in `text`. */
bool score_work_any(struct bytes text);

#endif
