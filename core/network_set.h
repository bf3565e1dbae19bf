/*
 * A set of IP networks in CIDR form (RFC 4632, RFC 4291): "192.0.2.0/24",
 * "2001:db8::/32", or one address. An IPv4-mapped IPv6 address is its IPv4 one.
 *
 * Threads: read-only after the last add, any thread.
 */
#ifndef PHIMILTER_CORE_NETWORK_SET_H
#define PHIMILTER_CORE_NETWORK_SET_H

#include "core/attributes.h"
#include "core/bytes.h"

struct network {
	uint8_t address[16]; /* IPv4 as ::ffff:a.b.c.d */
	unsigned prefix;     /* bits of those 128 */
};

struct network_set {
	struct network *entries;
	size_t count;
};

/* Fails: ERROR_INVALID (no network, or host bits set), ERROR_MEMORY. */
MUST_USE int network_set_add(struct network_set *set, const char *cidr);

/* False for text that is no address. */
bool network_set_contains(const struct network_set *set, const char *address);
void network_set_release(struct network_set *set);

#endif
