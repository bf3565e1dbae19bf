#include "core/crypto.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <limits.h>

#include "core/error.h"

int
crypto_random(void *out, size_t length)
{
	if (length > INT_MAX || RAND_bytes(out, (int)length) != 1)
		return ERROR_CRYPTO;
	return 0;
}

/* ---- digests ------------------------------------------------------------- */

/* A struct crypto_digest_context is OpenSSL's, by a name that keeps its header out of ours. */
static EVP_MD_CTX *
digest_context(struct crypto_digest_context *context)
{
	return (EVP_MD_CTX *)context;
}

int
crypto_digest_create(struct crypto_digest_context **out)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	*out = (struct crypto_digest_context *)context;
	if (context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1)
		return 0;
	crypto_digest_destroy(out);
	return ERROR_CRYPTO;
}

void
crypto_digest_destroy(struct crypto_digest_context **context)
{
	if (context == NULL)
		return;
	EVP_MD_CTX_free(digest_context(*context));
	*context = NULL;
}

int
crypto_digest_begin(struct crypto_digest_context *context)
{
	/* Without a digest it begins anew with the one it has. */
	return EVP_DigestInit_ex(digest_context(context), NULL, NULL) == 1 ? 0 : ERROR_CRYPTO;
}

int
crypto_digest_add(struct crypto_digest_context *context, struct bytes piece)
{
	return EVP_DigestUpdate(digest_context(context), piece.data, piece.length) == 1 ? 0 :
	                                                                               ERROR_CRYPTO;
}

int
crypto_digest_finish(struct crypto_digest_context *context, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	return EVP_DigestFinal_ex(digest_context(context), out, NULL) == 1 ? 0 : ERROR_CRYPTO;
}

int
crypto_digest_compute(struct crypto_digest_context *context, const struct bytes *parts, size_t count,
                      uint8_t out[CRYPTO_DIGEST_SIZE])
{
	if (context == NULL)
		return crypto_digest(parts, count, out);
	int err = crypto_digest_begin(context);
	for (size_t i = 0; i < count && err == 0; i++)
		err = crypto_digest_add(context, parts[i]);
	return err == 0 ? crypto_digest_finish(context, out) : err;
}

int
crypto_digest(const struct bytes *parts, size_t count, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	struct crypto_digest_context *context;
	int err = crypto_digest_create(&context);

	for (size_t i = 0; i < count && err == 0; i++)
		err = crypto_digest_add(context, parts[i]);
	if (err == 0)
		err = crypto_digest_finish(context, out);
	crypto_digest_destroy(&context);
	return err;
}

/* ---- message authentication ---------------------------------------------- */

/* A struct crypto_mac_context is OpenSSL's, by a name that keeps its header out of ours. */
static EVP_MAC_CTX *
mac_context(struct crypto_mac_context *context)
{
	return (EVP_MAC_CTX *)context;
}

int
crypto_mac_create(const uint8_t key[CRYPTO_KEY_SIZE], struct crypto_mac_context **out)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);

	*out = (struct crypto_mac_context *)(mac ? EVP_MAC_CTX_new(mac) : NULL);
	EVP_MAC_free(mac);
	if (*out == NULL || EVP_MAC_init(mac_context(*out), key, CRYPTO_KEY_SIZE, params) != 1) {
		crypto_mac_destroy(out);
		return ERROR_CRYPTO;
	}
	return 0;
}

int
crypto_mac_copy(const struct crypto_mac_context *context, struct crypto_mac_context **out)
{
	*out = (struct crypto_mac_context *)EVP_MAC_CTX_dup((const EVP_MAC_CTX *)context);
	return *out != NULL ? 0 : ERROR_CRYPTO;
}

void
crypto_mac_destroy(struct crypto_mac_context **context)
{
	if (context == NULL)
		return;
	EVP_MAC_CTX_free(mac_context(*context));
	*context = NULL;
}

int
crypto_mac_compute(struct crypto_mac_context *context, const struct bytes *parts, size_t count,
                   uint8_t out[CRYPTO_DIGEST_SIZE])
{
	size_t written = 0;
	/* Without a key it begins anew with the one it has. */
	bool good = EVP_MAC_init(mac_context(context), NULL, 0, NULL) == 1;

	for (size_t i = 0; i < count && good; i++)
		good = EVP_MAC_update(mac_context(context), parts[i].data, parts[i].length) == 1;
	good = good && EVP_MAC_final(mac_context(context), out, &written, CRYPTO_DIGEST_SIZE) == 1 &&
	       written == CRYPTO_DIGEST_SIZE;
	return good ? 0 : ERROR_CRYPTO;
}

int
crypto_mac(const uint8_t key[CRYPTO_KEY_SIZE], const struct bytes *parts, size_t count,
           uint8_t out[CRYPTO_DIGEST_SIZE])
{
	struct crypto_mac_context *context;
	int err = crypto_mac_create(key, &context);

	if (err == 0)
		err = crypto_mac_compute(context, parts, count, out);
	crypto_mac_destroy(&context);
	return err;
}

