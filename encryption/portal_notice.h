/*
 * The notice a receiver gets in place of a message with PHI: multipart/alternative
 * text and HTML from the admin's templates, with neutral headers. Nothing of the
 * original is in it but the sender's and receivers' addresses and the date.
 *
 * The link is escrow.portal_url, the escrow id, "#" and the token. The token is
 * the URL's fragment, which a browser does not send (RFC 3986 3.5): it comes into
 * no server's or proxy's log, no Referer, and to no mail gateway that fetches
 * links to look at them. The portal's page reads it and hands it over in the body
 * of a request.
 *
 * Header fields are an allow-list, as anything in a header may be content:
 *
 *   From          the From address where it is the envelope sender, of the
 *                 sender's domain or an internal one; else the envelope sender;
 *                 else postmaster. Or escrow.notice_from
 *   Reply-To      that address, where escrow.notice_from takes its place
 *   To, Cc        those recipients of the envelope that the field named; a
 *                 single recipient is always shown itself in To
 *   Date          when the message was received, in UTC
 *   Message-ID    the escrow id, which is random. The original's stays out: a
 *                 client may put anything there and nobody can tell by looking
 *   Subject       escrow.notice_subject
 *   MIME-Version, Content-Type, Content-Transfer-Encoding   the notice's own
 *
 * Every other field is deleted: Received, References, List-*, Bcc,
 * DKIM-Signature (which no longer fits), and all that a client makes up.
 *
 * Threads: read-only after creation, any thread.
 */
#ifndef PHIMILTER_ENCRYPTION_PORTAL_NOTICE_H
#define PHIMILTER_ENCRYPTION_PORTAL_NOTICE_H

#include "core/configuration.h"
#include "core/message.h"
#include "encryption/escrow_token.h"

struct portal_notice;

/*
 * Reads and checks the templates and the settings of the notice. The
 * configuration must outlive it. Fails: ERROR_CONFIG (template unreadable, with
 * an unknown placeholder or without {{link}}, portal_url not https, notice_from
 * no address, notice_subject unfit, no usable host name; said in `why` with file
 * and line), ERROR_MEMORY.
 */
MUST_USE int portal_notice_create(const struct configuration *configuration,
                                  struct diagnostics *why, struct portal_notice **out);
void portal_notice_destroy(struct portal_notice **notice);

/*
 * Appends to m->edits everything that turns the message into its notice: all
 * header fields as above, then the body. Reads m->headers, m->envelope and
 * m->escrow_id. Values have no leading space; long ones are folded with LF and
 * tab; the body's lines end in CRLF and are 7-bit and at most 76 long.
 * Fails: ERROR_MEMORY, ERROR_LIMIT, ERROR_CRYPTO (no random boundary),
 * ERROR_STATE (nothing was sealed); the edits are then useless and the message
 * must be tempfailed.
 */
MUST_USE int portal_notice_compose(const struct portal_notice *notice,
                                   const struct escrow_token *token, struct message *m);

#endif
