/*
 * Disposals: what was due is proposed, approved by an officer, asked for again record
 * by record, and destroyed; what remains is a tombstone in the chain (tombstone.h).
 *
 *   disposal       table: number -> a sealed row; the number is the record's that
 *                  proposed it
 *   disposal item  table: number | first sequence -> a sealed chunk of up to
 *                  DISPOSAL_CHUNK records and their fates
 *
 * A chunk takes three steps, so that a crash between any two leaves what the next run
 * finishes or undoes:
 *
 *   decided     one commit: each record is looked at again, and is doomed or left out.
 *               The legal holds are asked within it (hold_gate.h)
 *   destroyed   the sealed originals of the doomed, file by file
 *   buried      one commit: rows of search and escrow index are removed, the record
 *               becomes a tombstone, its fate is noted
 *
 * When a run is taken up again the doomed are asked anew. One that should stay after
 * all, as a hold was placed meanwhile, is left out where nothing of it was destroyed
 * yet; else the hold is named beside its end.
 *
 * Ownership: the caller's. Threads: one. The store is opened STORE_APPEND.
 */
#ifndef PHIMILTER_STORE_DISPOSAL_H
#define PHIMILTER_STORE_DISPOSAL_H

#include "store/hold_gate.h"
#include "store/store.h"

#define DISPOSAL_CHUNK 256

enum disposal_state {
	DISPOSAL_PROPOSED = 1,
	DISPOSAL_APPROVED,  /* at work, or ended within it */
	DISPOSAL_DONE,
	DISPOSAL_WITHDRAWN, /* before it was approved */
	DISPOSAL_STATE_LIMIT
};

/* "proposed", "approved", "done", "withdrawn". */
const char *disposal_state_name(unsigned state);

struct disposal {
	uint64_t number;      /* the record of its proposal */
	uint8_t state;        /* enum disposal_state */
	int64_t at;           /* what is due at this time; seconds since the epoch, UTC */
	uint64_t items;
	uint8_t items_digest[CRYPTO_DIGEST_SIZE]; /* as the proposal's record names it */
	int64_t proposed;
	struct bytes proposed_by;
	uint64_t decision;    /* the record of its approval, or of its withdrawal; 0 before */
	int64_t decided;
	struct bytes decided_by;
	struct bytes reason;  /* for that */
	uint64_t completion;  /* the record of its end, or 0 */
	int64_t completed;
	uint64_t destroyed;   /* when done */
	uint8_t list_digest[CRYPTO_DIGEST_SIZE]; /* of the list of what became of each */
};

enum disposal_fate {
	DISPOSAL_WAITS = 1,
	DISPOSAL_DOOMED,     /* its original may be destroyed already */
	DISPOSAL_DESTROYED,
	DISPOSAL_HELD,       /* left out: `hold` names a legal hold */
	DISPOSAL_NOT_DUE,    /* left out: it is to be kept longer by now */
	DISPOSAL_GONE,       /* left out: another disposal destroyed it */
	DISPOSAL_FATE_LIMIT
};

/* "waits", "doomed", "destroyed", "held", "not-due", "gone". */
const char *disposal_fate_name(unsigned fate);

struct disposal_item {
	uint64_t sequence;
	uint8_t fate;              /* enum disposal_fate */
	char hold[HOLD_NAME_SIZE]; /* of one held, or destroyed before the hold was placed */
};

/* Only one phictl may destroy or change sealed originals. It lasts until the store is closed.
 * Fails: ERROR_EXISTS (another does), ERROR_IO. */
MUST_USE int store_disposal_lock(struct store *store);

/*
 * Notes the proposal to destroy `count` records in the order of their sequences, with
 * the record of who proposes it; of `disposal` at, items_digest, proposed and
 * proposed_by count, and its number is filled in. Fails as store_append().
 */
MUST_USE int store_disposal_propose(struct store *store, struct disposal *disposal,
                                    const uint64_t *sequences, size_t count, struct record *record);

/* Calls `each` for every disposal by number, or for the one called `number` (0: all), until
 * it returns non-zero, and returns that. Valid only during the call. Fails: ERROR_CORRUPT,
 * ERROR_IO, ERROR_MEMORY; ERROR_NOT_FOUND (none has the number). */
MUST_USE int store_disposal_list(struct store *store, uint64_t number,
                                 int (*each)(const struct disposal *disposal, void *context),
                                 void *context);

/* As store_disposal_list(), for each record of a disposal. */
MUST_USE int store_disposal_items(struct store *store, uint64_t number,
                                  int (*each)(const struct disposal_item *item, void *context),
                                  void *context);

/*
 * Takes a disposal from the state `from` to that of `*to`, whose fields of that state
 * count, with the record of it: decision and completion are filled in with its
 * sequence. Fails: ERROR_STATE (it has another state by now, which `*to` then has),
 * ERROR_NOT_FOUND, and as store_append().
 */
MUST_USE int store_disposal_move(struct store *store, unsigned from, struct disposal *to,
                                 struct record *record);

/* By what each record is asked for again. */
struct disposal_rules {
	int64_t (*end)(const void *context, const struct record *record); /* of its retention */
	const void *context;
	const struct hold_witness *witness;
};

/*
 * Works on the next chunk behind that of the sequence `*after` (0: the first), and moves
 * it on; `*more` is false when there was none. Fails: ERROR_STATE (call a new witness,
 * then again), ERROR_CORRUPT, ERROR_IO, ERROR_FULL ...
 */
MUST_USE int store_disposal_work(struct store *store, const struct disposal *disposal,
                                 const struct disposal_rules *rules, uint64_t *after,
                                 bool *more);

#endif
