#include "store/keys.h"

#include <endian.h>

#include "core/error.h"

/* schema | place: the longest place is a record's, sequence and hash. */
#define BOUND_SIZE_LIMIT 64

int
store_keys_derive(const struct secret_key *secret, struct store_keys *out)
{
	struct bytes from = bytes_make(secret->bytes, sizeof(secret->bytes));

	int err = crypto_derive(from, "phimilter store: audit", out->audit);
	if (err == 0)
		err = crypto_derive(from, "phimilter store: escrow index", out->escrow);
	if (err == 0)
		err = crypto_derive(from, "phimilter store: escrow item", out->item);
	if (err == 0)
		err = crypto_derive(from, "phimilter store: audit tree salt", out->tree);
	if (err == 0)
		err = crypto_derive(from, "phimilter store: key check", out->check);
	if (err != 0)
		store_keys_wipe(out);
	return err;
}

void
store_keys_wipe(struct store_keys *keys)
{
	explicit_bzero(keys, sizeof(*keys));
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
store_row_open(const uint8_t key[CRYPTO_KEY_SIZE], struct bytes place, struct bytes sealed,
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
		err = crypto_open(key, bound, sealed, out->data + out->length);
	if (err == 0)
		out->length += plain_length;
	return err;
}
