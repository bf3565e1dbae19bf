#include "scanner/patient_list.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "core/configuration_files.h"
#include "core/error.h"
#include "core/input_file.h"
#include "scanner/patient_file.h"

#define SETTING "scanner.patients"

#define LARGE_PAGE ((off_t)2 * 1024 * 1024)

struct patient_list {
	struct buffer file;
	struct patient_file_header header;
	struct patient_keys keys;
	const uint64_t *filters[PATIENT_FILTERS];
	const uint64_t *tags;
	const uint32_t *rows;
};

int
patient_keys_derive(const struct secret_key *key, struct patient_keys *out)
{
	struct bytes secret = bytes_make(key->bytes, sizeof(key->bytes));
	uint8_t derived[CRYPTO_KEY_SIZE];

	int err = crypto_derive(secret, "phimilter patient list hash", derived);
	if (err == 0) {
		out->hash = keyed_hash_make(derived);
		err = crypto_derive(secret, "phimilter patient list check", derived);
	}
	if (err == 0) {
		memcpy(out->check, derived, sizeof(out->check));
		err = crypto_derive(secret, "phimilter patient list mac", out->mac);
	}
	explicit_bzero(derived, sizeof(derived));
	return err;
}

/* ---- opening ------------------------------------------------------------------- */

static int
list_refuse(const struct configuration *configuration, struct diagnostics *why, const char *problem)
{
	return configuration_complain(configuration, SETTING, why, "\"%s\" %s",
	                              configuration->scanner.patients, problem);
}

/*
 * Makes room for all of a large list in large pages: looking up goes all over
 * it, and would miss the processor's table of small ones each time. That there
 * are none is no failure.
 */
static int
file_make_room(struct buffer *file, const char *path)
{
	struct stat status;

	if (stat(path, &status) != 0 || status.st_size < LARGE_PAGE || status.st_size >= (off_t)file->limit)
		return 0; /* input_file_read() will say what is wrong */
	int err = buffer_reserve(file, (size_t)status.st_size + LARGE_PAGE);
	if (err == 0) {
		uintptr_t start = ((uintptr_t)file->data + LARGE_PAGE - 1) & ~(uintptr_t)(LARGE_PAGE - 1);
		uintptr_t end = (uintptr_t)file->data + file->capacity;
		(void)madvise((void *)start, (end - start) & ~(uintptr_t)(LARGE_PAGE - 1), MADV_HUGEPAGE);
	}
	return err;
}

static int
file_read(struct patient_list *list, const struct configuration *configuration,
          struct diagnostics *why)
{
	list->file = buffer_make(PATIENT_FILE_LIMIT);
	int err = file_make_room(&list->file, configuration->scanner.patients);
	if (err == 0)
		err = configuration_file_read(configuration, configuration->scanner.patients, &list->file);
	if (err == 0 || err == ERROR_MEMORY)
		return err;
	return configuration_complain(configuration, SETTING, why,
	                              "\"%s\" cannot be read: %s; make a list with: phictl edm build",
	                              configuration->scanner.patients, input_file_problem(err));
}

/* Bytes that the header says the file has; 0 when its numbers contradict each other. */
static uint64_t
header_size(const struct patient_file_header *header)
{
	const uint64_t most = PATIENT_FILE_LIMIT / sizeof(uint64_t);

	if (header->slots == 0 || header->slots > most || header->patients > PATIENT_ROW_PATIENTS)
		return 0;
	uint64_t size = sizeof(*header) + header->slots * (sizeof(uint64_t) + sizeof(uint32_t));
	for (size_t i = 0; i < PATIENT_FILTERS; i++) {
		if (header->filter_words[i] == 0 || header->filter_words[i] > most)
			return 0;
		size += header->filter_words[i] * sizeof(uint64_t);
	}
	return size == header->file_size ? size : 0;
}

/* Why the file cannot be this phimilter's; NULL when it can. */
static const char *
header_problem(const struct patient_list *list)
{
	const struct patient_file_header *header = &list->header;
	size_t length = list->file.length;

	if (length < sizeof(header->magic) ||
	    memcmp(list->file.data, PATIENT_FILE_MAGIC, sizeof(header->magic)) != 0)
		return "is no list of patients; make one with: phictl edm build";
	if (length < sizeof(*header))
		return "is cut off; build or copy it again";
	if (header->byte_order != PATIENT_FILE_ORDER)
		return "was built on a machine of another kind; build it again on this one";
	if (header->version > PATIENT_FILE_VERSION)
		return "was built by a newer phimilter; build it again with this one's phictl";
	if (header->version != PATIENT_FILE_VERSION)
		return "was built by an older phimilter; build it again with this one's phictl";
	if (length < header->file_size)
		return "is cut off; build or copy it again";
	if (memcmp(header->key_check, list->keys.check, sizeof(header->key_check)) != 0)
		return "was built with another key than scanner.patients_key";
	return length == header_size(header) ? NULL : "is damaged; build or copy it again";
}

