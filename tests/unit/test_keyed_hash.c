/* SipHash-2-4: the paper's own example, and OpenSSL's implementation beside ours. */
#include "core/keyed_hash.h"

#include <endian.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "tests/unit/test_core.h"

static const uint8_t key[KEYED_HASH_KEY_SIZE] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

START_TEST(the_example_of_the_paper)
{
	static const uint8_t message[15] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 };
	struct keyed_hash hash = keyed_hash_make(key);

	ck_assert_uint_eq(keyed_hash_compute(&hash, bytes_make(message, sizeof(message))), 0xa129ca6149be45e5u);
}
END_TEST

static uint64_t
openssl_hash(EVP_MAC *mac, const uint8_t *data, size_t length)
{
	size_t size = 8, got;
	uint64_t result;
	OSSL_PARAM parameters[] = { OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size),
	                            OSSL_PARAM_construct_end() };
	EVP_MAC_CTX *context = EVP_MAC_CTX_new(mac);

	ck_assert_int_eq(EVP_MAC_init(context, key, sizeof(key), parameters), 1);
	ck_assert_int_eq(EVP_MAC_update(context, data, length), 1);
	ck_assert_int_eq(EVP_MAC_final(context, (uint8_t *)&result, &got, sizeof(result)), 1);
	ck_assert_uint_eq(got, sizeof(result));
	EVP_MAC_CTX_free(context);
	return le64toh(result);
}

START_TEST(every_length_as_openssl_has_it)
{
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "SIPHASH", NULL);
	struct keyed_hash hash = keyed_hash_make(key);
	uint8_t data[300];

	ck_assert_ptr_nonnull(mac);
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 131 + 7);
	for (size_t length = 0; length <= sizeof(data); length++)
		ck_assert_uint_eq(keyed_hash_compute(&hash, bytes_make(data, length)),
		                  openssl_hash(mac, data, length));
	EVP_MAC_free(mac);
}
END_TEST

START_TEST(a_pair_is_its_sixteen_bytes)
{
	const uint64_t numbers[2] = { htole64(0x0123456789abcdefu), htole64(42) };
	struct keyed_hash hash = keyed_hash_make(key);

	ck_assert_uint_eq(keyed_hash_pair(&hash, 0x0123456789abcdefu, 42),
	                  keyed_hash_compute(&hash, bytes_make(numbers, sizeof(numbers))));
}
END_TEST

Suite *
keyed_hash_suite(void)
{
	return UNIT_SUITE("keyed hash", the_example_of_the_paper, every_length_as_openssl_has_it,
	                  a_pair_is_its_sixteen_bytes);
}
