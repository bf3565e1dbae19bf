#include "scanner/wallet.h"

#include "core/crypto.h"

/* Version, hash and the first four bytes of the digest of both. */
#define BASE58_BYTES 25
#define BASE58_CHECKED 21
#define BASE58_LENGTH_LEAST 26
#define BASE58_LENGTH_MOST 35

#define BECH32_PREFIX 3 /* "bc1" */
#define BECH32_CONSTANT 1u
#define BECH32M_CONSTANT 0x2bc830a3u

/* Adds the digit `value` of base 58 to the number in `bytes`; whether it had room. */
static bool
base58_add(uint8_t bytes[BASE58_BYTES], unsigned value)
{
	for (size_t i = BASE58_BYTES; i > 0; i--) {
		value += 58u * bytes[i - 1];
		bytes[i - 1] = (uint8_t)value;
		value >>= 8;
	}
	return value == 0;
}

static bool
is_base58(struct bytes address)
{
	static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
	uint8_t bytes[BASE58_BYTES] = { 0 };
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	for (size_t i = 0; i < address.length; i++) {
		const char *at = address.data[i] != '\0' ? strchr(alphabet, address.data[i]) : NULL;
		if (at == NULL || !base58_add(bytes, (unsigned)(at - alphabet)))
			return false;
	}
	struct bytes part = bytes_make(bytes, BASE58_CHECKED);
	if (crypto_digest(&part, 1, digest) != 0)
		return false;
	part = bytes_make(digest, sizeof(digest));
	if (crypto_digest(&part, 1, digest) != 0)
		return false;
	return memcmp(digest, bytes + BASE58_CHECKED, BASE58_BYTES - BASE58_CHECKED) == 0;
}

/* One step of the BCH code over five bits. */
static uint32_t
bech32_step(uint32_t check, uint32_t value)
{
	static const uint32_t generator[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
	uint32_t top = check >> 25;

	check = (check & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < ARRAY_LENGTH(generator); i++)
		if (top >> i & 1)
			check ^= generator[i];
	return check;
}

static bool
is_bech32(struct bytes address)
{
	static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
	static const uint8_t prefix[] = { 'b' >> 5, 'c' >> 5, 0, 'b' & 31, 'c' & 31 };
	uint32_t check = 1;

	for (size_t i = 0; i < sizeof(prefix); i++)
		check = bech32_step(check, prefix[i]);
	for (size_t i = BECH32_PREFIX; i < address.length; i++) {
		const char *at = address.data[i] != '\0' ? strchr(alphabet, byte_lower(address.data[i])) : NULL;
		if (at == NULL)
			return false;
		check = bech32_step(check, (uint32_t)(at - alphabet));
	}
	return check == BECH32_CONSTANT || check == BECH32M_CONSTANT;
}

const char *
wallet_check(struct bytes address)
{
	if (bytes_equal_nocase(bytes_slice(address, 0, BECH32_PREFIX), bytes_of_string("bc1")))
		return is_bech32(address) ? "Bech32" : NULL;
	if (address.length < BASE58_LENGTH_LEAST || address.length > BASE58_LENGTH_MOST)
		return NULL;
	return is_base58(address) ? "Base58Check" : NULL;
}
