#include "core/signature.h"

#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <sys/stat.h>

#include "core/error.h"

/* A struct signature_key is OpenSSL's, by a name that keeps its header out of ours. */
static EVP_PKEY *
pkey_of(const struct signature_key *key)
{
	return (EVP_PKEY *)key;
}

static int
complain(struct diagnostics *why, const char *path, const char *problem)
{
	diagnostics_add(why, path, 0, NULL, "%s", problem);
	return ERROR_KEY;
}

/*
 * Reads a key from PEM. No passphrase is asked for: a key behind one is decrypted
 * by its owner beforehand. Fails: ERROR_KEY.
 */
static int
key_decode(FILE *file, int selection, struct signature_key **out)
{
	EVP_PKEY *pkey = NULL;
	OSSL_DECODER_CTX *decoder =
		OSSL_DECODER_CTX_new_for_pkey(&pkey, "PEM", NULL, "ED25519", selection, NULL, NULL);
	bool good = decoder != NULL && OSSL_DECODER_from_fp(decoder, file) == 1;

	OSSL_DECODER_CTX_free(decoder);
	ERR_clear_error();
	if (good)
		*out = (struct signature_key *)pkey;
	else
		EVP_PKEY_free(pkey);
	return good ? 0 : ERROR_KEY;
}

int
signature_key_read(const char *path, struct diagnostics *why, struct signature_key **out)
{
	struct stat status;

	*out = NULL;
	FILE *file = fopen(path, "re");
	if (file == NULL || fstat(fileno(file), &status) != 0) {
		diagnostics_add(why, path, 0, NULL, "cannot be read: %m");
		if (file != NULL)
			fclose(file);
		return ERROR_KEY;
	}
	if (status.st_mode & (S_IRWXG | S_IRWXO)) {
		fclose(file);
		return complain(why, path, "others may read this private key; chmod 600 it");
	}
	int err = key_decode(file, EVP_PKEY_KEYPAIR, out);
	fclose(file);
	return err == 0 ? 0 : complain(why, path, "holds no Ed25519 private key in PEM without a "
	                                          "passphrase; make one with: openssl genpkey "
	                                          "-algorithm ed25519");
}

int
signature_public_key_read(const char *path, struct diagnostics *why, struct signature_key **out)
{
	*out = NULL;
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		diagnostics_add(why, path, 0, NULL, "cannot be read: %m");
		return ERROR_KEY;
	}
	int err = key_decode(file, EVP_PKEY_PUBLIC_KEY, out);
	fclose(file);
	return err == 0 ? 0 : complain(why, path, "holds no Ed25519 public key in PEM; get it from the "
	                                          "private one with: openssl pkey -in KEY -pubout");
}

void
signature_key_destroy(struct signature_key **key)
{
	if (key == NULL || *key == NULL)
		return;
	EVP_PKEY_free(pkey_of(*key));
	*key = NULL;
}

int
signature_public_key(const struct signature_key *key, uint8_t out[SIGNATURE_PUBLIC_KEY_SIZE])
{
	size_t length = SIGNATURE_PUBLIC_KEY_SIZE;

	return EVP_PKEY_get_raw_public_key(pkey_of(key), out, &length) == 1 &&
	       length == SIGNATURE_PUBLIC_KEY_SIZE ? 0 : ERROR_CRYPTO;
}

int
signature_make(const struct signature_key *key, struct bytes text, uint8_t out[SIGNATURE_SIZE])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t length = SIGNATURE_SIZE;

	bool good = context != NULL &&
	            EVP_DigestSignInit(context, NULL, NULL, NULL, pkey_of(key)) == 1 &&
	            EVP_DigestSign(context, out, &length, text.data, text.length) == 1 &&
	            length == SIGNATURE_SIZE;
	EVP_MD_CTX_free(context);
	ERR_clear_error();
	return good ? 0 : ERROR_CRYPTO;
}

int
signature_check(const struct signature_key *key, struct bytes text,
                const uint8_t signature[SIGNATURE_SIZE])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	int result = -1;

	if (context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, pkey_of(key)) == 1)
		result = EVP_DigestVerify(context, signature, SIGNATURE_SIZE, text.data, text.length);
	EVP_MD_CTX_free(context);
	ERR_clear_error();
	return result == 1 ? 0 : result == 0 ? ERROR_CORRUPT : ERROR_CRYPTO;
}