/* The checksum over everything; one that was changed on purpose fails too. */
static int
mac_check(const struct patient_list *list, bool *good)
{
	struct patient_file_header plain = list->header;
	uint8_t mac[CRYPTO_DIGEST_SIZE];

	memset(plain.mac, 0, sizeof(plain.mac));
	const struct bytes parts[] = {
		bytes_make(&plain, sizeof(plain)),
		bytes_slice(buffer_bytes(&list->file), sizeof(plain), SIZE_MAX),
	};
	int err = crypto_mac(list->keys.mac, parts, ARRAY_LENGTH(parts), mac);
	*good = err == 0 && memcmp(mac, list->header.mac, sizeof(mac)) == 0;
	return err;
}

static int
list_check(struct patient_list *list, const struct configuration *configuration,
           struct diagnostics *why)
{
	bool good;

	if (list->file.length >= sizeof(list->header))
		memcpy(&list->header, list->file.data, sizeof(list->header));
	const char *problem = header_problem(list);
	if (problem != NULL)
		return list_refuse(configuration, why, problem);
	int err = mac_check(list, &good);
	if (err != 0)
		return err;
	if (!good)
		return list_refuse(configuration, why, "is damaged; build or copy it again");
	/* The header's size and each table's but the last are multiples of eight. */
	const uint64_t *table = (const void *)(list->file.data + sizeof(list->header));
	for (size_t i = 0; i < PATIENT_FILTERS; i++) {
		list->filters[i] = table;
		table += list->header.filter_words[i];
	}
	list->tags = table;
	list->rows = (const void *)(list->tags + list->header.slots);
	return 0;
}

static int
key_read(const struct configuration *configuration, struct diagnostics *why, struct patient_keys *out)
{
	struct secret_key key;
	int err = secret_key_read_file(configuration, "scanner.patients_key",
	                               configuration->scanner.patients_key, why, &key);

	if (err == ERROR_KEY)
		return ERROR_CONFIG;
	if (err == 0)
		err = patient_keys_derive(&key, out);
	secret_key_wipe(&key);
	return err;
}

int
patient_list_open(const struct configuration *configuration, struct diagnostics *why,
                  struct patient_list **out)
{
	*out = NULL;
	if (configuration->scanner.patients[0] == '\0')
		return 0;
	struct patient_list *list = calloc(1, sizeof(*list));
	if (list == NULL)
		return ERROR_MEMORY;
	int err = key_read(configuration, why, &list->keys);
	if (err == 0)
		err = file_read(list, configuration, why);
	if (err == 0)
		err = list_check(list, configuration, why);
	if (err != 0)
		patient_list_close(&list);
	*out = list;
	return err;
}

void
patient_list_close(struct patient_list **list)
{
	if (list == NULL || *list == NULL)
		return;
	buffer_release(&(*list)->file);
	explicit_bzero(&(*list)->keys, sizeof((*list)->keys));
	free(*list);
	*list = NULL;
}

struct patient_list_facts
patient_list_facts(const struct patient_list *list)
{
	struct patient_list_facts facts = {
		.built = list->header.built,
		.patients = list->header.patients,
		.bytes = list->file.length,
	};

	memcpy(facts.values, list->header.values, sizeof(facts.values));
	return facts;
}

/* ---- looking up ------------------------------------------------------------------ */

uint64_t
patient_list_hash(const struct patient_list *list, const struct patient_value *value)
{
	return keyed_hash_compute(&list->keys.hash, patient_value_bytes(value));
}

bool
patient_list_may_hold(const struct patient_list *list, enum patient_filter filter, uint64_t hash)
{
	uint64_t bits = patient_filter_bits(hash);
	size_t word = patient_place(hash, list->header.filter_words[filter]);

	return (list->filters[filter][word] & bits) == bits;
}

/* The slot that has `tag`, or SIZE_MAX. */
static size_t
slot_find(const struct patient_list *list, uint64_t tag)
{
	size_t slot = patient_place(tag, list->header.slots);

	for (size_t steps = 0; steps < list->header.slots; steps++) {
		if (list->tags[slot] == tag)
			return slot;
		if (list->tags[slot] == 0)
			return SIZE_MAX;
		slot = slot + 1 < list->header.slots ? slot + 1 : 0;
	}
	return SIZE_MAX;
}

size_t
patient_list_find(const struct patient_list *list, uint64_t hash, struct patient_entry *out,
                  size_t limit)
{
	size_t count = 0;

	for (; count < limit; count++) {
		size_t slot = slot_find(list, patient_tag(&list->keys, hash, (uint32_t)count));
		if (slot == SIZE_MAX)
			break;
		uint32_t row = list->rows[slot] ^ patient_row_mask(&list->keys, hash, (uint32_t)count);
		out[count] = (struct patient_entry){
			.patient = row & (PATIENT_ROW_PATIENTS - 1),
			.field = row >> PATIENT_ROW_FIELD_SHIFT & 31,
			.weak = row & PATIENT_ROW_WEAK,
		};
	}
	return count;
}
