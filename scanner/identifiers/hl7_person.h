/*
 * Names and addresses in HL7 v2 segments, where nothing but the field's number
 * says what a value is (HL7 version 2.5.1, chapters 2A, 3, 4 and 6).
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_HL7_PERSON_H
#define PHIMILTER_SCANNER_IDENTIFIERS_HL7_PERSON_H

#include "scanner/detector.h"

/* Segments that hold names or addresses: a pattern that ends behind the first bar. */
#define HL7_PERSON_PATTERN { "\\b(?:PID|NK1|GT1|IN1|PV1|ORC|OBR|MRG)\\|", false }

/* Report what the segment's fields hold whose first bar ends at `end`. Fail: as detector_report(). */
MUST_USE int hl7_person_names(const struct detector_text *text, size_t end);
MUST_USE int hl7_person_places(const struct detector_text *text, size_t end);

#endif
