/*
 * The outer form of a sealed original, checked before OpenSSL decrypts it.
 *
 * In AuthEnvelopedData without authAttrs (RFC 5083 2.1) the GCM tag covers the
 * content only. The cipher, the tag's length and the content type stand beside
 * it unprotected, and a library follows them: one who can write the file could
 * name a cipher without a tag, or cut the tag to a byte that is soon guessed.
 * So everything outside recipientInfos must be exactly what escrow_seal() writes.
 *
 * Internal to the room. Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_SEALED_FORM_H
#define PHIMILTER_ENCRYPTION_SEALED_FORM_H

#include "core/attributes.h"
#include "core/buffer.h"

/* Gives the length of the encrypted content. Fails: ERROR_INVALID. */
MUST_USE int sealed_form_check(struct bytes sealed, size_t *content_length);

/*
 * Appends the same without what the notice's link opens it by; all else is as it was.
 * Fails: ERROR_INVALID, ERROR_NOT_FOUND (no link opens it), ERROR_LIMIT, ERROR_MEMORY.
 */
MUST_USE int sealed_form_without_link(struct bytes sealed, struct buffer *out);

#endif
