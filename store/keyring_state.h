/* What a keyring consists of, for keyring.c and keyring_seal.c alone. */
#ifndef PHIMILTER_STORE_KEYRING_STATE_H
#define PHIMILTER_STORE_KEYRING_STATE_H

#include <stdatomic.h>

#include "core/lock.h"
#include "store/keyring.h"

struct keyring {
	struct database *database;      /* where newer epochs are looked for, or NULL */
	atomic_uint count;              /* epochs of `content` that any thread may look at: those
	                                   do not change any more */
	atomic_uint told;               /* of them, that the store knows this process to have */

	struct lock lock;               /* guards what follows */
	struct keyring_content content;
};

/* Looks for epochs behind the `known` ones; 0 when there are some by now. Fails: ERROR_CORRUPT
 * (there are none), ERROR_KEY (the key file of this ring does not open the store any more), ... */
MUST_USE int keyring_look(const struct store_keys *keys, size_t known);

#endif
