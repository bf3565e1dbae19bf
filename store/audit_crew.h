/*
 * Opening the rows of a slice on all processors. What a row says by itself does not
 * depend on other rows: that it opens in its place behind the row whose hash it bears,
 * what it reads, its own hash and its leaf in the tree. Whether the rows belong together
 * is then a matter of comparing hashes in order, which is the caller's.
 *
 * Ownership: the caller's. Threads: one, which does its share of the work.
 */
#ifndef PHIMILTER_STORE_AUDIT_CREW_H
#define PHIMILTER_STORE_AUDIT_CREW_H

#include "store/keyring.h"
#include "store/merkle.h"
#include "store/slice.h"

/* More threads than this wait for the one that puts the rows in order. */
#define AUDIT_CREW_LIMIT 8

struct audit_opened {
	bool good;             /* a record, which opened and was read; else look into it again */
	uint64_t sequence;
	const uint8_t *previous; /* in the row */
	int64_t time;
	uint8_t hash[CRYPTO_DIGEST_SIZE];
	struct merkle_hash leaf;
};

struct audit_crew;

/* `keys` must outlive it. Fails: ERROR_MEMORY, ERROR_CRYPTO. */
MUST_USE int audit_crew_create(const struct store_keys *keys, struct audit_crew **out);
void audit_crew_destroy(struct audit_crew **crew);

/* Opens each row of the slice into `opened`, which has room for SLICE_ROW_LIMIT. */
void audit_crew_open(struct audit_crew *crew, const struct slice *slice,
                     struct audit_opened *opened);

#endif
