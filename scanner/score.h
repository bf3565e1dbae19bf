/*
 * The judgement: PHI is an individual's identifier together with health
 * context (45 CFR 160.103). How findings, their subjects, distances and the
 * health context add up is documented here and in phimilter(8), and nowhere
 * decided elsewhere.
 *
 * Scale of a detection's confidence, which every detector uses:
 *   95  shape, checksum or strict format, and a cue
 *   85  shape and checksum, or strict format and cue
 *   70  cue and loose format
 *   50  strict format alone
 *   30  loose format alone
 */
#ifndef PHIMILTER_SCANNER_SCORE_H
#define PHIMILTER_SCANNER_SCORE_H

#include "core/message.h"

/* Fills m->assessment from findings and health. `threshold` in percent. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int score_assess(struct message *m, int64_t threshold);

#endif
