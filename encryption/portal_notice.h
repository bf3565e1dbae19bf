/*
 * The notice a receiver gets in place of a message with PHI: multipart/alternative
 * text and HTML from the admin's templates, with neutral headers. Nothing of the
 * original is in it but the sender's and receivers' addresses, the date and the link.
 *
 * Threads: read-only after creation, any thread.
 */
#ifndef PHIMILTER_ENCRYPTION_PORTAL_NOTICE_H
#define PHIMILTER_ENCRYPTION_PORTAL_NOTICE_H

#include "core/configuration.h"
#include "core/message.h"
#include "encryption/escrow_seal.h"

struct portal_notice;

/* Reads and checks the templates. Fails: ERROR_CONFIG (unreadable, unknown or missing
 * placeholder, portal_url not https; said in `why` with file and line), ERROR_MEMORY. */
MUST_USE int portal_notice_create(const struct configuration *configuration,
                                  struct diagnostics *why, struct portal_notice **out);
void portal_notice_destroy(struct portal_notice **notice);

/*
 * Appends to m->edits everything that turns the message into its notice:
 * every header field that could carry content is deleted or replaced by a
 * neutral one (an allow-list stays: From, To, Cc reduced to addresses, Date,
 * Message-ID), then the body is replaced. Reads m->headers, m->envelope and
 * m->escrow_id. Fails: ERROR_MEMORY, ERROR_LIMIT; the edits are then useless
 * and the message must be tempfailed.
 */
MUST_USE int portal_notice_compose(const struct portal_notice *notice,
                                   const struct escrow_token *token, struct message *m);

#endif
