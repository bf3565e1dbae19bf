/*
 * What a number in a clinical document is, by who gave it out and by what kind
 * its document calls it.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_CLINICAL_NUMBER_H
#define PHIMILTER_SCANNER_IDENTIFIERS_CLINICAL_NUMBER_H

#include "core/bytes.h"
#include "core/identifier.h"

/* What is said of a number; empty where nothing is. */
struct clinical_origin {
	struct bytes system; /* an OID, with or without "urn:oid:", or a URL */
	struct bytes code;   /* of HL7 table 0203, or of a coverage's class */
	struct bytes label;  /* for people: "Medical Record Number" */
};

/* An identifier type, or 0 when nothing known is said. */
unsigned clinical_number_type(const struct clinical_origin *origin);

#endif
