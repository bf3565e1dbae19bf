/*
 * A set of mail addresses as rules write them: "jane@example.com" is that
 * address, "@example.com" every address of the domain, "@.example.com" every
 * address of a domain below it, "<>" the empty sender of a bounce. Compared as
 * ASCII without case: RFC 5321 2.4 allows local parts that differ by case
 * alone, but nobody who writes a rule means that.
 *
 * Threads: read-only after the last add, any thread.
 */
#ifndef PHIMILTER_POLICY_ADDRESS_SET_H
#define PHIMILTER_POLICY_ADDRESS_SET_H

#include "core/arena.h"
#include "core/attributes.h"
#include "core/domain_set.h"

struct address_set {
	struct string_set addresses; /* whole ones, lower case */
	struct domain_set domains;
	bool empty_address; /* "<>" is in the set */
};

/* An address made ready for many lookups. */
struct address {
	const char *text;   /* lower case; "" for the empty sender */
	const char *domain; /* normalised (core/domain_set.h); "" when it has none */
};

/* Fails: ERROR_INVALID (nothing of the four forms), ERROR_MEMORY. */
MUST_USE int address_set_add(struct address_set *set, const char *pattern);

bool address_set_is_empty(const struct address_set *set);
bool address_set_contains(const struct address_set *set, const struct address *address);
void address_set_release(struct address_set *set);

/* Copies into the arena. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int address_make(struct arena *arena, const char *text, struct address *out);

#endif
