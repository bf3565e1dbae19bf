/*
 * Identifiers in the segments of HL7 v2 ("PID|1||482913") and X12 ("NM1*IL*1*")
 * messages, and in the properties of cards and appointments ("ADR:;;12 Elm St"),
 * that people paste and attach: nothing but the place in the segment says what a
 * value is.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_SEGMENT_H
#define PHIMILTER_SCANNER_IDENTIFIERS_SEGMENT_H

#include "scanner/detector.h"

/* No segment is followed further, in bytes. */
#define SEGMENT_ELEMENT_REACH 512

extern const struct cue_table segment_names;

/* What a detector has among its patterns to be called for each segment. */
#define SEGMENT_PATTERN { .words = &segment_names, .place = WORD_CAPITAL }

/*
 * Reports what of Safe Harbor category `category` stands in the segment whose
 * name ends at `end`; nothing when it is none. Fails: as detector_report().
 */
MUST_USE int segment_read(const struct detector_text *text, size_t end, uint8_t category);

/* The same behind the bar of an HL7 segment (version 2.5.1, chapters 2A, 3, 4, 6 and 7) ... */
MUST_USE int hl7_segment_read(const struct detector_text *text, size_t end, uint8_t category);

/* ... and behind the asterisk of an X12 one (005010X222 and X223, X279, X212). */
MUST_USE int x12_segment_read(const struct detector_text *text, size_t end, uint8_t category);

/* ... and of a property of a vCard (RFC 6350) or iCalendar (RFC 5545). */
MUST_USE int card_property_read(const struct detector_text *text, size_t end, uint8_t category);

#endif
