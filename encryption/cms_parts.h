/*
 * What sealing and giving a new link have in common. Internal to the room. Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_CMS_PARTS_H
#define PHIMILTER_ENCRYPTION_CMS_PARTS_H

#include <openssl/cms.h>

#include "core/buffer.h"
#include "encryption/escrow_token.h"

/* Adds the recipient that a token stands for; the CMS owns it. Fails: ERROR_CRYPTO,
 * ERROR_INVALID (no token), ERROR_MEMORY. */
MUST_USE int cms_add_token(CMS_ContentInfo *cms, const struct escrow_token *token,
                           CMS_RecipientInfo **out);

/* Appends its DER. Fails: ERROR_CRYPTO, ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int cms_append_der(CMS_ContentInfo *cms, struct buffer *out);

#endif
