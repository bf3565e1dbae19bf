/*
 * What rules compare addresses, domains, networks and words with: a list that
 * stands in a condition, or one that has a name and is used as often as wanted.
 *
 *	lists: {
 *		partners = ( "insurer.example", ".lab.example", "jane@other.example" );
 *		billing = { file = "/etc/phimilter/billing"; };
 *		nurses = { ldap = { ... }; };           (policy/group.h)
 *	};
 *
 * An address or a domain may end: "insurer.example until 2027-12-31", as an agreement does.
 *
 * A list becomes a set of the kind that each condition using it needs, once.
 *
 * Ownership: strings belong to the settings, or to the list where a file holds
 * them. Threads: read-only after the last list_use(), any thread.
 */
#ifndef PHIMILTER_POLICY_LIST_H
#define PHIMILTER_POLICY_LIST_H

#include "core/configuration.h"
#include "core/network_set.h"
#include "core/settings.h"
#include "policy/address_set.h"

enum list_use {
	LIST_ADDRESSES, /* "jane@example.com", "@example.com", "@.example.com"; in a named list
	                   also a domain as below */
	LIST_DOMAINS,   /* "example.com", ".example.com" */
	LIST_NETWORKS,  /* "192.0.2.0/24", "::1" */
	LIST_WORDS,     /* compared whole and without case */
	LIST_USE_LIMIT
};

/* Kinds of condition that look into lists, with room. */
#define LIST_ASKERS 12

struct list_entry {
	const char *text;
	const struct settings_node *node; /* NULL in a file */
	unsigned line;                    /* of the file */
};

/* What holds until a day ends, as an agreement does. */
struct dated_list {
	int64_t until; /* seconds since the epoch */
	struct list *list;
};

struct list {
	const char *name; /* NULL where the list stands in a condition */
	const struct settings_node *node;
	struct list_entry *entries;
	size_t count;
	size_t capacity;
	char *file;       /* path, NULL for none */
	char *file_text;
	bool broken;      /* its reading has been complained about */
	bool made[LIST_USE_LIMIT];
	struct address_set addresses; /* that always hold, and so on */
	struct domain_set domains;
	struct network_set networks;
	struct string_set words; /* lower case */
	struct dated_list *dated;  /* addresses and domains, by the day they end on */
	size_t dated_count;
	unsigned memo[LIST_ASKERS]; /* where the answer about it is kept, for each kind of
	                               condition that asks; 0 nowhere (policy/condition.h) */
};

/* Everything about lists fails with ERROR_CONFIG, said in `why`, or ERROR_MEMORY. */

/* A list without a name and without entries, written at `node`. */
MUST_USE int list_create(const struct settings_node *node, struct list **out);

/* Reads a member of `lists`; relative paths are of the folder of `rule_file`. */
MUST_USE int list_read(const struct configuration *configuration, const struct settings_node *node,
                       const char *rule_file, struct diagnostics *why, struct list **out);
void list_destroy(struct list **list);

MUST_USE int list_add(struct list *list, const char *text, const struct settings_node *node);

/* Makes the set of kind `use`, unless it is there. Complains of each entry that does not fit. */
MUST_USE int list_use(struct list *list, enum list_use use, struct diagnostics *why);

/* Whether it holds at the time `at`; after list_use() for LIST_ADDRESSES, and LIST_DOMAINS. */
bool list_has_address(const struct list *list, const struct address *address, int64_t at);
bool list_has_domain(const struct list *list, const char *domain, int64_t at);

/* The last second of "... until 2027-12-31" in the host's time; 0 for an entry without an end,
 * -1 for one whose end is no day. `*length` is how long the entry is without it. */
int64_t list_entry_end(const char *text, size_t *length);

#endif
