/* The suites of the room encryption/, and what they share. */
#ifndef PHIMILTER_TESTS_TEST_ENCRYPTION_H
#define PHIMILTER_TESTS_TEST_ENCRYPTION_H

#include "core/configuration.h"
#include "encryption/escrow_seal.h"
#include "tests/unit/test_certificates.h"
#include "tests/unit/unit_test.h"

Suite *address_suite(void);
Suite *escrow_suite(void);
Suite *escrow_link_suite(void);
Suite *escrow_pack_suite(void);
Suite *mime_text_suite(void);
Suite *officer_certificate_suite(void);
Suite *openssl_command_suite(void);
Suite *portal_notice_suite(void);
Suite *tls_capability_suite(void);

/* A directory with an RSA and an EC officer, and a sealer and a token for them. */
struct sealing {
	struct test_directory directory;
	struct configuration *configuration;
	struct escrow_sealer *sealer;
	struct escrow_token token;
};

void sealing_create(struct sealing *out);
void sealing_destroy(struct sealing *sealing);

/* `length` bytes that look like no text and are the same in every run. */
struct buffer test_bytes(size_t length);

#endif
