/*
 * The keys that seal the store's rows. Each epoch of the store has keys of its own,
 * derived from the key file of that time; all of them are kept in the store, sealed
 * under the key file of now, so that this one file opens everything.
 *
 *   meta table   "keyring" | name of a key file -> all keys, sealed under that file's
 *
 * A record is sealed under the epoch that its sequence falls into. Any other row is
 * sealed anew after a rotation, and until then opens under the epoch it was sealed in.
 * The chain's head is always of the newest epoch, so whoever could open it may write.
 *
 * Just after a rotation there is a second row, under the key file of before: the bridge
 * by which a running process gets at the new epoch. A row that none of the keys known
 * so far opens makes a process look for it; rows are never sealed under an older epoch
 * than the head that was opened in the same transaction.
 *
 * Ownership: the caller's. Threads: sealing and opening from any; the rest from one.
 */
#ifndef PHIMILTER_STORE_KEYRING_H
#define PHIMILTER_STORE_KEYRING_H

#include "store/database.h"
#include "store/keys.h"

#define STORE_EPOCH_LIMIT 100

struct store_epoch {
	uint64_t first;  /* the first record that it seals */
	int64_t made;    /* seconds since the epoch, UTC; 0: with a store of an earlier layout */
	int64_t retired; /* when its keys were erased, or 0 */
	struct store_seals seals;
};

/* What a row of the keyring holds. */
struct keyring_content {
	struct store_names names;
	uint8_t file_name[STORE_FILE_NAME_SIZE]; /* the newest key file's */
	uint8_t file_ring[CRYPTO_KEY_SIZE];
	bool unfinished;                         /* a rotation has work left (rotation.h) */
	size_t count;
	struct store_epoch epochs[STORE_EPOCH_LIMIT];
};

struct keyring;

/* All keys of a store. Released, it is zero, and releasing it again is right. */
struct store_keys {
	struct store_names names;
	struct keyring *ring;
};

/* Those of a store that is made with a key file, or of an earlier layout. Fails: ERROR_MEMORY. */
MUST_USE int keyring_make(const struct store_file_key *file, int64_t made, struct store_keys *out);

/* Those that the store has for a key file. Fails: ERROR_KEY (none: it is not this store's),
 * ERROR_CORRUPT, ERROR_CRYPTO, ERROR_MEMORY. */
MUST_USE int keyring_load(struct database_transaction *transaction,
                          const struct store_file_key *file, struct store_keys *out);

/* Those of a content. Fails: ERROR_MEMORY. */
MUST_USE int keyring_of_content(const struct keyring_content *content, struct store_keys *out);

void keyring_release(struct store_keys *keys);

/* Where newer epochs are looked for; NULL: nowhere. Before other threads have the keys. */
void keyring_watch(const struct store_keys *keys, struct database *database);

/* What the ring holds now; wipe it. */
void keyring_read(const struct store_keys *keys, struct keyring_content *out);

/* How many epochs are known by now. */
size_t keyring_count(const struct store_keys *keys);

/* ---- sealing rows ---------------------------------------------------------------- */

/* Under the newest epoch known. As store_row_seal(). */
MUST_USE int keyring_seal(const struct store_keys *keys, enum store_seal seal, struct bytes place,
                          struct bytes plain, struct buffer *out);

/* Whichever epoch it is of. As store_row_open(); fails besides: ERROR_KEY (the store has gone
 * over to another key file, and no bridge leads there). */
MUST_USE int keyring_open(const struct store_keys *keys, enum store_seal seal, struct bytes place,
                          struct bytes sealed, struct buffer *out);

/*
 * The same for a row that was sealed anew with every epoch: one of an older epoch is
 * ERROR_CORRUPT.
 */
MUST_USE int keyring_open_newest(const struct store_keys *keys, enum store_seal seal,
                                 struct bytes place, struct bytes sealed, struct buffer *out);

/* The same for the record `sequence`, by the epoch it falls into. */
MUST_USE int keyring_open_record(const struct store_keys *keys, uint64_t sequence,
                                 struct bytes place, struct bytes sealed, struct buffer *out);

/* That with what was set up once for each epoch; one thread's. Fails: ERROR_MEMORY. */
struct keyring_opener;
MUST_USE int keyring_opener_create(const struct store_keys *keys, struct keyring_opener **out);
void keyring_opener_destroy(struct keyring_opener **opener);
MUST_USE int keyring_opener_open(struct keyring_opener *opener, uint64_t sequence,
                                 struct bytes place, struct bytes sealed, struct buffer *out);

/* ---- rows of the keyring, within a transaction, whose failure sticks --------------- */

/* Reads the row for the newest key file, as it is now; wipe it. */
void keyring_get(struct database_transaction *transaction, const struct store_keys *keys,
                 struct keyring_content *out);

/* Puts the content, sealed for the key file of the name and ring key given. */
void keyring_put(struct database_transaction *transaction, const struct keyring_content *content,
                 const uint8_t name[STORE_FILE_NAME_SIZE], const uint8_t ring[CRYPTO_KEY_SIZE]);

/* Removes the rows of all key files but the newest one's. */
void keyring_remove_bridges(struct database_transaction *transaction,
                            const struct keyring_content *content);

/* Whether a key file but the newest opens the store still. */
bool keyring_has_bridge(struct database_transaction *transaction,
                        const struct keyring_content *content);

/*
 * For the daemon's commits: where it came over the bridge, says so in the store, or removes
 * the bridge when nobody waits for that any more. Returns how many epochs that was about, for
 * keyring_note_crossed() after the commit; 0 for nothing.
 */
size_t keyring_cross(struct database_transaction *transaction, const struct store_keys *keys);
void keyring_note_crossed(const struct store_keys *keys, size_t count);

/* Whether the daemon said that it came over to this key file. */
bool keyring_is_crossed(struct database_transaction *transaction,
                        const struct keyring_content *content);

#endif
