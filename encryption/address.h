/*
 * Addresses in header fields, read with suspicion: what is not a plain
 * address is no address here, as everything around one (display names,
 * comments, quoted local parts, routes) can carry content.
 *
 * Internal to the room. Threads: any.
 */
#ifndef PHIMILTER_ENCRYPTION_ADDRESS_H
#define PHIMILTER_ENCRYPTION_ADDRESS_H

#include "core/bytes.h"

/* A dot-atom, "@" and a host name, ASCII, within the sizes of RFC 5321 4.5.3.1. */
bool address_is_plain(struct bytes address);

/* Host name labels of letters, digits and hyphens, joined by dots. */
bool address_is_host_name(struct bytes name);

/*
 * Takes the next mailbox off an address list (RFC 5322 3.4); `address` is its
 * plain address, or empty when it has none. False when nothing is left. Every
 * call takes at least a byte, and nothing nests but by a counter.
 */
bool address_list_next(struct bytes *list, struct bytes *address);

#endif
