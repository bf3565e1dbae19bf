/*
 * Making a list of patients (scanner/patient_list.h): values go in one
 * patient after the other and are hashed at once; none is kept.
 *
 * Ownership: the caller's. Threads: one at a time.
 */
#ifndef PHIMILTER_SCANNER_PATIENT_LIST_BUILDER_H
#define PHIMILTER_SCANNER_PATIENT_LIST_BUILDER_H

#include <sys/types.h>

#include "core/secret_key.h"
#include "scanner/patient_value.h"

/*
 * A number or e-mail address that more patients have is a stopgap ("999999999",
 * "none@example.com") or a nursing home's, and is left out.
 */
#define PATIENT_STOPGAP_LIMIT 20

/*
 * Where of all numbers of so many digits more than one in this many is in the
 * list, such a number in a mail may be any other: it counts beside another
 * value of the same patient, or where the text says what it is.
 */
#define PATIENT_DENSITY 1000

struct patient_list_builder;

/* Fails: ERROR_MEMORY, ERROR_CRYPTO. */
MUST_USE int patient_list_builder_create(const struct secret_key *key,
                                         struct patient_list_builder **out);
void patient_list_builder_destroy(struct patient_list_builder **builder);

/* The values added from now on are the next patient's. Fails: ERROR_LIMIT (2^26 patients). */
MUST_USE int patient_list_builder_next(struct patient_list_builder *builder);

/*
 * Adds one value of any field but PATIENT_NAME. Fails: ERROR_INVALID for what is no
 * such value or tells nobody apart; ERROR_MEMORY.
 */
MUST_USE int patient_list_builder_add(struct patient_list_builder *builder,
                                      enum patient_field field, struct bytes text);

/* Adds a name, in all the ways it is likely to be written. Fails: as above. */
MUST_USE int patient_list_builder_add_name(struct patient_list_builder *builder,
                                           struct bytes given, struct bytes family);

struct patient_list_counts {
	uint64_t patients;
	uint64_t values;   /* in the list */
	uint64_t stopgaps; /* distinct values left out: PATIENT_STOPGAP_LIMIT */
	uint64_t weak;     /* distinct numbers that count beside another value only */
};

/*
 * Writes the list to `path` as durable_file_replace() does. The builder can
 * only be destroyed then. Fails: ERROR_IO, ERROR_MEMORY, ERROR_CRYPTO, ERROR_LIMIT.
 */
MUST_USE int patient_list_builder_write(struct patient_list_builder *builder, const char *path,
                                        uid_t owner, int64_t now, struct patient_list_counts *counts);

#endif
