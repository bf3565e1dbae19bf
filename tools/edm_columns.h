/*
 * What a column of a table of patients holds, by its heading.
 * Threads: pure functions.
 */
#ifndef PHIMILTER_TOOLS_EDM_COLUMNS_H
#define PHIMILTER_TOOLS_EDM_COLUMNS_H

#include "core/bytes.h"
#include "scanner/patient_value.h"

/* Columns are the fields of a list, and the parts of a name. */
enum edm_column {
	EDM_COLUMN_NONE = 0,
	EDM_COLUMN_GIVEN = PATIENT_FIELD_LIMIT,
	EDM_COLUMN_FAMILY,
	EDM_COLUMN_LIMIT
};

/*
 * What `heading` means: an enum patient_field or one of the above, and
 * EDM_COLUMN_NONE for all else. Case, spaces and punctuation do not matter, nor
 * does "patient" in front or a number behind: "Patient_Last Name", "Phone 2".
 */
unsigned edm_column_find(struct bytes heading);

/* "given-name", "mrn"; for complaints. */
const char *edm_column_name(unsigned column);

#endif
