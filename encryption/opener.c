#include "encryption/opener.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "core/error.h"

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
unwrap_key(CMS_ContentInfo *cms, const struct opener *opener)
{
	if (opener->certificate != NULL)
		return CMS_decrypt_set1_pkey(cms, opener->key, opener->certificate) == 1;
	return CMS_decrypt_set1_key(cms, (unsigned char *)opener->token_key, CRYPTO_KEY_SIZE,
	                            (unsigned char *)opener->token_key_id,
	                            ESCROW_KEY_ID_SIZE) == 1;
}

int
opener_unwrap(const struct opener *opener, CMS_ContentInfo *cms)
{
	if (!is_recipient(cms, opener))
		return ERROR_KEY;
	return unwrap_key(cms, opener) ? 0 : ERROR_CORRUPT;
}

int
opener_read(const char *key_file, const char *certificate_file, struct diagnostics *why,
            struct opener *out)
{
	BIO *key = BIO_new_file(key_file, "r");
	BIO *certificate = BIO_new_file(certificate_file, "r");

	*out = (struct opener){ 0 };
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
opener_from_token(struct bytes token, struct opener *out)
{
	*out = (struct opener){ 0 };
	int err = escrow_token_key(token, out->token_key);
	if (err == 0)
		err = escrow_token_key_id(token, out->token_key_id);
	return err == ERROR_INVALID ? ERROR_KEY : err;
}

void
opener_release(struct opener *opener)
{
	X509_free(opener->certificate);
	EVP_PKEY_free(opener->key);
	explicit_bzero(opener, sizeof(*opener));
	ERR_clear_error();
}
