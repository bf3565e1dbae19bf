/*
 * Regular expressions, all together as one Hyperscan database: block mode, no
 * start of match, bytes not characters. Beside site_regex.c the only file that
 * includes hs.h.
 *
 * Only a site's patterns (scanner/site_patterns.h) are expressions: the detectors'
 * are words (scanner/word_patterns.h) and shapes (scanner/shape_patterns.h), which cost
 * less, so that without a site's patterns no text goes through an automaton.
 *
 * A long text is scanned in pieces that overlap by the width of the widest
 * expression allowed, so that the deadline is looked at in between and no match
 * is lost at a seam.
 *
 * Threads: scan from any thread at once. Each running scan borrows a scratch
 * space from a pool that grows to the number of scans that ever ran together.
 */
#ifndef PHIMILTER_SCANNER_EXPRESSIONS_H
#define PHIMILTER_SCANNER_EXPRESSIONS_H

#include "core/attributes.h"
#include "core/bytes.h"
#include "core/diagnostics.h"
#include "scanner/deadline.h"

/* No expression may match more bytes than this; expressions_create() refuses one that could. */
#define EXPRESSION_WIDTH_LIMIT 512

struct expression {
	const char *name; /* for complaints */
	const char *text; /* Hyperscan syntax */
	bool nocase;
};

struct expressions;

/*
 * Compiles `count` expressions, one at least. Fails: ERROR_MEMORY; ERROR_INTERNAL when
 * one is refused, which `why` then names.
 */
MUST_USE int expressions_create(const struct expression *list, size_t count, struct diagnostics *why,
                                struct expressions **out);
void expressions_destroy(struct expressions **expressions);

/*
 * Called for each match: expression number `index` ends just before byte `end`.
 * Matches of one expression whose ends follow one another (Hyperscan reports
 * every end of an open match) come once, with the last end.
 * A result other than 0 ends the scan, which returns it.
 */
typedef int expression_visit(void *context, size_t index, size_t end);

/* Fails: as `visit`; ERROR_TIMEOUT; ERROR_MEMORY; ERROR_INTERNAL. */
MUST_USE int expressions_scan(struct expressions *expressions, struct bytes text, struct deadline deadline,
                              expression_visit *visit, void *context);

#endif
