/*
 * The file that holds a list of patients, as phictl-edm(1) makes it and the
 * scanner reads it.
 *
 *	header | filters (uint64_t each) | tags (uint64_t each) | rows (uint32_t each)
 *
 * Numbers are in the byte order of the machine that made it, so that the file
 * can be used where it lies. Nothing in it can be read without the key:
 *
 * Each value is hashed, h = H(normal form), H being SipHash under a key derived
 * from the list's. The k-th patient who has the value has the tag H(h, k), at
 * or behind slot tag * slots / 2^64 of the table, and in its row who that is and
 * which field, masked with H(h, 2^32 + k). So a value that many share leaves no
 * two equal tags, and no two rows tell that they belong to one patient.
 *
 * The filters answer most questions with one memory access: a word of 64 bits
 * holds four for each value.
 *
 * Threads: constants and pure functions.
 */
#ifndef PHIMILTER_SCANNER_PATIENT_FILE_H
#define PHIMILTER_SCANNER_PATIENT_FILE_H

#include "core/keyed_hash.h"
#include "core/secret_key.h"
#include "scanner/patient_list.h"

#define PATIENT_FILE_MAGIC "phi-edm\n"
#define PATIENT_FILE_VERSION 1
#define PATIENT_FILE_ORDER UINT32_C(0x01020304)
#define PATIENT_FILE_LIMIT ((size_t)4 << 30)
#define PATIENT_FILE_CHECK_SIZE 16

struct patient_file_header {
	char magic[8];
	uint32_t version;
	uint32_t byte_order;
	uint64_t file_size;
	uint8_t key_check[PATIENT_FILE_CHECK_SIZE];
	int64_t built; /* seconds since the epoch */
	uint64_t patients;
	uint64_t filter_words[PATIENT_FILTERS];
	uint64_t slots;
	uint64_t values[32]; /* by enum patient_field */
	uint8_t mac[CRYPTO_DIGEST_SIZE]; /* HMAC-SHA-256 of all else */
};
_Static_assert(sizeof(struct patient_file_header) == 376, "the header has no holes");

/* A row of the table, unmasked. */
#define PATIENT_ROW_WEAK (UINT32_C(1) << 31)
#define PATIENT_ROW_FIELD_SHIFT 26
#define PATIENT_ROW_PATIENTS (UINT32_C(1) << PATIENT_ROW_FIELD_SHIFT)

/* What is derived from the list's key. */
struct patient_keys {
	struct keyed_hash hash;
	uint8_t mac[CRYPTO_KEY_SIZE];
	uint8_t check[PATIENT_FILE_CHECK_SIZE];
};

/* Fails: ERROR_CRYPTO. */
MUST_USE int patient_keys_derive(const struct secret_key *key, struct patient_keys *out);

static inline uint64_t
patient_tag(const struct patient_keys *keys, uint64_t hash, uint32_t k)
{
	uint64_t tag = keyed_hash_pair(&keys->hash, hash, k);

	return tag == 0 ? 1 : tag; /* 0 is an empty slot */
}

static inline uint32_t
patient_row_mask(const struct patient_keys *keys, uint64_t hash, uint32_t k)
{
	return (uint32_t)keyed_hash_pair(&keys->hash, hash, (UINT64_C(1) << 32) + k);
}

/* A hash as a place among `count`. */
static inline size_t
patient_place(uint64_t hash, uint64_t count)
{
	return (size_t)((unsigned __int128)hash * count >> 64);
}

static inline uint64_t
patient_filter_bits(uint64_t hash)
{
	return UINT64_C(1) << (hash & 63) | UINT64_C(1) << (hash >> 6 & 63) |
	       UINT64_C(1) << (hash >> 12 & 63) | UINT64_C(1) << (hash >> 18 & 63);
}

#endif
