/*
 * Matches that wait to be confirmed. The code of all detectors together is larger than a
 * processor's nearest cache, and each that confirms what comes along finds its own gone
 * again: so matches wait until there are many, and go to one category's detectors after the
 * other, to these in the order in which they came.
 *
 * Threads: a queue belongs to one.
 */
#ifndef PHIMILTER_SCANNER_MATCH_QUEUE_H
#define PHIMILTER_SCANNER_MATCH_QUEUE_H

#include "core/identifier.h"
#include "scanner/detector.h"

#define MATCH_QUEUE_LIMIT 1024
#define MATCH_QUEUE_LISTS (IDENTIFIER_CATEGORY_LAST + 1) /* a category's number is its index */

/* Numbers of matches begin with 1; 0 is none. */
struct match_queue {
	const struct detector_text *text;
	uint16_t count;
	struct {
		uint16_t first;
		uint16_t last;
	} lists[MATCH_QUEUE_LISTS];
	struct {
		const struct detector *detector;
		uint32_t end;
		uint16_t pattern;
		uint16_t next; /* of the same list */
	} matches[MATCH_QUEUE_LIMIT + 1];
};

/* Begins an empty one, whose memory is not cleared: most of it is seldom needed. */
void match_queue_begin(struct match_queue *queue, const struct detector_text *text);

/* A pattern_visit whose context is a queue. Fails: as match_queue_confirm(), which a full one comes to. */
MUST_USE int match_queue_add(void *queue, const struct detector *detector, unsigned pattern, size_t end);

/*
 * Confirms what waits, which then does no more. Returns the first result of a confirm() other
 * than 0, behind which none is called.
 */
MUST_USE int match_queue_confirm(struct match_queue *queue);

#endif
