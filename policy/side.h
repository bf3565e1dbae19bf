/*
 * Who is inside: the client that sends, and each recipient.
 *
 * Threads: pure.
 */
#ifndef PHIMILTER_POLICY_SIDE_H
#define PHIMILTER_POLICY_SIDE_H

#include "core/configuration.h"
#include "core/message.h"

/* Ours: a client that proved who it is, or one on a network of ours. */
bool side_sender_inside(const struct configuration *configuration, const struct envelope *envelope);

/*
 * Delivered inside. The MTA says so itself, or the domain is one of ours; but a
 * local part with routing in it ("user%elsewhere@ours", RFC 5321 appendix C) may
 * be rewritten by the MTA to leave again.
 */
bool side_recipient_inside(const struct configuration *configuration,
                           const struct recipient *recipient);

#endif
