/*
 * The one question that everything asks before it removes something: does a legal
 * hold stand for it? hold_gate_ask() is the only way to an answer.
 *
 * What a matter is about is told by its questions, which a witness can read
 * (tools/hold_set.h). One who has no witness, as the daemon, or no record to show
 * it, as for an orphan, is refused while any hold stands.
 *
 * A gate belongs to a transaction. In a write transaction no hold can be placed
 * between the answer and the commit, so that what was allowed is allowed.
 *
 * Threads: one.
 */
#ifndef PHIMILTER_STORE_HOLD_GATE_H
#define PHIMILTER_STORE_HOLD_GATE_H

#include "core/record.h"
#include "store/database.h"
#include "store/keyring.h"

struct store;

#define HOLD_NAME_SIZE 72 /* a matter's name and a NUL; longer ones are cut */

/* Who knows what the holds are about that have this stamp. */
struct hold_witness {
	const char *(*find)(const void *context, const struct record *record); /* a name, or NULL */
	const void *context;
	uint8_t stamp[CRYPTO_DIGEST_SIZE];
};

struct hold_gate {
	const struct hold_witness *witness; /* NULL for none */
	bool stands;                        /* any hold does */
	char first[HOLD_NAME_SIZE];         /* its name */
};

/* What all holds come to, released ones too: another after each change of any. A
 * failure sticks. */
void hold_gate_stamp(struct database_transaction *transaction, uint8_t out[CRYPTO_DIGEST_SIZE]);

/*
 * `witness` may be NULL. Fails: ERROR_STATE (a hold was placed or released since the
 * witness was called: call it anew), ERROR_CORRUPT (a hold cannot be read, so that
 * nothing may be removed), ERROR_IO, ERROR_CRYPTO, ERROR_MEMORY.
 */
MUST_USE int hold_gate_open(struct database_transaction *transaction, const struct store_keys *keys,
                            const struct hold_witness *witness, struct hold_gate *out);

/*
 * Whether what belongs to `record` may be removed; NULL where nobody can say what it
 * belongs to. Fails: ERROR_HELD, with the hold's name in `name`, which is empty otherwise.
 */
MUST_USE int hold_gate_ask(const struct hold_gate *gate, const struct record *record,
                           char name[HOLD_NAME_SIZE]);

/*
 * Appends the record of who removes what belongs to `decision`, where that is removed outside
 * of the store and no hold stands for it, in one commit: what comes under a hold later was
 * removed before. Fails: ERROR_HELD, with the hold's name in `name` and nothing appended;
 * ERROR_STATE (call a new witness, then again), and as store_append().
 */
MUST_USE int store_append_removal(struct store *store, struct record *record,
                                  const struct hold_witness *witness, const struct record *decision,
                                  char name[HOLD_NAME_SIZE]);

#endif
