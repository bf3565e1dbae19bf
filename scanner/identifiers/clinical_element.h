/*
 * The elements and members that clinical documents name things by: HL7 CDA R2
 * and its US profile C-CDA, and FHIR (R4, R5) as XML or JSON. The same name says
 * the same in all of them, or nearly.
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_IDENTIFIERS_CLINICAL_ELEMENT_H
#define PHIMILTER_SCANNER_IDENTIFIERS_CLINICAL_ELEMENT_H

#include "core/bytes.h"
#include "core/identifier.h"

enum clinical_kind {
	CLINICAL_OTHER,
	CLINICAL_PERSON,     /* its name, or what a reference displays, is a person's */
	CLINICAL_NAME,
	CLINICAL_NAME_PART,  /* given, family */
	CLINICAL_STREET,
	CLINICAL_CITY,
	CLINICAL_COUNTY,
	CLINICAL_ZIP_CODE,
	CLINICAL_BIRTH,
	CLINICAL_DATE,
	CLINICAL_TELECOM,
	CLINICAL_ID,         /* CDA: root and extension */
	CLINICAL_IDENTIFIER, /* FHIR: system, value, type */
	CLINICAL_CLASS,      /* FHIR: of a coverage: its group, its plan */
	CLINICAL_TYPE,       /* of an identifier: what stands in it is of what it stands in */
	CLINICAL_NUMBER,     /* its value is one by the element's name alone */
	CLINICAL_EXTENSION,  /* FHIR: what its url names */
	CLINICAL_RESOURCE,   /* JSON's resourceType */
	CLINICAL_VALUE,      /* what stands in these is of what they stand in */
	CLINICAL_SYSTEM,
	CLINICAL_CODE,
	CLINICAL_LABEL,
};

/* Who the people in an element are, until one within it says otherwise. */
enum clinical_holder {
	CLINICAL_NOBODY, /* not said */
	CLINICAL_PATIENT, /* or who belongs to them: guardian, next of kin, subscriber */
	CLINICAL_PROVIDER,
	CLINICAL_ORGANIZATION,
};

struct clinical_element {
	const char *name; /* the cue that findings tell */
	uint8_t kind;     /* enum clinical_kind */
	uint8_t holder;   /* enum clinical_holder */
	uint8_t number;   /* enum identifier_type: what numbers in it are that say nothing else of themselves; 0 for none */
};

/* What is known of `name`, without its namespace's prefix and case; never NULL. */
const struct clinical_element *clinical_element_find(struct bytes name);

#endif
