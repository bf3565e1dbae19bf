/*
 * The patterns of detectors that are shapes (scanner/shape.h), found at the
 * runs of digits and marks of a text: a few looks tell which of all shapes may
 * stand there, by how long the run is, which bytes around it are digits, and the
 * four on either side (scanner/shape_bounds.h).
 *
 * Threads: read-only after creation, any thread.
 */
#ifndef PHIMILTER_SCANNER_SHAPE_PATTERNS_H
#define PHIMILTER_SCANNER_SHAPE_PATTERNS_H

#include "core/diagnostics.h"
#include "scanner/deadline.h"
#include "scanner/detector.h"

struct shape_patterns;

/*
 * Takes the patterns with shapes of `count` detectors, which must outlive the
 * result; a NULL among them is passed over. Fails: ERROR_MEMORY; ERROR_INTERNAL
 * when a shape is refused, which `why` then names by detector and number.
 */
MUST_USE int shape_patterns_create(const struct detector *const *table, size_t count,
                                   struct diagnostics *why, struct shape_patterns **out);
void shape_patterns_destroy(struct shape_patterns **patterns);

/* Visits the matches in `text`. Fails: as `visit`; ERROR_TIMEOUT. */
MUST_USE int shape_patterns_visit(const struct shape_patterns *patterns, struct bytes text,
                                  struct deadline deadline, pattern_visit *visit, void *context);

#endif
