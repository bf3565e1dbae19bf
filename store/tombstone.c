#include "store/tombstone.h"

#include <endian.h>

#include "core/error.h"
#include "store/audit_log.h"
#include "store/record_codec.h"
#include "store/slice.h"

#define SEQUENCE_SIZE sizeof(uint64_t)
#define KEY_SIZE (SEQUENCE_SIZE + 1)

/* What follows the sequence. */
enum key_mark { MARK_TOMBSTONE = 1, MARK_RESEALED = 2 };

#define LINKS_SIZE ((size_t)2 * CRYPTO_DIGEST_SIZE) /* previous | hash */

/* Class, basis and id, and ample room for the rest. */
#define TOMBSTONE_SIZE_LIMIT ((size_t)256 * 1024)

struct tombstone_place {
	uint8_t memory[KEY_SIZE + LINKS_SIZE];
};

static struct bytes
key_make(uint64_t sequence, enum key_mark mark, struct tombstone_key *memory)
{
	uint64_t number = htobe64(sequence);

	memcpy(memory->memory, &number, SEQUENCE_SIZE);
	memory->memory[SEQUENCE_SIZE] = (uint8_t)mark;
	return bytes_make(memory->memory, sizeof(memory->memory));
}

static uint64_t
key_sequence(struct bytes key, enum key_mark mark)
{
	uint64_t number;

	if (key.length != KEY_SIZE || key.data[SEQUENCE_SIZE] != mark)
		return 0;
	memcpy(&number, key.data, SEQUENCE_SIZE);
	return be64toh(number);
}

struct bytes
tombstone_key_make(uint64_t sequence, struct tombstone_key *memory)
{
	return key_make(sequence, MARK_TOMBSTONE, memory);
}

uint64_t
tombstone_sequence(struct bytes key)
{
	return key_sequence(key, MARK_TOMBSTONE);
}

struct bytes
resealed_key_make(uint64_t sequence, struct tombstone_key *memory)
{
	return key_make(sequence, MARK_RESEALED, memory);
}

uint64_t
resealed_sequence(struct bytes key)
{
	return key_sequence(key, MARK_RESEALED);
}

const uint8_t *
tombstone_hash(struct bytes row)
{
	return row.length < LINKS_SIZE ? NULL : row.data + CRYPTO_DIGEST_SIZE;
}

static struct bytes
place_make(struct bytes key, struct bytes links, struct tombstone_place *memory)
{
	memcpy(memory->memory, key.data, KEY_SIZE);
	memcpy(memory->memory + KEY_SIZE, links.data, LINKS_SIZE);
	return bytes_make(memory->memory, sizeof(memory->memory));
}

/* Appends previous and hash of a record's own row. */
static int
links_of_row(uint64_t sequence, struct bytes row, struct buffer *out)
{
	uint8_t hash[CRYPTO_DIGEST_SIZE];

	int err = audit_row_hash(sequence, row, hash);
	if (err == 0)
		err = buffer_append(out, bytes_slice(row, 0, CRYPTO_DIGEST_SIZE));
	return err == 0 ? buffer_append(out, bytes_make(hash, sizeof(hash))) : err;
}

/* The same for the record `sequence`, whichever row it has. */
static int
links_of(struct database_transaction *transaction, uint64_t sequence, struct buffer *out)
{
	struct tombstone_key anew;
	struct audit_key key;
	struct bytes row;

	if (database_get(transaction, DATABASE_AUDIT, audit_key_make(sequence, &key), &row))
		return links_of_row(sequence, row, out);
	if (!database_get(transaction, DATABASE_AUDIT, resealed_key_make(sequence, &anew), &row))
		return transaction->error != 0 ? transaction->error : ERROR_NOT_FOUND;
	return row.length < LINKS_SIZE ? ERROR_CORRUPT :
	                                 buffer_append(out, bytes_slice(row, 0, LINKS_SIZE));
}

/* Appends `plain`, sealed, to the links that are in `row`. */
static int
stand_in_seal(const struct store_keys *keys, struct bytes key, struct bytes plain,
              struct buffer *row)
{
	struct tombstone_place place;

	return keyring_seal(keys, STORE_SEAL_AUDIT, place_make(key, buffer_bytes(row), &place), plain,
	                    row);
}

