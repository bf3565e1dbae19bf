#include "encryption/escrow_seal.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/ec.h>
#include <stdlib.h>

#include "core/error.h"
#include "encryption/cms_parts.h"
#include "encryption/officer_certificate.h"

/* CMS lengths are int; what surrounds the content fits in the rest. */
#define ORIGINAL_LIMIT ((size_t)1024 * 1024 * 1024)
#define WRITE_SIZE ((size_t)1024 * 1024)

struct escrow_sealer {
	X509 **officers;
	size_t count;
};

/* SHA-256 in place of the SHA-1 that OpenSSL uses where nothing is said. */
static bool
recipient_set_digests(CMS_RecipientInfo *recipient)
{
	EVP_PKEY_CTX *context = CMS_RecipientInfo_get0_pkey_ctx(recipient);

	if (context == NULL)
		return false;
	if (CMS_RecipientInfo_type(recipient) == CMS_RECIPINFO_AGREE)
		return EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) == 1;
	return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) == 1 &&
	       EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1;
}

static bool
add_officer(CMS_ContentInfo *cms, X509 *certificate)
{
	CMS_RecipientInfo *recipient = CMS_add1_recipient_cert(cms, certificate, CMS_KEY_PARAM);

	return recipient != NULL && recipient_set_digests(recipient);
}

/*
 * Encrypts straight from the caller's memory. CMS_final() would do the same
 * through buffers of its own, which it frees unwiped.
 */
static bool
write_content(CMS_ContentInfo *cms, struct bytes original)
{
	BIO *chain = CMS_dataInit(cms, NULL);
	bool good = chain != NULL;

	for (size_t at = 0; at < original.length && good; at += WRITE_SIZE) {
		struct bytes chunk = bytes_slice(original, at, WRITE_SIZE);
		good = BIO_write(chain, chunk.data, (int)chunk.length) == (int)chunk.length;
	}
	good = good && BIO_flush(chain) == 1 && CMS_dataFinal(cms, chain) == 1;
	BIO_free_all(chain);
	return good;
}

static int
seal_for(X509 *const *officers, size_t count, struct bytes original,
         const struct escrow_token *token, struct buffer *out)
{
	if (original.length > ORIGINAL_LIMIT)
		return ERROR_LIMIT;
	CMS_ContentInfo *cms = CMS_encrypt(NULL, NULL, EVP_aes_256_gcm(), CMS_BINARY | CMS_PARTIAL);
	CMS_RecipientInfo *link;
	bool good = cms != NULL;

	for (size_t i = 0; i < count && good; i++)
		good = add_officer(cms, officers[i]);
	int err = good ? cms_add_token(cms, token, &link) : ERROR_CRYPTO;
	if (err == 0 && !write_content(cms, original))
		err = ERROR_CRYPTO;
	if (err == 0)
		err = cms_append_der(cms, out);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return err;
}

int
escrow_seal(const struct escrow_sealer *sealer, struct bytes original,
            const struct escrow_token *token, struct buffer *out)
{
	return seal_for(sealer->officers, sealer->count, original, token, out);
}

/* A certificate that the library cannot encrypt to is found at start, not at the first message. */
static int
officer_try(X509 *certificate, const char *path, const struct settings_node *node,
            struct diagnostics *why)
{
	/* All of it, so what the officer alone adds is below ESCROW_OFFICER_OVERHEAD. */
	struct buffer sealed = buffer_make(ESCROW_OFFICER_OVERHEAD);
	struct escrow_token token;
	int err = escrow_token_create(&token);

	if (err == 0)
		err = seal_for(&certificate, 1, bytes_make(NULL, 0), &token, &sealed);
	buffer_release(&sealed);
	explicit_bzero(&token, sizeof(token));
	if (err == ERROR_LIMIT)
		return settings_complain(node, why, "\"%s\" would take more than %zu bytes of every sealed "
		                         "original; name one with a shorter issuer name", path,
		                         ESCROW_OFFICER_OVERHEAD);
	if (err == ERROR_CRYPTO)
		return settings_complain(node, why, "\"%s\" is a certificate that nothing can be encrypted "
		                         "to; name one with an RSA or EC key made for it", path);
	return err;
}

static int
officers_read(struct escrow_sealer *sealer, const struct configuration *configuration,
              struct diagnostics *why)
{
	const struct string_list *list = &configuration->escrow.officers;
	int result = 0;

	for (size_t i = 0; i < list->count; i++) {
		X509 **officer = &sealer->officers[sealer->count];
		int err = officer_certificate_read(configuration, list->items[i], list->nodes[i], why,
		                                   officer);
		if (err == 0) {
			sealer->count++;
			err = officer_try(*officer, list->items[i], list->nodes[i], why);
		}
		if (err != 0 && err != ERROR_CONFIG)
			return err;
		if (err != 0)
			result = err; /* the other certificates are checked all the same */
	}
	return result;
}

int
escrow_sealer_create(const struct configuration *configuration, struct diagnostics *why,
                     struct escrow_sealer **out)
{
	const struct string_list *list = &configuration->escrow.officers;

	*out = NULL;
	if (list->count == 0)
		return configuration_complain(configuration, "escrow.officers", why,
		                              "must name at least one records officer's certificate "
		                              "(PEM), such as ( \"/etc/phimilter/officer.pem\" ); "
		                              "without one nobody could open what is sealed");
	struct escrow_sealer *sealer = calloc(1, sizeof(*sealer));
	if (sealer == NULL)
		return ERROR_MEMORY;
	sealer->officers = calloc(list->count, sizeof(X509 *));
	int err = sealer->officers ? officers_read(sealer, configuration, why) : ERROR_MEMORY;
	if (err != 0)
		escrow_sealer_destroy(&sealer);
	*out = sealer;
	return err;
}

void
escrow_sealer_destroy(struct escrow_sealer **sealer)
{
	if (sealer == NULL || *sealer == NULL)
		return;
	for (size_t i = 0; i < (*sealer)->count; i++)
		X509_free((*sealer)->officers[i]);
	free((*sealer)->officers);
	free(*sealer);
	*sealer = NULL;
}
