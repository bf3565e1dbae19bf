/*
 * The addresses a notice shows. Internal to the room. Threads: any.
 *
 * To and Cc are written from the envelope, not from the header: a header may
 * name what is no recipient at all, and its text is the client's. The header
 * only says which recipients it showed, so that a blind copy stays blind.
 */
#ifndef PHIMILTER_ENCRYPTION_NOTICE_ADDRESSES_H
#define PHIMILTER_ENCRYPTION_NOTICE_ADDRESSES_H

#include "core/attributes.h"
#include "core/domain_set.h"
#include "core/message.h"

struct notice_addresses {
	const char *sender; /* plain address */
	const char *to;     /* header value, folded with LF and tab; never NULL */
	const char *cc;     /* the same, or NULL for none */
};

/*
 * Reads m->envelope and m->headers; the strings are in the message's arena.
 *
 * The sender is the From address where that is the envelope sender's or of its
 * domain or an internal one (an application's bounce address differs from the
 * address people answer to); else the envelope sender; else postmaster@`host`.
 * Fails: ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int notice_addresses_find(struct message *m, const struct domain_set *internal_domains,
                                   const char *host, struct notice_addresses *out);

#endif
