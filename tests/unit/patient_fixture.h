/* A list of made-up patients in a folder of its own, with its key and the settings that name them. */
#ifndef PHIMILTER_TESTS_PATIENT_FIXTURE_H
#define PHIMILTER_TESTS_PATIENT_FIXTURE_H

#include "core/configuration.h"
#include "scanner/patient_list_builder.h"

struct patient_fixture {
	char folder[64];
	char list[96];
	char key[96];
	struct configuration *configuration;
};

/* A patient as a table would have it; NULL for what is not known. */
struct patient_row {
	const char *given, *family, *birth, *ssn, *mrn, *member, *phone, *email, *street;
};

/* Builds the list; "test.conf" stands for the configuration's file. */
struct patient_fixture patient_fixture_make(const struct patient_row *rows, size_t count,
                                            struct patient_list_counts *counts);
void patient_fixture_release(struct patient_fixture *fixture);

#endif
