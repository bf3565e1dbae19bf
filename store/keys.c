#include "store/keys.h"

#include <endian.h>

#include "core/error.h"
#include "core/value_token.h"

/* schema | place: the longest place is a tombstone's, its key and two hashes. */
#define BOUND_SIZE_LIMIT 96

int
store_file_key_derive(const struct secret_key *secret, struct store_file_key *out)
{
	struct bytes from = bytes_make(secret->bytes, sizeof(secret->bytes));
	uint8_t name[CRYPTO_KEY_SIZE];
	const struct {
		const char *label;
		uint8_t *key;
	} derived[] = {
		{ "phimilter store: key file", name },
		{ "phimilter store: keyring", out->ring },
		{ "phimilter store: audit", out->seals.keys[STORE_SEAL_AUDIT] },
		{ "phimilter store: escrow index", out->seals.keys[STORE_SEAL_ESCROW] },
		{ "phimilter store: escrow item", out->names.item },
		{ "phimilter store: audit tree salt", out->names.tree },
		{ "phimilter store: search", out->names.search },
		{ "phimilter split context", out->names.split },
		{ "phimilter store: key check", out->names.check },
	};
	struct secret_key value;

	int err = value_token_key(secret, &value);
	memcpy(out->names.value, value.bytes, sizeof(out->names.value));
	secret_key_wipe(&value);
	for (size_t i = 0; i < ARRAY_LENGTH(derived) && err == 0; i++)
		err = crypto_derive(from, derived[i].label, derived[i].key);
	if (err == 0)
		memcpy(out->name, name, sizeof(out->name));
	else
		store_file_key_wipe(out);
	return err;
}

void
store_file_key_wipe(struct store_file_key *file)
{
	explicit_bzero(file, sizeof(*file));
}

static int
bound_make(struct bytes place, uint8_t memory[BOUND_SIZE_LIMIT], struct bytes *out)
{
	uint32_t schema = htobe32(STORE_SEAL_SCHEMA);

	if (place.length > BOUND_SIZE_LIMIT - sizeof(schema))
		return ERROR_LIMIT;
	memcpy(memory, &schema, sizeof(schema));
	memcpy(memory + sizeof(schema), place.data, place.length);
	*out = bytes_make(memory, sizeof(schema) + place.length);
	return 0;
}

int
store_row_seal(const uint8_t key[CRYPTO_KEY_SIZE], struct bytes place, struct bytes plain,
               struct buffer *out)
{
	uint8_t memory[BOUND_SIZE_LIMIT];
	struct bytes bound;

	int err = bound_make(place, memory, &bound);
	if (err == 0)
		err = buffer_reserve(out, plain.length + CRYPTO_SEAL_OVERHEAD);
	if (err == 0)
		err = crypto_seal(key, bound, plain, out->data + out->length);
	if (err == 0)
		out->length += plain.length + CRYPTO_SEAL_OVERHEAD;
	return err;
}

int
store_row_open_with(struct crypto_opener *opener, struct bytes place, struct bytes sealed,
                    struct buffer *out)
{
	uint8_t memory[BOUND_SIZE_LIMIT];
	struct bytes bound;

	if (sealed.length < CRYPTO_SEAL_OVERHEAD)
		return ERROR_CORRUPT;
	size_t plain_length = sealed.length - CRYPTO_SEAL_OVERHEAD;
	int err = bound_make(place, memory, &bound);
	if (err == 0)
		err = buffer_reserve(out, plain_length);
	if (err == 0)
		err = crypto_opener_open(opener, bound, sealed, out->data + out->length);
	if (err == 0)
		out->length += plain_length;
	return err;
}

int
store_row_open(const uint8_t key[CRYPTO_KEY_SIZE], struct bytes place, struct bytes sealed,
               struct buffer *out)
{
	struct crypto_opener *opener;
	int err = crypto_opener_create(key, &opener);

	if (err == 0)
		err = store_row_open_with(opener, place, sealed, out);
	crypto_opener_destroy(&opener);
	return err;
}
