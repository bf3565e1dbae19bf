/*
 * The rows of disposals and of what they are about; disposal.h tells the tables.
 *
 * Threads: as the database's transactions.
 */
#ifndef PHIMILTER_STORE_DISPOSAL_TABLE_H
#define PHIMILTER_STORE_DISPOSAL_TABLE_H

#include "core/buffer.h"
#include "store/database.h"
#include "store/disposal.h"
#include "store/keyring.h"

/* Before its key in a row's place, which the seal is bound to. */
#define DISPOSAL_PLACE "disposal"

#define DISPOSAL_ROW_LIMIT ((size_t)256 * 1024)

/* Some of the records of a disposal. */
struct disposal_chunk {
	uint64_t number;
	struct disposal_item items[DISPOSAL_CHUNK];
	size_t count;
};

/* Put a row, in the place of an earlier state of it; a failure sticks. */
void disposal_put(struct database_transaction *transaction, const struct store_keys *keys,
                  const struct disposal *disposal);
void disposal_chunk_put(struct database_transaction *transaction, const struct store_keys *keys,
                        const struct disposal_chunk *chunk);

/*
 * Read the first row behind a disposal or behind a sequence of one; strings are views of
 * `plain`. Fail: ERROR_NOT_FOUND (there is none), ERROR_CORRUPT, ERROR_IO, ERROR_MEMORY.
 */
MUST_USE int disposal_next(struct database_transaction *transaction, const struct store_keys *keys,
                           uint64_t after, struct buffer *plain, struct disposal *out);
MUST_USE int disposal_chunk_next(struct database_transaction *transaction,
                                 const struct store_keys *keys, uint64_t number, uint64_t after,
                                 struct disposal_chunk *out);

#endif
