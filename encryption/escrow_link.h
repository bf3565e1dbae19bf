/*
 * The link of a sealed original, apart from its content: ended, or a new one given. The
 * content and what opens it for the officers stay byte for byte as they were sealed.
 *
 * Used by phictl, never by the daemon. Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_ESCROW_LINK_H
#define PHIMILTER_ENCRYPTION_ESCROW_LINK_H

#include "core/buffer.h"
#include "core/diagnostics.h"
#include "encryption/escrow_token.h"

/* Appends the sealed form that no link opens. Needs no key. Fails: ERROR_NOT_FOUND (none
 * did), ERROR_INVALID (nothing that escrow_seal() made), ERROR_LIMIT, ERROR_MEMORY. */
MUST_USE int escrow_link_remove(struct bytes sealed, struct buffer *out);

/*
 * Appends the sealed form that the link with `token` opens, and none of before. Only an
 * officer can let others in: the key of the content must be had to be wrapped.
 * Fails: as escrow_open_with_key(), ERROR_CRYPTO.
 */
MUST_USE int escrow_link_renew(struct bytes sealed, const char *key_file,
                               const char *certificate_file, const struct escrow_token *token,
                               struct diagnostics *why, struct buffer *out);

#endif
