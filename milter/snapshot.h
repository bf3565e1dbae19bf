/*
 * The configuration and everything compiled from it, as one immutable,
 * reference-counted whole. A message pins the current snapshot from its first
 * command to its end, so a reload never changes the rules under a message.
 *
 * Threads: a snapshot is read-only; the holder's calls from any thread.
 */
#ifndef PHIMILTER_MILTER_SNAPSHOT_H
#define PHIMILTER_MILTER_SNAPSHOT_H

#include <stdatomic.h>

#include "core/configuration.h"
#include "core/lock.h"
#include "core/secret_key.h"
#include "encryption/escrow_seal.h"
#include "encryption/portal_notice.h"
#include "encryption/tls_capability.h"
#include "policy/policy.h"
#include "scanner/scanner.h"

struct snapshot {
	struct configuration *configuration;
	struct scanner *scanner;
	struct policy *policy;
	struct tls_capability *tls_capability;
	struct escrow_sealer *sealer;
	struct portal_notice *notice;
	atomic_uint references;
};

/*
 * Loads `path` and compiles all of it; one reference is the caller's. Hashes of
 * found values are keyed with `value_key` (value_token_key()), so that the
 * store's own need not be kept for reloads.
 * Fails: ERROR_CONFIG with every mistake in `why`; ERROR_MEMORY, ERROR_CRYPTO,
 * ERROR_INTERNAL.
 */
MUST_USE int snapshot_create(const char *path, const struct secret_key *value_key,
                             struct diagnostics *why, struct snapshot **out);

/* Gives one reference back; the last one frees. Accepts NULL and a pointer to NULL. */
void snapshot_release(struct snapshot **snapshot);

/* Where the current snapshot is found. */
struct snapshot_holder {
	struct lock lock;         /* guards `current`, the pointer */
	struct snapshot *current;
};

/* Takes over the caller's reference to `first`. Fails: ERROR_MEMORY. */
MUST_USE int snapshot_holder_create(struct snapshot_holder *holder, struct snapshot *first);
void snapshot_holder_destroy(struct snapshot_holder *holder);

/* A new reference to the current snapshot; never NULL. */
MUST_USE struct snapshot *snapshot_pin(struct snapshot_holder *holder);

/* Makes `next` current, taking over the caller's reference. */
void snapshot_swap(struct snapshot_holder *holder, struct snapshot *next);

#endif
