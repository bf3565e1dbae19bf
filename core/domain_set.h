/*
 * A set of mail domains. An entry "example.com" is that domain alone,
 * ".example.com" every domain below it. Compared as ASCII without case; one
 * trailing dot is ignored (RFC 5321 2.3.5).
 *
 * Threads: read-only after the last add, any thread.
 */
#ifndef PHIMILTER_CORE_DOMAIN_SET_H
#define PHIMILTER_CORE_DOMAIN_SET_H

#include "core/attributes.h"
#include "core/bytes.h"
#include "core/diagnostics.h"
#include "core/string_set.h"

struct domain_set {
	struct string_set entries; /* lower case */
};

/* Fails: ERROR_INVALID (not a domain), ERROR_MEMORY. A repeated entry is fine. */
MUST_USE int domain_set_add(struct domain_set *set, struct bytes domain);

/*
 * Adds each line of `text`, which was read from `path`; blank lines and what follows a # are
 * skipped. Fails: ERROR_CONFIG for lines that are no domain, each said in `why` with the
 * file's line under the name `setting`; ERROR_MEMORY.
 */
MUST_USE int domain_set_add_lines(struct domain_set *set, struct bytes text, const char *path,
                                  const char *setting, struct diagnostics *why);

bool domain_set_is_empty(const struct domain_set *set);

bool domain_set_contains(const struct domain_set *set, struct bytes domain);

/* The same for a domain that is looked up often: normalised once, then found by its text.
 * False, and "" in `out`, when `domain` is none. */
#define DOMAIN_TEXT_SIZE 256
bool domain_normalise(struct bytes domain, char out[DOMAIN_TEXT_SIZE]);
bool domain_set_contains_text(const struct domain_set *set, const char *normalised);

void domain_set_release(struct domain_set *set);

/* The domain of an address: what follows the last @; empty when there is none. */
struct bytes address_domain(const char *address);

#endif
