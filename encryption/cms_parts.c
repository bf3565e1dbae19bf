#include "encryption/cms_parts.h"

#include "core/crypto.h"
#include "core/error.h"

/* The CMS library frees what it is given, and wipes the key. */
int
cms_add_token(CMS_ContentInfo *cms, const struct escrow_token *token, CMS_RecipientInfo **out)
{
	struct bytes text = bytes_of_string(token->text);
	uint8_t *key = OPENSSL_malloc(CRYPTO_KEY_SIZE);
	uint8_t *id = OPENSSL_malloc(ESCROW_KEY_ID_SIZE);
	int err = key != NULL && id != NULL ? 0 : ERROR_MEMORY;

	if (err == 0)
		err = escrow_token_key(text, key);
	if (err == 0)
		err = escrow_token_key_id(text, id);
	if (err == 0)
		*out = CMS_add0_recipient_key(cms, NID_id_aes256_wrap, key, CRYPTO_KEY_SIZE, id,
		                              ESCROW_KEY_ID_SIZE, NULL, NULL, NULL);
	if (err == 0 && *out == NULL)
		err = ERROR_CRYPTO;
	if (err != 0) {
		OPENSSL_clear_free(key, CRYPTO_KEY_SIZE);
		OPENSSL_free(id);
	}
	return err;
}

int
cms_append_der(CMS_ContentInfo *cms, struct buffer *out)
{
	int length = i2d_CMS_ContentInfo(cms, NULL);

	if (length <= 0)
		return ERROR_CRYPTO;
	int err = buffer_reserve(out, (size_t)length);
	if (err != 0)
		return err;
	unsigned char *end = out->data + out->length;
	if (i2d_CMS_ContentInfo(cms, &end) != length)
		return ERROR_CRYPTO;
	out->length += (size_t)length;
	return 0;
}
