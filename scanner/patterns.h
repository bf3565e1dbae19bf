/*
 * The patterns of all detectors that are expressions as one Hyperscan database:
 * block mode, no start of match, bytes not characters. Beside site_regex.c the
 * only file that includes hs.h.
 *
 * Expressions without a word in them ("\\d{3}-\\d{2}") cost the most, since each
 * byte must go through an automaton: those are shapes (scanner/shape_patterns.h),
 * and lists of words are looked up by hash (scanner/word_patterns.h).
 *
 * A long text is scanned in pieces that overlap by the width of the widest
 * pattern allowed, so that the deadline is looked at in between and no match
 * is lost at a seam.
 *
 * Threads: scan from any thread at once. Each running scan borrows a scratch
 * space from a pool that grows to the number of scans that ever ran together.
 */
#ifndef PHIMILTER_SCANNER_PATTERNS_H
#define PHIMILTER_SCANNER_PATTERNS_H

#include "core/attributes.h"
#include "core/diagnostics.h"
#include "scanner/deadline.h"
#include "scanner/detector.h"

/* No pattern may match more bytes than this; patterns_create() refuses one that could. */
#define PATTERNS_WIDTH_LIMIT 512

struct patterns;

/*
 * Compiles the patterns of `count` detectors, which must outlive the result; a
 * NULL among them is passed over. Fails: ERROR_MEMORY; ERROR_INTERNAL when a
 * pattern is refused, which `why` then names by detector and number.
 */
MUST_USE int patterns_create(const struct detector *const *table, size_t count,
                             struct diagnostics *why, struct patterns **out);
void patterns_destroy(struct patterns **patterns);

/*
 * Called for each match: `pattern` of `detector` ends just before byte `end`.
 * Matches of one pattern whose ends follow one another (Hyperscan reports
 * every end of an open match) come once, with the last end.
 * A result other than 0 ends the scan, which returns it.
 */
typedef int pattern_visit(void *context, const struct detector *detector, unsigned pattern,
                          size_t end);

/* Fails: as `visit`; ERROR_TIMEOUT; ERROR_MEMORY; ERROR_INTERNAL. */
MUST_USE int patterns_scan(struct patterns *patterns, struct bytes text, struct deadline deadline,
                           pattern_visit *visit, void *context);

#endif
