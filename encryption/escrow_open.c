#include "encryption/escrow_open.h"

#include <openssl/cms.h>
#include <openssl/err.h>

#include "core/error.h"
#include "encryption/opener.h"
#include "encryption/sealed_form.h"

#define READ_SIZE ((size_t)1024 * 1024)

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
open_with(struct bytes sealed, const struct opener *opener, struct buffer *out)
{
	size_t length;
	int err = sealed_form_check(sealed, &length);
	if (err != 0)
		return err;
	const unsigned char *at = sealed.data;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)sealed.length);

	if (cms == NULL)
		err = ERROR_INVALID;
	else
		err = opener_unwrap(opener, cms);
	if (err == 0)
		err = read_content(cms, length, out);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return err;
}

int
escrow_open_with_key(struct bytes sealed, const char *key_file, const char *certificate_file,
                     struct diagnostics *why, struct buffer *out)
{
	struct opener opener;
	int err = opener_read(key_file, certificate_file, why, &opener);

	if (err == 0) {
		err = open_with(sealed, &opener, out);
		if (err == ERROR_KEY)
			diagnostics_add(why, certificate_file, 0, NULL,
			                "is not among those this original was sealed to");
	}
	opener_release(&opener);
	return err;
}

int
escrow_open_with_token(struct bytes sealed, struct bytes token, struct diagnostics *why,
                       struct buffer *out)
{
	struct opener opener;
	int err = opener_from_token(token, &opener);

	if (err == 0)
		err = open_with(sealed, &opener, out);
	if (err == ERROR_KEY)
		diagnostics_add(why, NULL, 0, NULL, "this is not the token of this original");
	opener_release(&opener);
	return err;
}
