/*
 * Giving a store another key file while it is in use. In this order, each step durable
 * before the next begins:
 *
 *   1. the new key file is written beside the one that is there
 *   2. store_key_switch(): the store goes over to the new epoch in one commit; from now
 *      on both key files open it, and a running daemon finds its way over the bridge
 *   3. the new key file takes the old one's place
 *   4. store_key_reseal(): rows that are no records are sealed anew, a slice at a time
 *   5. store_key_finish(): the old key file opens the store no more
 *
 * Killed anywhere, one of the two files opens the store, and doing it all again goes on
 * where it ended (store_key_state() says `unfinished`). The files are the caller's.
 *
 * Records stay as they are: each is bound to the hash of the one before it as it was
 * sealed. Their keys are kept, sealed under the new key file.
 *
 * Threads: one, of a process that opened the store STORE_APPEND; store_key_lock() first.
 */
#ifndef PHIMILTER_STORE_ROTATION_H
#define PHIMILTER_STORE_ROTATION_H

#include "store/keyring.h"
#include "store/store.h"

struct store_key_epoch {
	uint64_t first, last; /* the records that it seals; the newest has no last: 0 */
	int64_t made;         /* seconds since the epoch, UTC; 0: not known, or never */
	int64_t retired;      /* when its keys were erased, or 0 */
};

struct store_key_state {
	struct store_key_epoch epochs[STORE_EPOCH_LIMIT]; /* the first is called 1 */
	size_t count;
	bool unfinished;      /* a change of the key file was begun and not ended */
	bool bridged;         /* the key file of before opens the store, too */
	size_t opened;        /* the key whose file the store was opened with; 0: a retired one */
};

/* Fails: ERROR_KEY (another key file has come meanwhile), ERROR_CORRUPT, ERROR_IO ... */
MUST_USE int store_key_state(struct store *store, struct store_key_state *out);

/* Only one phictl may change keys, dispose of records or change sealed originals. Fails as
 * store_disposal_lock(). */
MUST_USE int store_key_lock(struct store *store);

/* Whether `key` is the newest key file's. Fails: ERROR_CRYPTO. */
MUST_USE int store_key_is_newest(struct store *store, const struct secret_key *key, bool *out);

/*
 * Goes over to a new epoch, which begins behind the record of who does that and why.
 * Fails as store_append(), and besides: ERROR_LIMIT (STORE_EPOCH_LIMIT), ERROR_EXISTS (`next`
 * opens the store already).
 */
MUST_USE int store_key_switch(struct store *store, const struct secret_key *next,
                              struct record *act);

/* Seals the rows of all tables but the records' anew where they are not of the newest epoch;
 * `*rows` counts those. Fails: ERROR_CORRUPT, ERROR_FULL, ERROR_IO, ERROR_KEY ... */
MUST_USE int store_key_reseal(struct store *store, uint64_t *rows);

/*
 * Ends the change. A running daemon is waited for, `seconds` at the most, until it has a
 * record to commit and takes the new key by that. Where it had none, the bridge stays, and
 * goes with that commit, or when a daemon next starts. Fails as store_key_reseal().
 */
MUST_USE int store_key_finish(struct store *store, int64_t seconds, bool *bridged);

/*
 * All of that at once, for a store that no other process can open: a copy in the making
 * (stage.h). Fails as store_key_switch() and store_key_reseal().
 */
MUST_USE int store_key_give(struct store *store, const struct secret_key *next,
                            struct record *act);

/*
 * Erases a key that is not in use any more. What it seals is sealed anew before: its records,
 * whose place in the chain rests from then on with the tree over them (tombstone.h), and what
 * took the place of such. The record of who does that must have been appended. Killed on the
 * way, it goes on when it is called again. The rows that were there and the key's own are in
 * free pages of the file until those are used again, or it is compacted.
 * Fails: ERROR_NOT_FOUND (no such key), ERROR_INVALID (it is in use), ERROR_EXISTS (it was
 * retired before), ERROR_STATE (a change is under way, or another key file opens the store
 * still), and as store_key_reseal().
 */
MUST_USE int store_key_retire(struct store *store, size_t number,
                              void (*progress)(uint64_t done, uint64_t total, void *context),
                              void *context, uint64_t *rows);

/* Why store_key_retire() would refuse, or 0. Fails as that does. */
MUST_USE int store_key_may_retire(struct store *store, size_t number);

/* For the daemon's start: where the newest key file opened the store and no change is under
 * way, none of before needs to. Fails as store_key_reseal(). */
MUST_USE int store_key_settle(struct store *store);

#endif
