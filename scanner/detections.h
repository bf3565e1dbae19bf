/*
 * What detectors report about one text, before overlaps are removed: the
 * engine's side of detector_report().
 *
 * Ownership: everything lives in the message's arena. Threads: one at a time.
 */
#ifndef PHIMILTER_SCANNER_DETECTIONS_H
#define PHIMILTER_SCANNER_DETECTIONS_H

#include "scanner/around.h"

struct detector_run {
	struct arena *arena;
	size_t text_length; /* of the text detectors see */
	struct detection *items;
	size_t count;
	size_t capacity;
	size_t limit;       /* most detections taken */
	unsigned marks;     /* enum detector_mark */
	bool full;          /* one more than the limit was reported */
	struct around around; /* of the place that a detector asked about last */
};

/*
 * Removes overlaps: of two detections that share a byte the one with the
 * higher confidence stays, then the longer, then the lower category, then the
 * lower type. What stays is left in `run` ordered by start; more may be reported then.
 * Fails: ERROR_MEMORY, ERROR_LIMIT (the arena).
 */
MUST_USE int detections_resolve(struct detector_run *run);

#endif
