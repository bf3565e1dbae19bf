/*
 * Identifiers in HL7 v2 segments, where nothing but the field's number says
 * what a value is (HL7 version 2.5.1, chapters 2A, 3, 4, 6 and 7).
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_HL7_SEGMENT_H
#define PHIMILTER_SCANNER_IDENTIFIERS_HL7_SEGMENT_H

#include "scanner/detector.h"

extern const struct cue_table hl7_segment_names;

/* What a detector has among its patterns to be called for each segment. */
#define HL7_SEGMENT_PATTERN { .words = &hl7_segment_names, .place = WORD_CAPITAL }

/*
 * Reports what of Safe Harbor category `category` stands in the segment whose
 * name ends at `end`; nothing when a bar does not follow, or no line begins
 * with the name. Fails: as detector_report().
 */
MUST_USE int hl7_segment_read(const struct detector_text *text, size_t end, uint8_t category);

#endif
