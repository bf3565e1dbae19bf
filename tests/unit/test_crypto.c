#include "core/crypto.h"

#include "core/error.h"
#include "tests/unit/test_core.h"

#define VECTOR_LIMIT 256

/* Decodes a constant of a test; returns its length. */
static size_t
from_hex(const char *hex, uint8_t *out)
{
	size_t length = strlen(hex) / 2;
	ck_assert_uint_le(length, VECTOR_LIMIT);
	ck_assert_int_eq(hex_decode(bytes_of_string(hex), out, length), 0);
	return length;
}

static void
assert_hex(const uint8_t *actual, size_t length, const char *expected)
{
	char text[2 * VECTOR_LIMIT + 1];
	ck_assert_uint_le(length, VECTOR_LIMIT);
	hex_encode(bytes_make(actual, length), text);
	ck_assert_str_eq(text, expected);
}

START_TEST(digest_vectors)
{
	/* FIPS 180-4 examples for SHA-256. */
	static const struct {
		const char *text, *digest;
	} cases[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		uint8_t digest[CRYPTO_DIGEST_SIZE];
		struct bytes whole = bytes_of_string(cases[i].text);
		struct bytes halves[] = { bytes_slice(whole, 0, whole.length / 2),
			                  bytes_slice(whole, whole.length / 2, SIZE_MAX) };
		ck_assert_int_eq(crypto_digest(&whole, 1, digest), 0);
		assert_hex(digest, sizeof(digest), cases[i].digest);
		ck_assert_int_eq(crypto_digest(halves, 2, digest), 0);
		assert_hex(digest, sizeof(digest), cases[i].digest);
	}
}
END_TEST

START_TEST(digest_context_is_reused)
{
	const struct bytes abc = bytes_of_string("abc"), halves[] = { bytes_of_string("a"),
		                                                      bytes_of_string("bc") };
	uint8_t expected[CRYPTO_DIGEST_SIZE], digest[CRYPTO_DIGEST_SIZE];
	struct crypto_digest_context *context;

	ck_assert_int_eq(crypto_digest(&abc, 1, expected), 0);
	ck_assert_int_eq(crypto_digest_create(&context), 0);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(crypto_digest_compute(context, halves, 2, digest), 0);
		ck_assert_mem_eq(digest, expected, sizeof(digest));
		/* What was begun and not ended leaves nothing behind. */
		ck_assert_int_eq(crypto_digest_begin(context), 0);
		ck_assert_int_eq(crypto_digest_add(context, abc), 0);
	}
	ck_assert_int_eq(crypto_digest_finish(context, digest), 0);
	ck_assert_mem_eq(digest, expected, sizeof(digest));
	ck_assert_int_eq(crypto_digest_compute(NULL, &abc, 1, digest), 0);
	ck_assert_mem_eq(digest, expected, sizeof(digest));
	crypto_digest_destroy(&context);
	crypto_digest_destroy(&context);
	crypto_digest_destroy(NULL);
}
END_TEST

/* A seal that does not open must not tell on the next one. */
START_TEST(opener_is_reused_after_a_failure)
{
	const uint8_t key[CRYPTO_KEY_SIZE] = { 1, 2, 3 };
	const struct bytes plain = bytes_of_string("what is sealed"), bound = bytes_of_string("here");
	uint8_t sealed[64], out[64];
	const struct bytes whole = bytes_make(sealed, plain.length + CRYPTO_SEAL_OVERHEAD);
	struct crypto_opener *opener;

	ck_assert_int_eq(crypto_seal(key, bound, plain, sealed), 0);
	ck_assert_int_eq(crypto_opener_create(key, &opener), 0);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(crypto_opener_open(opener, bound, whole, out), 0);
		ck_assert_mem_eq(out, plain.data, plain.length);
		ck_assert_int_eq(crypto_opener_open(opener, plain, whole, out), ERROR_CORRUPT);
		sealed[20] ^= 1;
		ck_assert_int_eq(crypto_opener_open(opener, bound, whole, out), ERROR_CORRUPT);
		ck_assert_mem_ne(out, plain.data, plain.length);
		sealed[20] ^= 1;
		ck_assert_int_eq(crypto_opener_open(opener, bound, bytes_slice(whole, 0, 27), out),
		                 ERROR_CORRUPT);
	}
	crypto_opener_destroy(&opener);
	crypto_opener_destroy(&opener);
	crypto_opener_destroy(NULL);
}
END_TEST

