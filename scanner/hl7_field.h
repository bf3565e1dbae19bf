/*
 * Fields of HL7 v2 segments ("PID|1||482913^^^A||LEE^AN|") in a text: which
 * field a value stands in says what it is, as a label does elsewhere (HL7
 * version 2.5.1, chapter 2.5).
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_HL7_FIELD_H
#define PHIMILTER_SCANNER_HL7_FIELD_H

#include "scanner/label.h"

/* Number of the field in which `at` stands in a segment called `segment`, or in any
 * segment when that is NULL; 0 when it is none. */
unsigned hl7_field_number(struct bytes text, size_t at, const char *segment);

/*
 * The first component of field `number` of the segment whose name and first bar
 * ("PID|") end at `end`, as a value labelled `cue`. False when `end` is not
 * where a segment's fields begin, or the field is missing or empty.
 */
bool hl7_field_find(struct bytes text, size_t end, unsigned number, const char *cue,
                    struct labelled *out);

#endif
