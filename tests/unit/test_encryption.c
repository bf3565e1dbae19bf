#include "tests/unit/test_encryption.h"

#include <stdio.h>

#include "core/error.h"

UNIT_TEST_MAIN(address_suite, escrow_suite, escrow_link_suite, escrow_pack_suite,
               mime_text_suite, officer_certificate_suite,
               openssl_command_suite, portal_notice_suite, tls_capability_suite)

void
sealing_create(struct sealing *out)
{
	static const struct test_certificate officers[] = {
		{ "rsa", "RSA", "2048", "critical,keyEncipherment", -1, 30, 0 },
		{ "ec", "EC", "P-256", "critical,keyAgreement", -1, 30, 0 },
	};
	char text[3 * sizeof(struct test_path)];
	struct diagnostics why;

	diagnostics_init(&why);
	test_directory_create(&out->directory);
	for (size_t i = 0; i < ARRAY_LENGTH(officers); i++)
		test_certificate_create(&out->directory, &officers[i]);
	snprintf(text, sizeof(text), "escrow: { officers = ( \"%s\", \"%s\" ); };",
	         test_path(&out->directory, "rsa.pem").text, test_path(&out->directory, "ec.pem").text);
	ck_assert_int_eq(configuration_parse(text, "test.conf", &why, &out->configuration), 0);
	ck_assert_int_eq(escrow_sealer_create(out->configuration, &why, &out->sealer), 0);
	ck_assert_uint_eq(why.count, 0);
	ck_assert_int_eq(escrow_token_create(&out->token), 0);
}

void
sealing_destroy(struct sealing *sealing)
{
	escrow_sealer_destroy(&sealing->sealer);
	configuration_release(&sealing->configuration);
	test_directory_destroy(&sealing->directory);
}

struct buffer
test_bytes(size_t length)
{
	struct buffer bytes = buffer_make(length + 1);
	uint32_t state = 12345;

	ck_assert_int_eq(buffer_reserve(&bytes, length + 1), 0);
	for (size_t i = 0; i < length; i++) {
		state = state * 1664525 + 1013904223; /* Numerical Recipes' generator */
		bytes.data[i] = (uint8_t)(state >> 24);
	}
	bytes.length = length;
	return bytes;
}