int
crypto_derive(struct bytes secret, const char *label, uint8_t out[CRYPTO_KEY_SIZE])
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)secret.data, secret.length),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)label, strlen(label)),
		OSSL_PARAM_construct_end(),
	};
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *context = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	bool good = context != NULL && EVP_KDF_derive(context, out, CRYPTO_KEY_SIZE, params) == 1;

	EVP_KDF_CTX_free(context);
	EVP_KDF_free(kdf);
	return good ? 0 : ERROR_CRYPTO;
}

/* ---- seals --------------------------------------------------------------- */

int
crypto_seal(const uint8_t key[CRYPTO_KEY_SIZE], struct bytes bound, struct bytes plain, uint8_t *out)
{
	uint8_t *cipher = out + CRYPTO_NONCE_SIZE;
	int length = 0, last = 0;

	if (plain.length > INT_MAX - CRYPTO_SEAL_OVERHEAD || bound.length > INT_MAX)
		return ERROR_CRYPTO;
	int err = crypto_random(out, CRYPTO_NONCE_SIZE);
	if (err != 0)
		return err;
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	bool good = context != NULL &&
	            EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, out) == 1 &&
	            EVP_EncryptUpdate(context, NULL, &length, bound.data, (int)bound.length) == 1 &&
	            EVP_EncryptUpdate(context, cipher, &length, plain.data, (int)plain.length) == 1 &&
	            EVP_EncryptFinal_ex(context, cipher + length, &last) == 1 &&
	            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, CRYPTO_TAG_SIZE,
	                                cipher + plain.length) == 1;
	EVP_CIPHER_CTX_free(context);
	return good ? 0 : ERROR_CRYPTO;
}

/* A struct crypto_opener is OpenSSL's, too. */
static EVP_CIPHER_CTX *
opener_context(struct crypto_opener *opener)
{
	return (EVP_CIPHER_CTX *)opener;
}

int
crypto_opener_create(const uint8_t key[CRYPTO_KEY_SIZE], struct crypto_opener **out)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();

	*out = (struct crypto_opener *)context;
	if (context != NULL && EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, NULL) == 1)
		return 0;
	crypto_opener_destroy(out);
	return ERROR_CRYPTO;
}

void
crypto_opener_destroy(struct crypto_opener **opener)
{
	if (opener == NULL)
		return;
	EVP_CIPHER_CTX_free(opener_context(*opener));
	*opener = NULL;
}

int
crypto_opener_open(struct crypto_opener *opener, struct bytes bound, struct bytes sealed,
                   uint8_t *out)
{
	EVP_CIPHER_CTX *context = opener_context(opener);
	int length = 0, last = 0;

	if (sealed.length < CRYPTO_SEAL_OVERHEAD || sealed.length > INT_MAX || bound.length > INT_MAX)
		return ERROR_CORRUPT;
	size_t plain_length = sealed.length - CRYPTO_SEAL_OVERHEAD;
	const uint8_t *cipher = sealed.data + CRYPTO_NONCE_SIZE;
	bool good = EVP_DecryptInit_ex(context, NULL, NULL, NULL, sealed.data) == 1 &&
	            EVP_DecryptUpdate(context, NULL, &length, bound.data, (int)bound.length) == 1 &&
	            EVP_DecryptUpdate(context, out, &length, cipher, (int)plain_length) == 1 &&
	            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, CRYPTO_TAG_SIZE,
	                                (void *)(cipher + plain_length)) == 1 &&
	            EVP_DecryptFinal_ex(context, out + length, &last) == 1;
	if (!good)
		explicit_bzero(out, plain_length);
	return good ? 0 : ERROR_CORRUPT;
}

int
crypto_open(const uint8_t key[CRYPTO_KEY_SIZE], struct bytes bound, struct bytes sealed, uint8_t *out)
{
	struct crypto_opener *opener;
	int err = crypto_opener_create(key, &opener);

	if (err == 0)
		err = crypto_opener_open(opener, bound, sealed, out);
	crypto_opener_destroy(&opener);
	return err;
}

/* ---- hexadecimal ----------------------------------------------------------- */

void
hex_encode(struct bytes bytes, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < bytes.length; i++) {
		*out++ = digits[bytes.data[i] >> 4];
		*out++ = digits[bytes.data[i] & 15];
	}
	*out = '\0';
}

static int
hex_digit(uint8_t c)
{
	if (byte_is_digit(c))
		return c - '0';
	c = byte_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
hex_decode(struct bytes hex, uint8_t *out, size_t length)
{
	if (hex.length != 2 * length)
		return ERROR_INVALID;
	for (size_t i = 0; i < length; i++) {
		int high = hex_digit(hex.data[2 * i]);
		int low = hex_digit(hex.data[2 * i + 1]);
		if (high < 0 || low < 0)
			return ERROR_INVALID;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}
