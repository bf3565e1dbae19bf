#include "encryption/escrow_open.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "core/crypto.h"
#include "core/error.h"
#include "encryption/escrow_token.h"
#include "encryption/sealed_form.h"

#define READ_SIZE ((size_t)1024 * 1024)

/* An open is either by an officer's key and certificate or by a key-encryption key. */
struct opener {
	EVP_PKEY *key;
	X509 *certificate;
	uint8_t token_key[CRYPTO_KEY_SIZE];
	uint8_t token_key_id[ESCROW_KEY_ID_SIZE];
};

static bool
agree_is_for(CMS_RecipientInfo *recipient, X509 *certificate)
{
	STACK_OF(CMS_RecipientEncryptedKey) *keys = CMS_RecipientInfo_kari_get0_reks(recipient);

	for (int i = 0; i < sk_CMS_RecipientEncryptedKey_num(keys); i++)
		if (CMS_RecipientEncryptedKey_cert_cmp(sk_CMS_RecipientEncryptedKey_value(keys, i),
		                                       certificate) == 0)
			return true;
	return false;
}

static bool
recipient_is(CMS_RecipientInfo *recipient, const struct opener *opener)
{
	switch (CMS_RecipientInfo_type(recipient)) {
	case CMS_RECIPINFO_TRANS:
		return opener->certificate != NULL &&
		       CMS_RecipientInfo_ktri_cert_cmp(recipient, opener->certificate) == 0;
	case CMS_RECIPINFO_AGREE:
		return opener->certificate != NULL && agree_is_for(recipient, opener->certificate);
	case CMS_RECIPINFO_KEK:
		return opener->certificate == NULL &&
		       CMS_RecipientInfo_kekri_id_cmp(recipient, opener->token_key_id,
		                                      ESCROW_KEY_ID_SIZE) == 0;
	default:
		return false;
	}
}

static bool
is_recipient(CMS_ContentInfo *cms, const struct opener *opener)
{
	STACK_OF(CMS_RecipientInfo) *recipients = CMS_get0_RecipientInfos(cms);

	for (int i = 0; i < sk_CMS_RecipientInfo_num(recipients); i++)
		if (recipient_is(sk_CMS_RecipientInfo_value(recipients, i), opener))
			return true;
	return false;
}

static bool
unwrap_key(CMS_ContentInfo *cms, struct opener *opener)
{
	if (opener->certificate != NULL)
		return CMS_decrypt_set1_pkey(cms, opener->key, opener->certificate) == 1;
	return CMS_decrypt_set1_key(cms, opener->token_key, CRYPTO_KEY_SIZE, opener->token_key_id,
	                            ESCROW_KEY_ID_SIZE) == 1;
}

/*
 * Decrypts behind the end of `out`, and makes the bytes part of it only when
 * the tag, which comes last, is verified.
 */
static int
read_content(CMS_ContentInfo *cms, size_t length, struct buffer *out)
{
	uint8_t beyond;
	size_t done = 0;
	int err = buffer_reserve(out, length);
	if (err != 0)
		return err;
	uint8_t *plain = out->data + out->length;
	BIO *chain = CMS_dataInit(cms, NULL);

	while (chain != NULL && done < length) {
		size_t want = length - done < READ_SIZE ? length - done : READ_SIZE;
		int got = BIO_read(chain, plain + done, (int)want);
		if (got <= 0)
			break;
		done += (size_t)got;
	}
	/* Reading to the very end is what makes the cipher look at the tag. */
	bool good = chain != NULL && done == length && BIO_read(chain, &beyond, 1) <= 0 &&
	            BIO_get_cipher_status(chain) == 1;
	BIO_free_all(chain);
	if (good)
		out->length += length;
	else if (length > 0)
		explicit_bzero(plain, length);
	return good ? 0 : ERROR_CORRUPT;
}

static int
open_with(struct bytes sealed, struct opener *opener, struct buffer *out)
{
	size_t length;
	int err = sealed_form_check(sealed, &length);
	if (err != 0)
		return err;
	const unsigned char *at = sealed.data;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)sealed.length);

	if (cms == NULL)
		err = ERROR_INVALID;
	else if (!is_recipient(cms, opener))
		err = ERROR_KEY;
	else if (!unwrap_key(cms, opener))
		err = ERROR_CORRUPT;
	else
		err = read_content(cms, length, out);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return err;
}

static int
opener_read(const char *key_file, const char *certificate_file, struct diagnostics *why,
            struct opener *out)
{
	BIO *key = BIO_new_file(key_file, "r");
	BIO *certificate = BIO_new_file(certificate_file, "r");

	out->key = key ? PEM_read_bio_PrivateKey(key, NULL, NULL, NULL) : NULL;
	out->certificate = certificate ? PEM_read_bio_X509(certificate, NULL, NULL, NULL) : NULL;
	BIO_free(key);
	BIO_free(certificate);
	if (out->key == NULL)
		diagnostics_add(why, key_file, 0, NULL, "is not readable as a private key in PEM form "
		                "(or its passphrase was wrong)");
	if (out->certificate == NULL)
		diagnostics_add(why, certificate_file, 0, NULL,
		                "is not readable as a certificate in PEM form");
	if (out->key == NULL || out->certificate == NULL)
		return ERROR_KEY;
	if (X509_check_private_key(out->certificate, out->key) != 1) {
		diagnostics_add(why, key_file, 0, NULL, "is not the private key of the certificate %s",
		                certificate_file);
		return ERROR_KEY;
	}
	return 0;
}

int
escrow_open_with_key(struct bytes sealed, const char *key_file, const char *certificate_file,
                     struct diagnostics *why, struct buffer *out)
{
	struct opener opener = { 0 };
	int err = opener_read(key_file, certificate_file, why, &opener);

	if (err == 0) {
		err = open_with(sealed, &opener, out);
		if (err == ERROR_KEY)
			diagnostics_add(why, certificate_file, 0, NULL,
			                "is not among those this original was sealed to");
	}
	X509_free(opener.certificate);
	EVP_PKEY_free(opener.key);
	ERR_clear_error();
	return err;
}

int
escrow_open_with_token(struct bytes sealed, struct bytes token, struct diagnostics *why,
                       struct buffer *out)
{
	struct opener opener = { 0 };
	int err = escrow_token_key(token, opener.token_key);

	if (err == 0)
		err = escrow_token_key_id(token, opener.token_key_id);
	if (err == ERROR_INVALID)
		err = ERROR_KEY;
	if (err == 0)
		err = open_with(sealed, &opener, out);
	if (err == ERROR_KEY)
		diagnostics_add(why, NULL, 0, NULL, "this is not the token of this original");
	explicit_bzero(&opener, sizeof(opener));
	return err;
}
