#include "encryption/sealed_form.h"

#include <limits.h>
#include <openssl/asn1.h>
#include <openssl/err.h>

#include "core/crypto.h"
#include "core/error.h"

#define CONTEXT_0 0 /* tag number of [0] */

/* id-ct-authEnvelopedData, 1.2.840.113549.1.9.16.1.23 (RFC 5083 2). */
static const uint8_t type_auth_enveloped[] = {
	0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x17,
};

/* INTEGER 0: the version (RFC 5083 2.1). */
static const uint8_t version_zero[] = { 0x02, 0x01, 0x00 };

/* id-data, 1.2.840.113549.1.7.1, and the head of aes256-GCM with its nonce (RFC 5084 3.2). */
static const uint8_t content_head[] = {
	0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01,
	0x30, 0x1e, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2e,
	0x30, 0x11, 0x04, CRYPTO_NONCE_SIZE,
};

/* aes-ICVlen: INTEGER 16. */
static const uint8_t content_tag_length[] = { 0x02, 0x01, CRYPTO_TAG_SIZE };

static bool
take_constant(struct bytes *rest, const uint8_t *constant, size_t length)
{
	if (rest->length < length || memcmp(rest->data, constant, length) != 0)
		return false;
	*rest = bytes_slice(*rest, length, rest->length);
	return true;
}

/* Takes the next element, of definite length, off `rest`; `content` is what is in it. */
static bool
take_element(struct bytes *rest, int class, int tag, bool constructed, struct bytes *content)
{
	const unsigned char *at = rest->data;
	long length;
	int got_tag, got_class;

	if (rest->length == 0 || rest->length > LONG_MAX)
		return false;
	int form = ASN1_get_object(&at, &length, &got_tag, &got_class, (long)rest->length);
	if (form != (constructed ? V_ASN1_CONSTRUCTED : 0) || got_class != class || got_tag != tag)
		return false;
	size_t head = (size_t)(at - rest->data);
	*content = bytes_slice(*rest, head, (size_t)length);
	*rest = bytes_slice(*rest, head + (size_t)length, rest->length);
	return true;
}

static bool
take_sequence(struct bytes *rest, struct bytes *content)
{
	return take_element(rest, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, true, content);
}

/* ContentInfo (RFC 5652 3) down to what is in AuthEnvelopedData. */
static bool
enter(struct bytes sealed, struct bytes *inside)
{
	struct bytes info, content;

	return take_sequence(&sealed, &info) && sealed.length == 0 &&
	       take_constant(&info, type_auth_enveloped, sizeof(type_auth_enveloped)) &&
	       take_element(&info, V_ASN1_CONTEXT_SPECIFIC, CONTEXT_0, true, &content) &&
	       info.length == 0 && take_sequence(&content, inside) && content.length == 0;
}

/* EncryptedContentInfo (RFC 5652 6.1). */
static bool
content_check(struct bytes info, size_t *content_length)
{
	struct bytes content;

	if (!take_constant(&info, content_head, sizeof(content_head)) ||
	    info.length < CRYPTO_NONCE_SIZE)
		return false;
	info = bytes_slice(info, CRYPTO_NONCE_SIZE, info.length);
	if (!take_constant(&info, content_tag_length, sizeof(content_tag_length)) ||
	    !take_element(&info, V_ASN1_CONTEXT_SPECIFIC, CONTEXT_0, false, &content))
		return false;
	*content_length = content.length;
	return info.length == 0;
}

int
sealed_form_check(struct bytes sealed, size_t *content_length)
{
	struct bytes inside, recipients, content, tag;

	bool good = enter(sealed, &inside) &&
	            take_constant(&inside, version_zero, sizeof(version_zero)) &&
	            take_element(&inside, V_ASN1_UNIVERSAL, V_ASN1_SET, true, &recipients) &&
	            take_sequence(&inside, &content) && content_check(content, content_length) &&
	            take_element(&inside, V_ASN1_UNIVERSAL, V_ASN1_OCTET_STRING, false, &tag) &&
	            tag.length == CRYPTO_TAG_SIZE && inside.length == 0;
	ERR_clear_error();
	return good ? 0 : ERROR_INVALID;
}
