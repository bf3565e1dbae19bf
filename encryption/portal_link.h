/*
 * The address in a notice: escrow.portal_url, the escrow id, "#" and the token
 * (portal_notice.h says why so).
 *
 * Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_PORTAL_LINK_H
#define PHIMILTER_ENCRYPTION_PORTAL_LINK_H

#include "core/buffer.h"
#include "core/configuration.h"
#include "encryption/escrow_token.h"

/* Appends what the escrow id is put behind. Fails: ERROR_CONFIG (no https address, said in
 * `why`), ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int portal_link_begin(const struct configuration *configuration, struct diagnostics *why,
                               struct buffer *out);

/* Appends all of it. Fails as above. */
MUST_USE int portal_link_make(const struct configuration *configuration, const char *escrow_id,
                              const struct escrow_token *token, struct diagnostics *why,
                              struct buffer *out);

#endif
