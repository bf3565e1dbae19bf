/*
 * A store as a stream of bytes, for another machine or another LMDB: every row of every
 * table as it is, sealed, in one state of the store.
 *
 *   header  "phimilter store export 1" and a newline
 *   table   'T' | length of the name, 1 byte | name
 *   row     'R' | length of the key, 2 bytes | length of the value, 4 bytes | key | value
 *           of the table last named, in the order of the keys
 *   end     'E' | number of rows, 8 bytes | SHA-256 of all bytes before it
 *
 * Numbers are big-endian. Rows of the table "audit" show their chain without any key:
 * a row begins with the SHA-256 of (the value's first 32 bytes | the key | the rest of the
 * value) of the row before it. All else takes the store's key, which the stream does not
 * have.
 *
 * Threads: one.
 */
#ifndef PHIMILTER_STORE_STORE_EXPORT_H
#define PHIMILTER_STORE_STORE_EXPORT_H

#include "store/store_care.h"

#define STORE_EXPORT_HEADER "phimilter store export 1\n"

/* Where the stream goes. Fails: ERROR_IO (errno tells) or anything, which ends the export. */
typedef int (*store_export_put)(struct bytes piece, void *context);

/*
 * Writes the store to `put`, beside a running daemon too; a long read of which the daemon's
 * file grows meanwhile. `*rows` counts. Fails: ERROR_CORRUPT, ERROR_IO, ERROR_CRYPTO and
 * what `put` does.
 */
MUST_USE int store_export(struct store *store, store_export_put put, void *context,
                          uint64_t *rows);

/* Where the stream comes from: exactly `length` bytes. Fails: ERROR_CORRUPT (it ends
 * before), ERROR_IO (errno tells). */
typedef int (*store_import_get)(uint8_t *out, size_t length, void *context);

/*
 * Makes a store of what store_export() wrote, beside the directory of the configuration's,
 * brings it to our layout and verifies it whole. Fails: ERROR_EXISTS (there is a store
 * already), ERROR_CONFIG (said in `why`), ERROR_KEY (another key made it), ERROR_INVALID (it
 * is no such stream, or of a later version), ERROR_CORRUPT (it was changed or ends early;
 * or see `watch->result`), ERROR_FULL (also the map: store.map_bytes), ERROR_IO ...
 */
MUST_USE int store_import_begin(const struct configuration *configuration,
                                const struct secret_key *key, store_import_get get, void *context,
                                struct store_care_watch *watch, struct diagnostics *why,
                                struct store_restore **out);

#endif
