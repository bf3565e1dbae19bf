/*
 * Opening what escrow_seal() sealed; used by phictl, never by the daemon.
 *
 * Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_ESCROW_OPEN_H
#define PHIMILTER_ENCRYPTION_ESCROW_OPEN_H

#include "core/attributes.h"
#include "core/buffer.h"
#include "core/diagnostics.h"

/*
 * With an officer's PEM private key and certificate. Appends the original.
 * Fails: ERROR_KEY (unreadable, or not among the recipients; said in `why`),
 * ERROR_CORRUPT (changed bytes), ERROR_INVALID (no CMS), ERROR_LIMIT, ERROR_MEMORY.
 */
MUST_USE int escrow_open_with_key(struct bytes sealed, const char *key_file,
                                  const char *certificate_file, struct diagnostics *why,
                                  struct buffer *out);

/* With the token of the notice's link. Fails as above; a wrong token is ERROR_KEY. */
MUST_USE int escrow_open_with_token(struct bytes sealed, struct bytes token,
                                    struct diagnostics *why, struct buffer *out);

#endif
