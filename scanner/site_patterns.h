/*
 * Patterns a site defines in its configuration (scanner.patterns), for numbers
 * whose form only it knows: medical record numbers above all.
 *
 * They are one set of expressions (scanner/expressions.h), and no text is looked at
 * for it where there are none. One that matches the empty text or ordinary mail,
 * or that is slow, is refused with what was measured.
 *
 * Threads: read-only after creation, any thread.
 */
#ifndef PHIMILTER_SCANNER_SITE_PATTERNS_H
#define PHIMILTER_SCANNER_SITE_PATTERNS_H

#include "core/configuration.h"
#include "scanner/deadline.h"
#include "scanner/detector.h"

#define SITE_PATTERNS_LIMIT 64

/* What each pattern alone must reach on ordinary mail (data/ordinary-mail.txt): MB/s, CPU time. */
#define SITE_PATTERN_SPEED 250

/* Places of ordinary mail that a pattern may match, for each KB, without and with
 * cues: more is no pattern of numbers. */
#define SITE_PATTERN_PLACES 4
#define SITE_PATTERN_PLACES_CUED 16

struct site_patterns;

/*
 * *out is NULL, and that is no failure, where none are configured. Fails: ERROR_CONFIG, every
 * mistake said in `why` with file and line; ERROR_MEMORY, ERROR_INTERNAL.
 */
MUST_USE int site_patterns_create(const struct configuration *configuration, struct diagnostics *why,
                                  struct site_patterns **out);
void site_patterns_destroy(struct site_patterns **patterns);

/* Reports what matches in `text`. Fails: as expressions_scan() and detector_report(). */
MUST_USE int site_patterns_match(const struct site_patterns *patterns,
                                 const struct detector_text *text, struct deadline deadline);

#endif
