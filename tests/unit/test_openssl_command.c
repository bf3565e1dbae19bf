/*
 * What is sealed opens with the openssl command and nothing of ours: escrow
 * must outlive this program. Also the derivation of the token's key, with
 * `openssl kdf`, against the documented one.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/input_file.h"
#include "encryption/escrow_pack.h"
#include "tests/unit/test_encryption.h"

__attribute__((format(printf, 2, 3)))
static int
run_in(const struct test_directory *directory, const char *format, ...)
{
	char command[2048], whole[sizeof(command) + sizeof(directory->path) + 64];
	va_list args;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	snprintf(whole, sizeof(whole), "cd '%s' && %s 2>>openssl.err", directory->path, command);
	return system(whole);
}

static void
check_same_file(const struct test_directory *directory, const char *name, struct bytes expected)
{
	struct buffer content = buffer_make(expected.length + 1);

	ck_assert_int_eq(input_file_read(test_path(directory, name).text, &content), 0);
	ck_assert(bytes_equal(buffer_bytes(&content), expected));
	buffer_release(&content);
}

START_TEST(openssl_alone_opens)
{
	static const size_t sizes[] = { 0, 1, 64 * 1024, 30 * 1024 * 1024 };
	struct sealing sealing;
	uint8_t key[CRYPTO_KEY_SIZE], id[ESCROW_KEY_ID_SIZE];
	char key_hex[2 * sizeof(key) + 1], id_hex[2 * sizeof(id) + 1];

	sealing_create(&sealing);
	struct bytes token = bytes_of_string(sealing.token.text);
	ck_assert_int_eq(escrow_token_key(token, key), 0);
	ck_assert_int_eq(escrow_token_key_id(token, id), 0);
	hex_encode(bytes_make(key, sizeof(key)), key_hex);
	hex_encode(bytes_make(id, sizeof(id)), id_hex);
	for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
		struct buffer original = test_bytes(sizes[i]);
		struct buffer sealed = buffer_make(sizes[i] + ESCROW_SEAL_OVERHEAD(2));
		const char *command = "openssl cms -decrypt -binary -inform DER -in sealed";
		ck_assert_int_eq(escrow_seal(sealing.sealer, buffer_bytes(&original), &sealing.token, &sealed), 0);
		test_file_write(test_path(&sealing.directory, "sealed").text, sealed.data, sealed.length);
		ck_assert_int_eq(run_in(&sealing.directory, "%s -inkey rsa.key -recip rsa.pem -out rsa.out", command), 0);
		ck_assert_int_eq(run_in(&sealing.directory, "%s -inkey ec.key -recip ec.pem -out ec.out", command), 0);
		ck_assert_int_eq(run_in(&sealing.directory, "%s -secretkey %s -secretkeyid %s -out token.out",
		                        command, key_hex, id_hex), 0);
		check_same_file(&sealing.directory, "rsa.out", buffer_bytes(&original));
		check_same_file(&sealing.directory, "ec.out", buffer_bytes(&original));
		check_same_file(&sealing.directory, "token.out", buffer_bytes(&original));
		buffer_release(&sealed);
		buffer_release(&original);
	}
	sealing_destroy(&sealing);
}
END_TEST

/* What became smaller is a zstd frame within. */
START_TEST(openssl_and_zstd_alone_open)
{
	struct sealing sealing;
	struct buffer original = buffer_make(65536), packed = buffer_make(65536);
	struct buffer sealed = buffer_make(65536 + ESCROW_SEAL_OVERHEAD(2));

	sealing_create(&sealing);
	for (unsigned i = 0; i < 1000; i++)
		ck_assert_int_eq(buffer_append_string(&original, "Dear John, your results are here.\r\n"), 0);
	ck_assert_int_eq(escrow_pack(buffer_bytes(&original), &packed), 0);
	ck_assert_int_eq(escrow_seal(sealing.sealer, buffer_bytes(&packed), &sealing.token, &sealed), 0);
	ck_assert_uint_lt(sealed.length, 4096);
	test_file_write(test_path(&sealing.directory, "sealed").text, sealed.data, sealed.length);
	if (system("command -v zstd >/dev/null") == 0) {
		ck_assert_int_eq(run_in(&sealing.directory, "openssl cms -decrypt -binary -inform DER -in sealed "
		                        "-inkey rsa.key -recip rsa.pem | zstd -dc >opened"), 0);
		check_same_file(&sealing.directory, "opened", buffer_bytes(&original));
	}
	buffer_release(&sealed);
	buffer_release(&packed);
	buffer_release(&original);
	sealing_destroy(&sealing);
}
END_TEST

