/*
 * HL7 version 2 messages pasted into or attached to mail: what a field holds is
 * said by its number in its segment and by nothing near it.
 *
 * Threads: pure function.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_HL7_FIELDS_H
#define PHIMILTER_SCANNER_IDENTIFIERS_HL7_FIELDS_H

#include "scanner/detector.h"

/*
 * Reports the identifiers of all categories in the fields of every HL7 message
 * in the text, and nothing for other text. Fails: as detector_report().
 */
MUST_USE int hl7_fields_read(const struct detector_text *text);

#endif
