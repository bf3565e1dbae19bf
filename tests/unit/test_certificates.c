#include "config.h" /* nftw() */

#include "tests/unit/test_certificates.h"

#include <ftw.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECONDS_PER_DAY 86400L

#define REQUIRE(condition) require((condition), #condition)

/* Not Check's assertions, which work nowhere but in a running Check test. */
static void
require(bool holds, const char *condition)
{
	if (holds)
		return;
	fprintf(stderr, "tests/unit/test_certificates.c: failed: %s\n", condition);
	abort();
}

void
test_directory_create(struct test_directory *out)
{
	const char *base = getenv("TMPDIR");

	snprintf(out->path, sizeof(out->path), "%s/phimilter-test-XXXXXX", base ? base : "/tmp");
	REQUIRE(mkdtemp(out->path) != NULL);
}

static int
remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path);
}

void
test_directory_destroy(struct test_directory *directory)
{
	REQUIRE(nftw(directory->path, remove_entry, 16, FTW_DEPTH | FTW_PHYS) == 0);
}

struct test_path
test_path(const struct test_directory *directory, const char *name)
{
	struct test_path path;

	snprintf(path.text, sizeof(path.text), "%s/%s", directory->path, name);
	return path;
}

void
test_file_write(const char *path, const void *data, size_t length)
{
	FILE *file = fopen(path, "we");

	REQUIRE(file != NULL);
	REQUIRE(fwrite(data, 1, length, file) == length);
	REQUIRE(fclose(file) == 0);
}

static EVP_PKEY *
key_create(const struct test_certificate *certificate)
{
	if (strcmp(certificate->type, "RSA") == 0)
		return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)atoi(certificate->size));
	if (strcmp(certificate->type, "EC") == 0)
		return EVP_PKEY_Q_keygen(NULL, NULL, "EC", certificate->size);
	return EVP_PKEY_Q_keygen(NULL, NULL, certificate->type);
}

static X509 *
certificate_create(const struct test_certificate *certificate, EVP_PKEY *key)
{
	X509 *made = X509_new();
	X509_NAME *name = X509_get_subject_name(made);

	X509_set_version(made, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
	                           (const unsigned char *)certificate->name, -1, -1, 0);
	for (unsigned i = 0; i < certificate->name_parts; i++)
		X509_NAME_add_entry_by_txt(name, "OU", MBSTRING_UTF8, (const unsigned char *)
		                           "a department with a name of some length indeed", -1, -1, 0);
	X509_set_issuer_name(made, name);
	X509_gmtime_adj(X509_getm_notBefore(made), certificate->from_days * SECONDS_PER_DAY);
	X509_gmtime_adj(X509_getm_notAfter(made), certificate->until_days * SECONDS_PER_DAY);
	X509_set_pubkey(made, key);
	if (certificate->usage != NULL) {
		X509_EXTENSION *usage = X509V3_EXT_conf_nid(NULL, NULL, NID_key_usage, certificate->usage);
		REQUIRE(usage != NULL);
		X509_add_ext(made, usage, -1);
		X509_EXTENSION_free(usage);
	}
	bool digest_inside = strcmp(certificate->type, "ED25519") == 0;
	REQUIRE(X509_sign(made, key, digest_inside ? NULL : EVP_sha256()) > 0);
	return made;
}

void
test_certificate_create(const struct test_directory *directory,
                        const struct test_certificate *certificate)
{
	char name[64];

	EVP_PKEY *key = key_create(certificate);
	REQUIRE(key != NULL);
	X509 *made = certificate_create(certificate, key);
	snprintf(name, sizeof(name), "%s.pem", certificate->name);
	FILE *file = fopen(test_path(directory, name).text, "we");
	REQUIRE(file != NULL);
	REQUIRE(PEM_write_X509(file, made) == 1);
	fclose(file);
	snprintf(name, sizeof(name), "%s.key", certificate->name);
	file = fopen(test_path(directory, name).text, "we");
	REQUIRE(file != NULL);
	REQUIRE(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1);
	fclose(file);
	X509_free(made);
	EVP_PKEY_free(key);
}
