#include "encryption/officer_certificate.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <time.h>

#include "core/buffer.h"
#include "core/configuration_files.h"
#include "core/error.h"
#include "core/input_file.h"

#define CERTIFICATE_FILE_LIMIT ((size_t)64 * 1024)
#define RSA_BITS_MINIMUM 2048 /* NIST SP 800-131A */
#define RSA_BITS_LIMIT 8192   /* beyond it the wrapped key alone is past what an item allows */

/* The certificates of a PEM file: the first one, and how many there are. */
static size_t
pem_certificates(struct bytes pem, X509 **first)
{
	size_t count = 0;
	X509 *certificate;
	BIO *in = BIO_new_mem_buf(pem.data, (int)pem.length);

	*first = NULL;
	while (in != NULL && (certificate = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL) {
		if (count++ == 0)
			*first = certificate;
		else
			X509_free(certificate);
	}
	BIO_free(in);
	ERR_clear_error(); /* the end of the file is an error to PEM */
	return count;
}

static int
certificate_parse(const char *path, struct bytes pem, const struct settings_node *node,
                  struct diagnostics *why, X509 **out)
{
	if (bytes_find_nocase(pem, bytes_of_string("PRIVATE KEY-----")) != SIZE_MAX)
		return settings_complain(node, why,
		                         "\"%s\" holds a private key, which must not be on this server; "
		                         "name a file with the certificate alone", path);
	size_t count = pem_certificates(pem, out);
	if (count == 0)
		return settings_complain(node, why,
		                         "\"%s\" is no X.509 certificate in PEM form; it must begin "
		                         "with -----BEGIN CERTIFICATE-----", path);
	if (count > 1)
		return settings_complain(node, why,
		                         "\"%s\" holds %zu certificates; it must hold the officer's "
		                         "own and no other", path, count);
	return 0;
}

static void
date_format(const ASN1_TIME *time, char out[11])
{
	struct tm tm;

	if (ASN1_TIME_to_tm(time, &tm) != 1 || strftime(out, 11, "%Y-%m-%d", &tm) == 0)
		strcpy(out, "?");
}

static int
certificate_check_validity(const char *path, const X509 *certificate,
                           const struct settings_node *node, struct diagnostics *why)
{
	char date[11];
	const ASN1_TIME *from = X509_get0_notBefore(certificate);
	const ASN1_TIME *until = X509_get0_notAfter(certificate);

	/* X509_cmp_current_time() answers 0 for a time it cannot read: refused too. */
	if (X509_cmp_current_time(from) >= 0) {
		date_format(from, date);
		return settings_complain(node, why, "\"%s\" is not valid before %s; name a certificate "
		                         "that is valid now", path, date);
	}
	if (X509_cmp_current_time(until) <= 0) {
		date_format(until, date);
		return settings_complain(node, why, "\"%s\" expired on %s; name the officer's renewed "
		                         "certificate", path, date);
	}
	return 0;
}

static bool
curve_is_supported(const EVP_PKEY *key)
{
	/* The curves of RFC 5753 7.1 that NIST SP 800-186 approves. */
	static const char *const curves[] = { SN_X9_62_prime256v1, SN_secp384r1, SN_secp521r1 };
	char name[64];

	if (EVP_PKEY_get_group_name(key, name, sizeof(name), NULL) != 1)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(curves); i++)
		if (strcmp(name, curves[i]) == 0)
			return true;
	return false;
}

static int
certificate_check_key(const char *path, X509 *certificate, const struct settings_node *node,
                      struct diagnostics *why)
{
	const EVP_PKEY *key = X509_get0_pubkey(certificate);
	bool rsa = key != NULL && EVP_PKEY_is_a(key, "RSA");
	bool ec = key != NULL && EVP_PKEY_is_a(key, "EC") && curve_is_supported(key);
	/* UINT32_MAX where the extension is absent: all uses. */
	uint32_t usage = X509_get_key_usage(certificate);

	if (!rsa && !ec)
		return settings_complain(node, why, "\"%s\" has a key that escrow cannot encrypt to; it "
		                         "must be RSA or EC on P-256, P-384 or P-521", path);
	if (rsa && (EVP_PKEY_get_bits(key) < RSA_BITS_MINIMUM || EVP_PKEY_get_bits(key) > RSA_BITS_LIMIT))
		return settings_complain(node, why, "\"%s\" has an RSA key of %d bits; it must have from "
		                         "%d to %d", path, EVP_PKEY_get_bits(key), RSA_BITS_MINIMUM,
		                         RSA_BITS_LIMIT);
	if (rsa && !(usage & KU_KEY_ENCIPHERMENT))
		return settings_complain(node, why, "\"%s\" must not be used to encrypt: its key usage "
		                         "must include keyEncipherment", path);
	if (ec && !(usage & KU_KEY_AGREEMENT))
		return settings_complain(node, why, "\"%s\" must not be used to encrypt: its key usage "
		                         "must include keyAgreement", path);
	return 0;
}

int
officer_certificate_read(const struct configuration *configuration, const char *path,
                         const struct settings_node *node, struct diagnostics *why, X509 **out)
{
	struct buffer pem = buffer_make(CERTIFICATE_FILE_LIMIT);

	*out = NULL;
	int err = configuration_file_read(configuration, path, &pem);
	if (err == ERROR_MEMORY)
		goto done;
	if (err != 0) {
		err = settings_complain(node, why, "\"%s\" cannot be read: %s; it must be an X.509 "
		                        "certificate in PEM form", path, input_file_problem(err));
		goto done;
	}
	err = certificate_parse(path, buffer_bytes(&pem), node, why, out);
	if (err == 0)
		err = certificate_check_validity(path, *out, node, why);
	if (err == 0)
		err = certificate_check_key(path, *out, node, why);
done:
	if (err != 0) {
		X509_free(*out);
		*out = NULL;
	}
	buffer_release(&pem);
	ERR_clear_error();
	return err;
}
