/*
 * What the two halves of scanner/patient_list_builder.h share:
 * patient_list_builder.c takes values in, patient_list_write.c makes the file.
 */
#ifndef PHIMILTER_SCANNER_PATIENT_LIST_PARTS_H
#define PHIMILTER_SCANNER_PATIENT_LIST_PARTS_H

#include "scanner/patient_file.h"
#include "scanner/patient_list_builder.h"

/* One value of one patient. */
struct list_item {
	uint64_t hash;
	uint32_t patient;
	uint8_t field;
	bool number;    /* made by patient_value_number() */
	uint8_t digits; /* of a number without letters; 0 for all else */
	bool weak;
};

struct patient_list_builder {
	struct patient_keys keys;
	uint32_t patients;
	struct list_item *items;
	size_t item_count;
	size_t item_capacity;
	uint64_t *words; /* hashes of single words of names */
	size_t word_count;
	size_t word_capacity;
};

#endif
