#include "core/value_token.h"

int
value_token_key(const struct secret_key *store_key, struct secret_key *out)
{
	struct bytes secret = bytes_make(store_key->bytes, sizeof(store_key->bytes));

	return crypto_derive(secret, "phimilter finding value", out->bytes);
}

int
value_token_compute(struct crypto_mac_context *mac, struct bytes value, uint8_t *scratch,
                    uint8_t out[VALUE_TOKEN_SIZE])
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	size_t length = 0;

	for (size_t i = 0; i < value.length; i++)
		if (byte_is_alnum(value.data[i]))
			scratch[length++] = byte_lower(value.data[i]);
	struct bytes normal = length > 0 ? bytes_make(scratch, length) : value;
	int err = crypto_mac_compute(mac, &normal, 1, digest);
	if (err == 0)
		memcpy(out, digest, VALUE_TOKEN_SIZE);
	return err;
}

int
value_token_keyword(struct crypto_mac_context *mac, struct bytes normal,
                    uint8_t out[VALUE_TOKEN_SIZE])
{
	const struct bytes parts[] = { bytes_of_string("hold keyword: "), normal };
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	int err = crypto_mac_compute(mac, parts, ARRAY_LENGTH(parts), digest);
	if (err == 0)
		memcpy(out, digest, VALUE_TOKEN_SIZE);
	return err;
}
