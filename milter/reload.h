/*
 * SIGHUP: the configuration file is read and compiled anew and swapped in
 * whole, or the one that runs is kept.
 *
 * Threads: one reload at a time, in the daemon's main thread.
 */
#ifndef PHIMILTER_MILTER_RELOAD_H
#define PHIMILTER_MILTER_RELOAD_H

#include "core/secret_key.h"
#include "milter/snapshot.h"
#include "store/store.h"

/*
 * Settings that only a start can change (socket, user, pid file, store, escrow
 * directory) must be the same, or the new configuration is refused. That it decides from
 * now on, as `actor` wanted, is in the record before it does. Logs the outcome. Fails: ERROR_CONFIG,
 * ERROR_MEMORY, ERROR_INTERNAL and as configuration_record_append(); the old configuration is
 * then kept.
 */
MUST_USE int reload_snapshot(struct snapshot_holder *holder, const char *path,
                             const struct secret_key *value_key, struct store *store,
                             const char *actor);

#endif
