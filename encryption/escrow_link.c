#include "encryption/escrow_link.h"

#include <openssl/err.h>

#include "core/error.h"
#include "encryption/cms_parts.h"
#include "encryption/opener.h"
#include "encryption/sealed_form.h"

int
escrow_link_remove(struct bytes sealed, struct buffer *out)
{
	return sealed_form_without_link(sealed, out);
}

/* Wraps the content's key, which the officer unwraps, for the token too. */
static int
add_link(struct bytes sealed, const struct opener *officer, const struct escrow_token *token,
         struct buffer *out)
{
	const unsigned char *at = sealed.data;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)sealed.length);
	CMS_RecipientInfo *link = NULL;

	int err = cms != NULL ? opener_unwrap(officer, cms) : ERROR_INVALID;
	if (err == 0)
		err = cms_add_token(cms, token, &link);
	if (err == 0 && CMS_RecipientInfo_encrypt(cms, link) != 1)
		err = ERROR_CRYPTO;
	if (err == 0)
		err = cms_append_der(cms, out);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return err;
}

int
escrow_link_renew(struct bytes sealed, const char *key_file, const char *certificate_file,
                  const struct escrow_token *token, struct diagnostics *why, struct buffer *out)
{
	struct buffer closed = buffer_make(sealed.length);
	struct opener officer;

	int err = sealed_form_without_link(sealed, &closed);
	if (err == ERROR_NOT_FOUND)
		err = buffer_append(&closed, sealed);
	if (err != 0)
		goto done;
	err = opener_read(key_file, certificate_file, why, &officer);
	if (err == 0)
		err = add_link(buffer_bytes(&closed), &officer, token, out);
	if (err == ERROR_KEY && why->count == 0)
		diagnostics_add(why, certificate_file, 0, NULL,
		                "is not among those this original was sealed to");
	opener_release(&officer);
done:
	buffer_release(&closed);
	return err;
}
