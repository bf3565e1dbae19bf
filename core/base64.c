#include "core/base64.h"

#include <openssl/evp.h>

#include "core/error.h"

/* OpenSSL counts in int; far more than anything that is written so. */
#define BASE64_LENGTH_LIMIT ((size_t)1 << 28)

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int
base64_encode(struct bytes bytes, struct buffer *out)
{
	if (bytes.length > BASE64_LENGTH_LIMIT)
		return ERROR_LIMIT;
	/* EVP_EncodeBlock() adds a NUL. */
	int err = buffer_reserve(out, (bytes.length + 2) / 3 * 4 + 1);
	if (err == 0 && bytes.length > 0)
		out->length += (size_t)EVP_EncodeBlock(out->data + out->length, bytes.data,
		                                       (int)bytes.length);
	return err;
}

/* How many "=" end the text; more than 2 when it is no base64. */
static size_t
padding_of(struct bytes text)
{
	size_t padding = 0;

	if (text.length % 4 != 0)
		return SIZE_MAX;
	while (padding < text.length && text.data[text.length - 1 - padding] == '=')
		padding++;
	for (size_t i = 0; i + padding < text.length; i++)
		if (text.data[i] == '\0' || strchr(alphabet, text.data[i]) == NULL)
			return SIZE_MAX;
	return padding;
}

int
base64_decode(struct bytes text, struct buffer *out)
{
	size_t padding = padding_of(text);

	if (padding > 2 || text.length > BASE64_LENGTH_LIMIT)
		return ERROR_INVALID;
	int err = buffer_reserve(out, text.length / 4 * 3);
	if (err != 0 || text.length == 0)
		return err;
	int length = EVP_DecodeBlock(out->data + out->length, text.data, (int)text.length);
	if (length < (int)padding)
		return ERROR_INVALID;
	out->length += (size_t)length - padding;
	return 0;
}
