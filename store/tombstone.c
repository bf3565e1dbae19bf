#include "store/tombstone.h"

#include <endian.h>

#include "core/error.h"
#include "store/audit_log.h"
#include "store/record_codec.h"

#define SEQUENCE_SIZE sizeof(uint64_t)
#define KEY_SIZE (SEQUENCE_SIZE + 1)
#define KEY_MARK 1

#define LINKS_SIZE ((size_t)2 * CRYPTO_DIGEST_SIZE) /* previous | hash */

/* Class, basis and id, and ample room for the rest. */
#define TOMBSTONE_SIZE_LIMIT ((size_t)256 * 1024)

struct tombstone_place {
	uint8_t memory[KEY_SIZE + LINKS_SIZE];
};

struct bytes
tombstone_key_make(uint64_t sequence, struct tombstone_key *memory)
{
	uint64_t number = htobe64(sequence);

	memcpy(memory->memory, &number, SEQUENCE_SIZE);
	memory->memory[SEQUENCE_SIZE] = KEY_MARK;
	return bytes_make(memory->memory, sizeof(memory->memory));
}

uint64_t
tombstone_sequence(struct bytes key)
{
	uint64_t number;

	if (key.length != KEY_SIZE || key.data[SEQUENCE_SIZE] != KEY_MARK)
		return 0;
	memcpy(&number, key.data, SEQUENCE_SIZE);
	return be64toh(number);
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

/* Appends previous and hash of the row that goes. */
static int
links_of(struct database_transaction *transaction, uint64_t sequence, struct buffer *out)
{
	struct audit_key key;
	struct bytes row;
	uint8_t hash[CRYPTO_DIGEST_SIZE];

	if (!database_get(transaction, DATABASE_AUDIT, audit_key_make(sequence, &key), &row))
		return transaction->error != 0 ? transaction->error : ERROR_NOT_FOUND;
	int err = audit_row_hash(sequence, row, hash);
	if (err == 0)
		err = buffer_append(out, bytes_slice(row, 0, CRYPTO_DIGEST_SIZE));
	return err == 0 ? buffer_append(out, bytes_make(hash, sizeof(hash))) : err;
}

void
tombstone_put(struct database_transaction *transaction, const struct store_keys *keys,
              const struct record *tombstone)
{
	struct buffer row = buffer_make(TOMBSTONE_SIZE_LIMIT), plain = buffer_make(TOMBSTONE_SIZE_LIMIT);
	struct tombstone_place place;
	struct tombstone_key memory;
	struct audit_key replaced;
	struct bytes key = tombstone_key_make(tombstone->sequence, &memory);

	int err = record_encode(tombstone, &plain);
	if (err == 0)
		err = links_of(transaction, tombstone->sequence, &row);
	if (err == 0)
		err = keyring_seal(keys, STORE_SEAL_AUDIT, place_make(key, buffer_bytes(&row), &place),
		                     buffer_bytes(&plain), &row);
	database_fail(transaction, err);
	database_put(transaction, DATABASE_AUDIT, key, buffer_bytes(&row));
	database_delete(transaction, DATABASE_AUDIT, audit_key_make(tombstone->sequence, &replaced));
	buffer_release(&plain);
	buffer_release(&row);
}

int
tombstone_open(const struct store_keys *keys, uint64_t sequence, struct bytes row,
               struct buffer *out)
{
	struct tombstone_place place;
	struct tombstone_key key;

	if (row.length < LINKS_SIZE)
		return ERROR_CORRUPT;
	return keyring_open(keys, STORE_SEAL_AUDIT,
	                      place_make(tombstone_key_make(sequence, &key), row, &place),
	                      bytes_slice(row, LINKS_SIZE, SIZE_MAX), out);
}
