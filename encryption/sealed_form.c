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

/* What AuthEnvelopedData consists of, all of it checked. */
struct sealed_parts {
	struct bytes recipients;     /* the content of the SET */
	struct bytes tail;           /* behind it: content and tag */
	size_t content_length;
};

static bool
take_apart(struct bytes sealed, struct sealed_parts *out)
{
	struct bytes inside, content, tag;

	if (!enter(sealed, &inside) || !take_constant(&inside, version_zero, sizeof(version_zero)) ||
	    !take_element(&inside, V_ASN1_UNIVERSAL, V_ASN1_SET, true, &out->recipients))
		return false;
	out->tail = inside;
	return take_sequence(&inside, &content) && content_check(content, &out->content_length) &&
	       take_element(&inside, V_ASN1_UNIVERSAL, V_ASN1_OCTET_STRING, false, &tag) &&
	       tag.length == CRYPTO_TAG_SIZE && inside.length == 0;
}

int
sealed_form_check(struct bytes sealed, size_t *content_length)
{
	struct sealed_parts parts;
	bool good = take_apart(sealed, &parts);

	ERR_clear_error();
	if (good)
		*content_length = parts.content_length;
	return good ? 0 : ERROR_INVALID;
}

/* ---- without the link ---------------------------------------------------------- */

/* KEKRecipientInfo is [2] of RecipientInfo (RFC 5652 6.2). */
#define CONTEXT_KEK 2
#define KEK_FIRST_BYTE (V_ASN1_CONTEXT_SPECIFIC | V_ASN1_CONSTRUCTED | CONTEXT_KEK)

/* Appends the recipients but for those with a key-encryption key, which `*found` counts. */
static int
keep_others(struct bytes recipients, struct buffer *out, size_t *found)
{
	while (recipients.length > 0) {
		const uint8_t *start = recipients.data;
		bool link = *start == KEK_FIRST_BYTE;
		struct bytes content;
		int class = link || (*start & V_ASN1_CONTEXT_SPECIFIC) ? V_ASN1_CONTEXT_SPECIFIC :
		                                                         V_ASN1_UNIVERSAL;
		int tag = *start & V_ASN1_PRIMITIVE_TAG;
		if (!take_element(&recipients, class, tag, true, &content))
			return ERROR_INVALID;
		*found += link;
		size_t length = (size_t)(content.data + content.length - start);
		int err = link ? 0 : buffer_append(out, bytes_make(start, length));
		if (err != 0)
			return err;
	}
	return 0;
}

static int
append_head(struct buffer *out, int class, int tag, int length)
{
	size_t size = (size_t)ASN1_object_size(1, length, tag) - (size_t)length;
	int err = buffer_reserve(out, size);

	if (err == 0) {
		unsigned char *end = out->data + out->length;
		ASN1_put_object(&end, 1, length, tag, class);
		out->length += size;
	}
	return err;
}

static int
put_together(struct bytes recipients, struct bytes tail, struct buffer *out)
{
	int set = ASN1_object_size(1, (int)recipients.length, V_ASN1_SET);
	int inside = (int)sizeof(version_zero) + set + (int)tail.length;
	int data = ASN1_object_size(1, inside, V_ASN1_SEQUENCE);
	int info = (int)sizeof(type_auth_enveloped) + ASN1_object_size(1, data, CONTEXT_0);

	int err = append_head(out, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, info);
	if (err == 0)
		err = buffer_append(out, bytes_make(type_auth_enveloped, sizeof(type_auth_enveloped)));
	if (err == 0)
		err = append_head(out, V_ASN1_CONTEXT_SPECIFIC, CONTEXT_0, data);
	if (err == 0)
		err = append_head(out, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, inside);
	if (err == 0)
		err = buffer_append(out, bytes_make(version_zero, sizeof(version_zero)));
	if (err == 0)
		err = append_head(out, V_ASN1_UNIVERSAL, V_ASN1_SET, (int)recipients.length);
	if (err == 0)
		err = buffer_append(out, recipients);
	return err == 0 ? buffer_append(out, tail) : err;
}

int
sealed_form_without_link(struct bytes sealed, struct buffer *out)
{
	struct buffer others = buffer_make(sealed.length);
	struct sealed_parts parts;
	size_t found = 0;
	/* ASN1_put_object() takes lengths as int. */
	int err = sealed.length <= INT_MAX && take_apart(sealed, &parts) ? 0 : ERROR_INVALID;

	if (err == 0)
		err = keep_others(parts.recipients, &others, &found);
	if (err == 0 && found == 0)
		err = ERROR_NOT_FOUND;
	if (err == 0)
		err = put_together(buffer_bytes(&others), parts.tail, out);
	buffer_release(&others);
	ERR_clear_error();
	return err;
}
