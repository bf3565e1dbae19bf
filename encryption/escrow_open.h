/*
 * Opening what escrow_seal() sealed; used by phictl, never by the daemon.
 *
 * Nothing is appended to `out` before the tag over the whole original has been
 * verified. Only what escrow_seal() makes is accepted, byte for byte in all
 * that no key protects: a cipher other than AES-256-GCM, a shortened tag or
 * attributes added to it are refused before anything is decrypted.
 *
 * What belongs to another recipient (an officer's wrapped key, when a token
 * opens) is not looked at: RFC 5083 authenticates the content, not the list of
 * who may open it. A change there yields the exact original, never another.
 *
 * Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_ESCROW_OPEN_H
#define PHIMILTER_ENCRYPTION_ESCROW_OPEN_H

#include "core/attributes.h"
#include "core/buffer.h"
#include "core/diagnostics.h"

/*
 * With an officer's PEM private key and certificate; asks for the key's
 * passphrase on the terminal where it has one. Appends the original.
 * Fails: ERROR_KEY (unreadable, not a pair, or not among the recipients; said
 * in `why`), ERROR_CORRUPT (changed bytes), ERROR_INVALID (nothing that
 * escrow_seal() made), ERROR_LIMIT, ERROR_MEMORY.
 */
MUST_USE int escrow_open_with_key(struct bytes sealed, const char *key_file,
                                  const char *certificate_file, struct diagnostics *why,
                                  struct buffer *out);

/* With the token of the notice's link. Fails as above; a wrong token is ERROR_KEY. */
MUST_USE int escrow_open_with_token(struct bytes sealed, struct bytes token,
                                    struct diagnostics *why, struct buffer *out);

#endif
