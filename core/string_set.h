/*
 * A sorted set of strings, for what an operator lists: domains, addresses.
 * Strings are compared byte for byte; who adds them brings them into one form.
 *
 * Ownership: the set owns copies. Threads: read-only after the last add, any thread.
 */
#ifndef PHIMILTER_CORE_STRING_SET_H
#define PHIMILTER_CORE_STRING_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "core/attributes.h"

struct string_set {
	char **items; /* sorted */
	size_t count;
	size_t capacity;
};

/* A repeated string is fine. Fails: ERROR_MEMORY. */
MUST_USE int string_set_add(struct string_set *set, const char *string);

bool string_set_contains(const struct string_set *set, const char *string);
void string_set_release(struct string_set *set);

#endif