START_TEST(openssl_refuses_a_changed_byte)
{
	struct sealing sealing;
	struct buffer sealed = buffer_make(1000 + ESCROW_SEAL_OVERHEAD(2));

	sealing_create(&sealing);
	struct buffer original = test_bytes(1000);
	ck_assert_int_eq(escrow_seal(sealing.sealer, buffer_bytes(&original), &sealing.token, &sealed), 0);
	sealed.data[sealed.length - 100] ^= 1;
	test_file_write(test_path(&sealing.directory, "sealed").text, sealed.data, sealed.length);
	ck_assert_int_ne(run_in(&sealing.directory, "openssl cms -decrypt -binary -inform DER -in sealed "
	                        "-inkey rsa.key -recip rsa.pem -out /dev/null"), 0);
	buffer_release(&sealed);
	buffer_release(&original);
	sealing_destroy(&sealing);
}
END_TEST

static void
check_derivation(const struct sealing *sealing, const char *label, struct bytes expected)
{
	struct test_path derived = test_path(&sealing->directory, "derived");
	struct buffer content = buffer_make(CRYPTO_KEY_SIZE);

	ck_assert_int_eq(run_in(&sealing->directory, "openssl kdf -keylen 32 -binary -out derived "
	                        "-kdfopt digest:SHA256 -kdfopt key:%s -kdfopt info:'%s' HKDF",
	                        sealing->token.text, label), 0);
	ck_assert_int_eq(input_file_read(derived.text, &content), 0);
	ck_assert(bytes_equal(bytes_slice(buffer_bytes(&content), 0, expected.length), expected));
	buffer_release(&content);
}

START_TEST(openssl_derives_the_same_keys)
{
	struct sealing sealing;
	uint8_t key[CRYPTO_KEY_SIZE], id[ESCROW_KEY_ID_SIZE];

	sealing_create(&sealing);
	ck_assert_int_eq(escrow_token_key(bytes_of_string(sealing.token.text), key), 0);
	ck_assert_int_eq(escrow_token_key_id(bytes_of_string(sealing.token.text), id), 0);
	check_derivation(&sealing, "phimilter escrow key", bytes_make(key, sizeof(key)));
	check_derivation(&sealing, "phimilter escrow key id", bytes_make(id, sizeof(id)));
	sealing_destroy(&sealing);
}
END_TEST

/* What stands in the structure, as OpenSSL prints it: no SHA-1, no PKCS #1 v1.5. */
START_TEST(algorithms_are_the_documented_ones)
{
	struct sealing sealing;
	struct buffer sealed = buffer_make(ESCROW_SEAL_OVERHEAD(2));

	sealing_create(&sealing);
	ck_assert_int_eq(escrow_seal(sealing.sealer, bytes_of_string("text"), &sealing.token, &sealed), 0);
	test_file_write(test_path(&sealing.directory, "sealed").text, sealed.data, sealed.length);
	ck_assert_int_eq(run_in(&sealing.directory,
	                        "openssl cms -cmsout -print -inform DER -in sealed -noout >printed"), 0);
	static const char *const there[] = {
		"id-smime-ct-authEnvelopedData", "aes-256-gcm", "rsaesOaep", "id-aes256-wrap",
		"dhSinglePass-stdDH-sha256kdf-scheme",
	};
	for (size_t i = 0; i < ARRAY_LENGTH(there); i++)
		ck_assert_msg(run_in(&sealing.directory, "grep -q -- '%s' printed", there[i]) == 0, "%s", there[i]);
	ck_assert_int_ne(run_in(&sealing.directory, "grep -qi -e sha1 -e ': rsaEncryption' printed"), 0);
	buffer_release(&sealed);
	sealing_destroy(&sealing);
}
END_TEST

Suite *
openssl_command_suite(void)
{
	return UNIT_SUITE("openssl_command", openssl_alone_opens, openssl_and_zstd_alone_open,
	                  openssl_refuses_a_changed_byte,
	                  openssl_derives_the_same_keys, algorithms_are_the_documented_ones);
}
