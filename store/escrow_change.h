/*
 * Changing a sealed original that is there: ending its link, or making it a new one. The
 * content stays as it was sealed; what changes is who can open it.
 *
 * Three steps, so that a crash between any two leaves an original that is checked and
 * opened as before or as after: a commit notes the new state and the digest of the file
 * to come, the file takes the place of the old one, a commit notes that.
 *
 * Ownership: the caller's. Threads: one. The store is opened STORE_APPEND.
 */
#ifndef PHIMILTER_STORE_ESCROW_CHANGE_H
#define PHIMILTER_STORE_ESCROW_CHANGE_H

#include "store/hold_gate.h"
#include "store/store.h"

struct escrow_change {
	const char *id;
	uint8_t link;           /* enum escrow_link */
	int64_t link_until;
	struct bytes sealed;    /* the new form; empty: the file stays */
	/* Whether that removes a key. Then the legal holds are asked, and where one stands
	 * the file stays as it is. */
	bool removes;
	const struct hold_witness *witness;
	const struct record *decision; /* of the message */
	char hold[HOLD_NAME_SIZE];     /* filled in: the hold that keeps the file, or "" */
};

/*
 * `record` says who does it and why; NULL where that was recorded for many at once.
 * Fails: ERROR_HELD (all but the file was changed, and nothing where the link was to be
 * opened again; `hold` names it), ERROR_STATE (call a
 * new witness, then again; nothing was changed), ERROR_NOT_FOUND (no file), ERROR_FULL,
 * ERROR_IO, and as store_append().
 */
MUST_USE int store_escrow_change(struct store *store, struct escrow_change *change,
                                 struct record *record);

/* Bytes that a sealed original takes. Fails: ERROR_NOT_FOUND, ERROR_IO. */
MUST_USE int store_escrow_size(struct store *store, const char *id, uint64_t *out);

#endif
