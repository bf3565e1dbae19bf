/*
 * What tells one store from another, and whether a key is this store's: the
 * schema number, and the store's random id, sealed under a key of its own.
 *
 * Threads: as the database's transactions.
 */
#ifndef PHIMILTER_STORE_IDENTITY_H
#define PHIMILTER_STORE_IDENTITY_H

#include "store/database.h"
#include "store/keyring.h"

#define STORE_ID_SIZE CRYPTO_DIGEST_SIZE

/*
 * Reads schema, id and keys, which are to be released in any case; writes nothing. Fails:
 * ERROR_KEY (it is not this store's key file), ERROR_INVALID (a later schema than ours,
 * given in `*schema`), ERROR_CORRUPT, ERROR_IO ...
 */
MUST_USE int identity_load(struct database *database, const struct store_file_key *file,
                           uint32_t *schema, uint8_t id[STORE_ID_SIZE], struct store_keys *keys);

/* Sets up a new database: tables, schema, a keyring, a new id and the head of an empty
 * record, all in one transaction; the keys are to be released in any case.
 * Fails as database_commit(), ERROR_CRYPTO. */
MUST_USE int identity_make(struct database *database, const struct store_file_key *file,
                           uint8_t id[STORE_ID_SIZE], struct store_keys *keys);

/* Notes that the database now has our schema; part of the transaction. */
void identity_set_schema(struct database_transaction *transaction);

/* Puts the keyring of a store whose first epoch, the only one, is the key file's. */
void identity_set_keys(struct database_transaction *transaction, const struct store_keys *keys);

/* Whether the escrow directory `path` is some store's already. */
bool identity_directory_is_claimed(const char *path);

/*
 * Marks an escrow directory as this store's, or checks that it is: another
 * store's daemon must never take these files for orphans.
 * Fails: ERROR_EXISTS (another store's), ERROR_FULL, ERROR_IO, ERROR_MEMORY.
 */
MUST_USE int identity_claim_directory(int directory, const uint8_t id[STORE_ID_SIZE]);

#endif
