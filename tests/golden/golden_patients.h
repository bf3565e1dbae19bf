/* The list of patients of all golden messages. */
#ifndef PHIMILTER_TESTS_GOLDEN_PATIENTS_H
#define PHIMILTER_TESTS_GOLDEN_PATIENTS_H

#include "core/attributes.h"

/* Makes "patients" and its key "patients.key" in the working directory. Fails: as
 * secret_key_create() and patient_list_builder_write(). */
MUST_USE int golden_patients_make(void);

#endif
