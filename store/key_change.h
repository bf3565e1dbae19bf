/*
 * The change of a store's key file from beginning to end, the files included: the steps of
 * rotation.h in their order. Besides the key file there are meanwhile
 *
 *   FILE.next   the new key, until it takes the place of FILE
 *   FILE.N      what FILE was while it was key N; it stays, as backups made before the
 *               change open with that alone
 *
 * Threads: one, of a process that opened the store STORE_APPEND with FILE.
 */
#ifndef PHIMILTER_STORE_KEY_CHANGE_H
#define PHIMILTER_STORE_KEY_CHANGE_H

#include <limits.h>

#include "store/rotation.h"

struct store_key_change {
	size_t number;       /* of the key that the store has now */
	uint64_t first;      /* the first record that it seals */
	bool resumed;        /* the change had been begun before */
	char kept[PATH_MAX]; /* where the key file of before is; "" where that was known before */
	uint64_t rows;       /* that were sealed anew */
	bool bridged;        /* the daemon has yet to take the new key (store_key_finish()) */
};

/*
 * Goes on with a change that was begun, or makes one, of which `act` is the record: NULL
 * refuses that. Fails, always said in `why`: ERROR_EXISTS (another phictl is at work on the
 * rows, or FILE.N is there), ERROR_STATE (`act` is NULL), ERROR_LIMIT (too many epochs), ERROR_FULL,
 * ERROR_IO, ERROR_KEY, ERROR_CORRUPT ...
 */
MUST_USE int store_key_change(struct store *store, const struct configuration *configuration,
                              struct record *act, int64_t seconds, struct diagnostics *why,
                              struct store_key_change *out);

#endif
