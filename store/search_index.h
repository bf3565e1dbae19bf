/*
 * The blind index: what records can be found by, under keyed hashes.
 *
 *   search   table: term | sequence, 8 bytes big-endian -> nothing
 *   term     the first 8 bytes of HMAC(key, field | text): enough to narrow, and short
 *
 * Without the store's key a row tells nothing, but that two records have
 * something in common. What a row leads to is checked against the record itself,
 * which the chain protects; the index is made from the records and can be made
 * anew.
 *
 * Threads: as the database's transactions; a crypto_mac_context is one thread's.
 */
#ifndef PHIMILTER_STORE_SEARCH_INDEX_H
#define PHIMILTER_STORE_SEARCH_INDEX_H

#include "core/record.h"
#include "store/database.h"
#include "store/keyring.h"

enum search_field {
	SEARCH_QUEUE_ID = 1,
	SEARCH_MESSAGE_ID,
	SEARCH_SENDER,           /* an address */
	SEARCH_SENDER_DOMAIN,
	SEARCH_RECIPIENT,
	SEARCH_RECIPIENT_DOMAIN,
	SEARCH_DIGEST,           /* 32 bytes */
	SEARCH_ESCROW_ID,
	SEARCH_VALUE,            /* a token (core/value_token.h) */
	SEARCH_HOLD,             /* a matter's name: the key of its row, in no record */
	SEARCH_KEYWORD,          /* a legal hold's, as its token */
	SEARCH_KIND,             /* record_kind_name(); of RECORD_CONFIGURATION alone */
};

#define SEARCH_TERM_SIZE 8
struct search_term {
	uint8_t bytes[SEARCH_TERM_SIZE];
};

/* The term of a text; addresses and domains count without case. `terms` is a
 * crypto_mac_context under names.search. Fails: ERROR_CRYPTO. */
MUST_USE int search_term_make(struct crypto_mac_context *terms, enum search_field field,
                              struct bytes text, struct search_term *out);

/* Adds a record; within a transaction, whose failure sticks. */
void search_index_add(struct database_transaction *transaction, struct crypto_mac_context *terms,
                      const struct record *record, uint64_t sequence);

/* Removes the rows of a record; within a transaction, whose failure sticks. */
void search_index_remove(struct database_transaction *transaction, struct crypto_mac_context *terms,
                         const struct record *record, uint64_t sequence);

/* Whether all rows of a record are there; false also after a failure. */
bool search_index_has(struct database_transaction *transaction, struct crypto_mac_context *terms,
                      const struct record *record, uint64_t sequence);

/* Up to which record the index goes; sealed, and changed with the head of the chain. */
uint64_t search_index_load(struct database_transaction *transaction, const struct store_keys *keys);
void search_index_save(struct database_transaction *transaction, const struct store_keys *keys,
                       uint64_t sequence);

/*
 * The sequences > `after` of records that have one of the terms, in order: at most
 * `limit`, into `out`. Returns how many; fewer than `limit` when there are no more.
 */
size_t search_index_find(struct database_transaction *transaction, const struct search_term *terms,
                         size_t count, uint64_t after, uint64_t *out, size_t limit);

/* The last sequence of a record that has the term; 0 when there is none. */
uint64_t search_index_last(struct database_transaction *transaction, const struct search_term *term);

/*
 * The last sequence < `before` of a record that has both terms; 0 when there is none, and when
 * `*steps` rows were looked at: so many are taken off it. From the last on, it leaps from the
 * rows of one term to those of the other, so it takes about as many steps as the rarer has rows.
 */
uint64_t search_index_last_of_both(struct database_transaction *transaction,
                                   const struct search_term *one, const struct search_term *other,
                                   uint64_t before, unsigned *steps);

#endif
