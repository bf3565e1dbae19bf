/*
 * The legal holds that stand, to be asked by everything that would remove something.
 *
 * Ownership: the caller's. Threads: one.
 */
#ifndef PHIMILTER_TOOLS_HOLD_SET_H
#define PHIMILTER_TOOLS_HOLD_SET_H

#include "store/hold_gate.h"
#include "store/store.h"

struct hold_set;

/* Fails: ERROR_CORRUPT (a matter that cannot be read, so nothing may be removed),
 * ERROR_IO, ERROR_MEMORY, ERROR_CRYPTO. */
MUST_USE int hold_set_load(struct store *store, struct hold_set **out);
void hold_set_destroy(struct hold_set **set);

/* The set as the witness of holds that a removal must show; the set's. */
const struct hold_witness *hold_set_witness(const struct hold_set *set);

/* The name of a matter that the record is held for; NULL when it may go. */
const char *hold_set_find(const struct hold_set *set, const struct record *record);

/*
 * Calls `ask` with the holds that stand as the witness; again, with newer ones, while it returns
 * ERROR_STATE because they changed meanwhile. Fails as hold_set_load(), and with what `ask`
 * returns.
 */
MUST_USE int hold_set_ask(struct store *store,
                          int (*ask)(const struct hold_witness *witness, void *context),
                          void *context);

/* How often holds may be placed or released while one thing is asked for. */
#define HOLD_SET_TRIES 1000

#endif
