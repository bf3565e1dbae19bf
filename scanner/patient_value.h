/*
 * What a patient's data and a mail's text have in common: one normal form for
 * each kind of value, so that "(617) 555-0123" in a mail equals "6175550123"
 * in a list, and "LOPEZ-Cruz" equals "Lopez Cruz".
 *
 * Threads: pure functions.
 */
#ifndef PHIMILTER_SCANNER_PATIENT_VALUE_H
#define PHIMILTER_SCANNER_PATIENT_VALUE_H

#include "core/attributes.h"
#include "core/bytes.h"

/* Stored in lists: never reuse or change one, append instead; below 32. */
enum patient_field {
	PATIENT_NAME = 1, /* a given name and a family name together */
	PATIENT_BIRTH_DATE = 2,
	PATIENT_SSN = 3,
	PATIENT_MRN = 4,
	PATIENT_MEMBER_ID = 5,
	PATIENT_ACCOUNT = 6,
	PATIENT_LICENSE = 7,
	PATIENT_PHONE = 8,
	PATIENT_EMAIL = 9,
	PATIENT_STREET = 10,
	PATIENT_FIELD_LIMIT
};

/* As `phictl edm` spells it, "birth-date"; NULL for a number that is no field. */
const char *patient_field_name(unsigned field);

#define PATIENT_VALUE_LIMIT 128

/* A normal form; the first byte is its kind, so that a number is never taken for a name. */
struct patient_value {
	uint8_t data[PATIENT_VALUE_LIMIT];
	size_t length;
};

static inline struct bytes
patient_value_bytes(const struct patient_value *value)
{
	return bytes_make(value->data, value->length);
}

/* Shorter numbers, and numbers with fewer digits, stand in any mail and are not looked for. */
#define PATIENT_NUMBER_LEAST 5
#define PATIENT_NUMBER_DIGITS 4

/*
 * All of these are false, and `out` is undefined, for what is no such value or
 * one that tells nobody apart (one digit repeated).
 */

/* Letters and digits, upper case; leading zeros of a number without letters do not count. */
bool patient_value_number(struct bytes text, struct patient_value *out);

/* As the number it is without country code 1 and extension. */
bool patient_value_phone(struct bytes text, struct patient_value *out);

bool patient_value_email(struct bytes text, struct patient_value *out);
bool patient_value_date(unsigned year, unsigned month, unsigned day, struct patient_value *out);

/* House number and the first word of the street's own name: "12 N. Oak Ridge Rd #4" is 12 OAK. */
bool patient_value_street(struct bytes text, struct patient_value *out);

/* ---- names ----------------------------------------------------------------- */

#define PATIENT_WORD_LIMIT 48 /* bytes, folded */

/* A word of a name: letters with apostrophes and hyphens between them. */
struct patient_word {
	size_t start; /* bytes into the text */
	size_t end;   /* without a possessive 's */
	bool capital; /* begins with one, or is of a script without */
	struct patient_value value; /* letters without case, accents and joints; length 0 when too long */
};

/* Reads the word whose first letter is at `start`; false when there is no letter. */
bool patient_word_read(struct bytes text, size_t start, struct patient_word *out);

/* Whether `word` only joins names: "de", "van"; or is a label between two: "name". */
bool patient_word_joins(const struct patient_word *word);

/* The given name `given` with the family name `family`. */
void patient_value_name(const struct patient_value *given, const struct patient_value *family,
                        struct patient_value *out);

#endif
