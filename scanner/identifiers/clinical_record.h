/*
 * Identifiers in clinical documents that people attach and paste, whole or in
 * pieces: HL7 CDA (C-CDA) and FHIR as XML, FHIR as JSON. Nothing but the
 * element or member in which a value stands says what it is, and whose.
 *
 * No XML or JSON library reads them: a document that is broken, cut, quoted or in
 * the midst of a letter is to be read as well, and findings need their place in
 * the text, which trees of such libraries do not keep. Nothing that makes XML
 * dangerous is done: no entities, no fetching, one pass, one depth limit.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_CLINICAL_RECORD_H
#define PHIMILTER_SCANNER_IDENTIFIERS_CLINICAL_RECORD_H

#include "scanner/detector.h"

/* Names of elements and members by which such a document is told, behind the < or " of each. */
extern const struct cue_table clinical_record_names;
#define CLINICAL_RECORD_PATTERN { .words = &clinical_record_names, .place = WORD_IN_MARKUP }

/* For confirm(): a name of the table ends at `end`. */
void clinical_record_notice(const struct detector_text *text, size_t end);

/*
 * For read_text(): reports the identifiers of all categories in the text, if
 * something was noticed there. Fails: as detector_report().
 */
MUST_USE int clinical_record_read(const struct detector_text *text);

/* As XML, and as JSON. */
MUST_USE int clinical_xml_read(const struct detector_text *text);
MUST_USE int clinical_json_read(const struct detector_text *text);

#endif
