/*
 * Numbers that a label tells in one part of a message and that stand bare in its header:
 * "Subject: refund 42056804" says nothing of the number, "acct 42056804" below it does.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_HEADER_REPEATS_H
#define PHIMILTER_SCANNER_HEADER_REPEATS_H

#include "scanner/detections.h"

/* No more different numbers are looked for: a letter is about few, a list about none of them. */
#define HEADER_REPEATS_LIMIT 16

/*
 * Reports them in those of `count` texts that are header fields. The detections of all
 * texts are resolved, before and afterwards.
 * Fails: ERROR_MEMORY, ERROR_LIMIT (the arena).
 */
MUST_USE int header_repeats_find(const struct detector_text *texts, size_t count);

#endif
