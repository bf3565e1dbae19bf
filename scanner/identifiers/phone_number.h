/*
 * Telephone and fax numbers look alike; what stands beside one decides. The
 * detector of telephone numbers finds numbers by their shape, and reports each
 * as what it is; from labels each of the two finds its own.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_PHONE_NUMBER_H
#define PHIMILTER_SCANNER_IDENTIFIERS_PHONE_NUMBER_H

#include "scanner/identifiers/report.h"

/* The first patterns of the detector of telephone numbers; its labels follow. */
#define PHONE_NUMBER_PATTERNS \
	{ .shape = "\\d{3,}[-. )/]{1,3}\\d{3}[-. ]{1,3}\\d{4}" }, \
	{ .shape = "\\+ ?\\(?[1-9]" }, \
	{ .shape = "\\d+[- ,(]{1,3}[fomchwpd][afoeh][xfblmros]", .nocase = true }
#define PHONE_NUMBER_PATTERN_COUNT 3

/*
 * confirm() for those patterns: reports the number as IDENTIFIER_PHONE or
 * IDENTIFIER_FAX, with an extension if it has one.
 */
MUST_USE int phone_number_confirm(const struct detector_text *text, unsigned pattern, size_t end);

/* label_take for the labels of `type`: also takes bare digits and local formats. */
MUST_USE int phone_number_take(const struct detector_text *text, const struct labelled *value,
                               enum identifier_type type, size_t *end);

extern const struct cue_table phone_number_phone_cues;
extern const struct cue_table phone_number_fax_cues;

/* Those of them that a number may follow at some distance. */
extern const struct cue_table phone_number_phone_labels;
extern const struct cue_table phone_number_fax_labels;

#endif