START_TEST(mac_vectors)
{
	/* RFC 4231 section 4; HMAC pads short keys with zeros (RFC 2104), so that
	 * keys of up to 32 bytes fit ours. */
	static const struct {
		const char *key, *data, *mac;
	} cases[] = {
		{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
		  "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
		{ "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
		  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		  "dddddddddddddddddddddddddddddddddddddddddddddddddd"
		  "dddddddddddddddddddddddddddddddddddddddddddddddddd",
		  "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		uint8_t key[VECTOR_LIMIT] = { 0 };
		uint8_t data[VECTOR_LIMIT], mac[CRYPTO_DIGEST_SIZE];
		from_hex(cases[i].key, key);
		size_t length = from_hex(cases[i].data, data);
		struct bytes parts[] = { bytes_make(data, 3), bytes_make(data + 3, length - 3) };
		ck_assert_int_eq(crypto_mac(key, parts, 2, mac), 0);
		assert_hex(mac, sizeof(mac), cases[i].mac);
	}
}
END_TEST

START_TEST(mac_context_is_reused_and_copied)
{
	const uint8_t key[CRYPTO_KEY_SIZE] = { 1, 2, 3 };
	const struct bytes one = bytes_of_string("one"), two = bytes_of_string("two");
	uint8_t expected[CRYPTO_DIGEST_SIZE], mac[CRYPTO_DIGEST_SIZE];
	struct crypto_mac_context *context, *copy;

	ck_assert_int_eq(crypto_mac(key, &two, 1, expected), 0);
	ck_assert_int_eq(crypto_mac_create(key, &context), 0);
	ck_assert_int_eq(crypto_mac_copy(context, &copy), 0);
	ck_assert_int_eq(crypto_mac_compute(copy, &one, 1, mac), 0);
	ck_assert_mem_ne(mac, expected, sizeof(mac));
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(crypto_mac_compute(copy, &two, 1, mac), 0);
		ck_assert_mem_eq(mac, expected, sizeof(mac));
	}
	crypto_mac_destroy(&copy);
	ck_assert_ptr_null(copy);
	ck_assert_int_eq(crypto_mac_compute(context, &two, 1, mac), 0);
	ck_assert_mem_eq(mac, expected, sizeof(mac));
	crypto_mac_destroy(&context);
	crypto_mac_destroy(&context);
	crypto_mac_destroy(NULL);
}
END_TEST

START_TEST(derive_vector)
{
	/* RFC 5869 A.3: no salt, no info; the first 32 of its 42 bytes. */
	uint8_t secret[22], key[CRYPTO_KEY_SIZE], other[CRYPTO_KEY_SIZE];
	memset(secret, 0x0b, sizeof(secret));
	ck_assert_int_eq(crypto_derive(bytes_make(secret, sizeof(secret)), "", key), 0);
	assert_hex(key, sizeof(key), "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
	ck_assert_int_eq(crypto_derive(bytes_make(secret, sizeof(secret)), "label", other), 0);
	ck_assert_mem_ne(key, other, sizeof(key));
}
END_TEST

START_TEST(open_vectors)
{
	/* "The Galois/Counter Mode of Operation" (McGrew, Viega), test cases 13, 14, 16. */
	static const struct {
		const char *key, *bound, *sealed, *plain;
	} cases[] = {
		{ "0000000000000000000000000000000000000000000000000000000000000000", "",
		  "000000000000000000000000" "530f8afbc74536b9a963b4f1c4cb738b", "" },
		{ "0000000000000000000000000000000000000000000000000000000000000000", "",
		  "000000000000000000000000" "cea7403d4d606b6e074ec5d3baf39d18"
		  "d0d1c8a799996bf0265b98b5d48ab919", "00000000000000000000000000000000" },
		{ "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
		  "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		  "cafebabefacedbaddecaf888"
		  "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
		  "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
		  "76fc6ece0f4e1768cddf8853bb2d551b",
		  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
		  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		uint8_t key[VECTOR_LIMIT], bound[VECTOR_LIMIT], sealed[VECTOR_LIMIT];
		uint8_t plain[VECTOR_LIMIT];
		from_hex(cases[i].key, key);
		size_t bound_length = from_hex(cases[i].bound, bound);
		size_t length = from_hex(cases[i].sealed, sealed);
		ck_assert_int_eq(crypto_open(key, bytes_make(bound, bound_length),
		                             bytes_make(sealed, length), plain), 0);
		assert_hex(plain, length - CRYPTO_SEAL_OVERHEAD, cases[i].plain);
	}
}
END_TEST

START_TEST(seal_opens_again)
{
	static const char *const plains[] = { "", "x", "a longer text that is more than one block" };
	uint8_t key[CRYPTO_KEY_SIZE], sealed[VECTOR_LIMIT], again[VECTOR_LIMIT], plain[VECTOR_LIMIT];
	struct bytes bound = bytes_of_string("row 7");

	ck_assert_int_eq(crypto_random(key, sizeof(key)), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(plains); i++) {
		struct bytes text = bytes_of_string(plains[i]);
		size_t length = text.length + CRYPTO_SEAL_OVERHEAD;
		ck_assert_int_eq(crypto_seal(key, bound, text, sealed), 0);
		ck_assert_int_eq(crypto_seal(key, bound, text, again), 0);
		ck_assert_mem_ne(sealed, again, CRYPTO_NONCE_SIZE);
		ck_assert_int_eq(crypto_open(key, bound, bytes_make(sealed, length), plain), 0);
		ck_assert(bytes_equal(bytes_make(plain, text.length), text));
	}
}
END_TEST

START_TEST(every_changed_bit_is_noticed)
{
	static const uint8_t zeros[5];
	uint8_t key[CRYPTO_KEY_SIZE] = { 1 }, wrong[CRYPTO_KEY_SIZE] = { 2 };
	uint8_t sealed[5 + CRYPTO_SEAL_OVERHEAD], plain[5];
	struct bytes view = bytes_make(sealed, sizeof(sealed));
	struct bytes bound = bytes_of_string("bound");

	ck_assert_int_eq(crypto_seal(key, bound, bytes_of_string("plain"), sealed), 0);
	for (size_t bit = 0; bit < 8 * sizeof(sealed); bit++) {
		memset(plain, 0xff, sizeof(plain));
		sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ck_assert_int_eq(crypto_open(key, bound, view, plain), ERROR_CORRUPT);
		ck_assert_mem_eq(plain, zeros, sizeof(plain));
		sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	ck_assert_int_eq(crypto_open(wrong, bound, view, plain), ERROR_CORRUPT);
	ck_assert_int_eq(crypto_open(key, bytes_of_string("other"), view, plain), ERROR_CORRUPT);
	ck_assert_int_eq(crypto_open(key, bytes_make(NULL, 0), view, plain), ERROR_CORRUPT);
	ck_assert_int_eq(crypto_open(key, bound, view, plain), 0);
	for (size_t length = 0; length < sizeof(sealed); length++)
		ck_assert_int_eq(crypto_open(key, bound, bytes_make(sealed, length), plain), ERROR_CORRUPT);
}
END_TEST

START_TEST(hex_both_ways)
{
	static const struct {
		const char *hex;
		size_t length;
		int result;
	} cases[] = {
		{ "", 0, 0 },          { "00ff", 2, 0 },
		{ "00FF", 2, 0 },      { "00f", 2, ERROR_INVALID },
		{ "00ff0", 2, ERROR_INVALID }, { "00fg", 2, ERROR_INVALID },
		{ "0xff", 2, ERROR_INVALID },  { "00 f", 2, ERROR_INVALID },
		{ "@0ff", 2, ERROR_INVALID },  { "00ff", 1, ERROR_INVALID },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		uint8_t out[4] = { 0 };
		ck_assert_msg(hex_decode(bytes_of_string(cases[i].hex), out, cases[i].length) ==
		              cases[i].result, "\"%s\"", cases[i].hex);
		if (cases[i].result == 0 && cases[i].length == 2)
			assert_hex(out, 2, "00ff");
	}
}
END_TEST

START_TEST(random_bytes_differ)
{
	uint8_t first[32] = { 0 }, second[32] = { 0 };
	ck_assert_int_eq(crypto_random(first, sizeof(first)), 0);
	ck_assert_int_eq(crypto_random(second, sizeof(second)), 0);
	ck_assert_mem_ne(first, second, sizeof(first));
	ck_assert_int_eq(crypto_random(first, SIZE_MAX), ERROR_CRYPTO);
}
END_TEST

Suite *
crypto_suite(void)
{
	return UNIT_SUITE("crypto", digest_vectors, digest_context_is_reused,
	                  opener_is_reused_after_a_failure, mac_vectors,
	                  mac_context_is_reused_and_copied, derive_vector, open_vectors, seal_opens_again, every_changed_bit_is_noticed, hex_both_ways,
	                  random_bytes_differ);
}
