/*
 * Keys and certificates for tests, made when a test runs: none lies in the
 * repository to expire or to be used by mistake. What cannot be made ends the
 * program with a line on standard error.
 */
#ifndef PHIMILTER_TESTS_TEST_CERTIFICATES_H
#define PHIMILTER_TESTS_TEST_CERTIFICATES_H

#include <limits.h>
#include <stddef.h>

struct test_certificate {
	const char *name;  /* files: NAME.pem, the certificate, and NAME.key, its private key */
	const char *type;  /* "RSA", "EC" or "ED25519" */
	const char *size;  /* RSA: bits; EC: curve; else NULL */
	const char *usage; /* the key usage extension's value, or NULL for none */
	long from_days;    /* validity, relative to now */
	long until_days;
	unsigned name_parts; /* further parts of subject and issuer, of some 60 bytes each */
};

/* A directory of its own for a test; paths in it. */
struct test_directory {
	char path[PATH_MAX / 2];
};

struct test_path {
	char text[PATH_MAX];
};

void test_directory_create(struct test_directory *out);
void test_directory_destroy(struct test_directory *directory);
struct test_path test_path(const struct test_directory *directory, const char *name);

void test_file_write(const char *path, const void *data, size_t length);

/* Makes key and self-signed certificate. */
void test_certificate_create(const struct test_directory *directory,
                             const struct test_certificate *certificate);

#endif
