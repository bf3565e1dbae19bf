/*
 * Exact data match: a site's own list of patients, made by phictl-edm(1),
 * looked up by value. What a value of a mail is compared by is its normal form
 * (scanner/patient_value.h) under a key; nothing of the list is ever in clear.
 *
 * The file is read into memory rather than mapped: an admin who copies a new
 * list over the old one must not change or cut what a message is compared with.
 *
 * Threads: read-only after opening, any thread.
 */
#ifndef PHIMILTER_SCANNER_PATIENT_LIST_H
#define PHIMILTER_SCANNER_PATIENT_LIST_H

#include "core/configuration.h"
#include "core/secret_key.h"
#include "scanner/patient_value.h"

struct patient_list;

/* No value is kept for more patients: the next ones who share it are not found by it. */
#define PATIENT_SHARE_LIMIT 64

/*
 * Opens scanner.patients with scanner.patients_key; *out is NULL, and that is
 * no failure, where the setting is "". Fails: ERROR_CONFIG (the list or its key
 * is missing, cut, damaged, of another key or a newer version), said in `why`
 * with the setting's file and line; ERROR_MEMORY, ERROR_CRYPTO.
 */
MUST_USE int patient_list_open(const struct configuration *configuration, struct diagnostics *why,
                               struct patient_list **out);
void patient_list_close(struct patient_list **list);

/* What the list says of itself. */
struct patient_list_facts {
	int64_t built; /* seconds since the epoch */
	uint64_t patients;
	uint64_t bytes;
	uint64_t values[PATIENT_FIELD_LIMIT]; /* kept, by field */
};
struct patient_list_facts patient_list_facts(const struct patient_list *list);

/* What the next two look for. */
uint64_t patient_list_hash(const struct patient_list *list, const struct patient_value *value);

enum patient_filter {
	PATIENT_FILTER_WORDS,  /* single words of names */
	PATIENT_FILTER_NAMES,  /* given and family name together */
	PATIENT_FILTER_VALUES, /* all values but names */
	PATIENT_FILTERS
};

/* What is asked for most has a small filter of its own, which stays in the processor's cache.
 * Whether the hash of such a value may be in the list: false is certain, true is
 * wrong for about one in two hundred. */
bool patient_list_may_hold(const struct patient_list *list, enum patient_filter filter,
                           uint64_t hash);

struct patient_entry {
	uint32_t patient; /* a number that stands for one patient of this list */
	uint8_t field;    /* enum patient_field */
	bool weak;        /* stands in mail by chance too: counts beside another of the patient's values */
};

/* The first `limit` patients who have the value; how many they are. */
size_t patient_list_find(const struct patient_list *list, uint64_t hash, struct patient_entry *out,
                         size_t limit);

#endif