void
tombstone_put(struct database_transaction *transaction, const struct store_keys *keys,
              const struct record *tombstone)
{
	struct buffer row = buffer_make(TOMBSTONE_SIZE_LIMIT), plain = buffer_make(TOMBSTONE_SIZE_LIMIT);
	struct tombstone_key memory, anew;
	struct audit_key replaced;
	struct bytes key = tombstone_key_make(tombstone->sequence, &memory);

	int err = record_encode(tombstone, &plain);
	if (err == 0)
		err = links_of(transaction, tombstone->sequence, &row);
	if (err == 0)
		err = stand_in_seal(keys, key, buffer_bytes(&plain), &row);
	database_fail(transaction, err);
	database_put(transaction, DATABASE_AUDIT, key, buffer_bytes(&row));
	database_delete(transaction, DATABASE_AUDIT, audit_key_make(tombstone->sequence, &replaced));
	database_delete(transaction, DATABASE_AUDIT, resealed_key_make(tombstone->sequence, &anew));
	buffer_release(&plain);
	buffer_release(&row);
}

static int
stand_in_open(const struct store_keys *keys, struct bytes key, struct bytes row,
              struct buffer *out)
{
	struct tombstone_place place;

	if (row.length < LINKS_SIZE)
		return ERROR_CORRUPT;
	return keyring_open(keys, STORE_SEAL_AUDIT, place_make(key, row, &place),
	                    bytes_slice(row, LINKS_SIZE, SIZE_MAX), out);
}

int
tombstone_open(const struct store_keys *keys, uint64_t sequence, struct bytes row,
               struct buffer *out)
{
	struct tombstone_key key;

	return stand_in_open(keys, tombstone_key_make(sequence, &key), row, out);
}

int
resealed_open(const struct store_keys *keys, uint64_t sequence, struct bytes row,
              struct buffer *out)
{
	struct tombstone_key key;

	return stand_in_open(keys, resealed_key_make(sequence, &key), row, out);
}

/* ---- sealing anew --------------------------------------------------------------- */

/* A record's own row makes way for one that keeps its links. */
static int
record_reseal(struct database_transaction *transaction, const struct store_keys *keys,
              uint64_t sequence, const struct slice_row *from, struct buffer *plain,
              struct buffer *row)
{
	const uint8_t *previous = audit_row_previous(from->value);
	struct tombstone_key memory;
	struct bytes key = resealed_key_make(sequence, &memory);

	if (previous == NULL)
		return ERROR_CORRUPT;
	int err = audit_row_open(keys, sequence, previous, from->value, plain);
	if (err == 0)
		err = links_of_row(sequence, from->value, row);
	if (err == 0)
		err = stand_in_seal(keys, key, buffer_bytes(plain), row);
	if (err != 0)
		return err;
	database_delete(transaction, DATABASE_AUDIT, from->key);
	database_put(transaction, DATABASE_AUDIT, key, buffer_bytes(row));
	return 0;
}

static int
stand_in_again(struct database_transaction *transaction, const struct store_keys *keys,
               const struct slice_row *from, struct buffer *plain, struct buffer *row, bool *changed)
{
	struct tombstone_place place;

	if (from->value.length < LINKS_SIZE)
		return ERROR_CORRUPT;
	int err = keyring_open_newest(keys, STORE_SEAL_AUDIT, place_make(from->key, from->value, &place),
	                              bytes_slice(from->value, LINKS_SIZE, SIZE_MAX), plain);
	*changed = err == ERROR_CORRUPT;
	if (err != ERROR_CORRUPT)
		return err;
	err = stand_in_open(keys, from->key, from->value, plain);
	if (err == 0)
		err = buffer_append(row, bytes_slice(from->value, 0, LINKS_SIZE));
	if (err == 0)
		err = stand_in_seal(keys, from->key, buffer_bytes(plain), row);
	if (err == 0)
		database_put(transaction, DATABASE_AUDIT, from->key, buffer_bytes(row));
	return err;
}

int
stand_in_reseal(struct database_transaction *transaction, const struct store_keys *keys,
                const struct slice_row *row, bool *changed)
{
	struct buffer plain = buffer_make(RECORD_SIZE_LIMIT);
	struct buffer anew = buffer_make(LINKS_SIZE + CRYPTO_SEAL_OVERHEAD + RECORD_SIZE_LIMIT);
	uint64_t own = audit_row_sequence(row->key);
	int err = ERROR_CORRUPT;

	*changed = own != 0;
	if (own != 0)
		err = record_reseal(transaction, keys, own, row, &plain, &anew);
	else if (tombstone_sequence(row->key) != 0 || resealed_sequence(row->key) != 0)
		err = stand_in_again(transaction, keys, row, &plain, &anew, changed);
	buffer_release(&plain);
	buffer_release(&anew);
	return err;
}
