/*
 * What happens to a complete message, in order:
 *
 *   scan -> decide -> (milter/second_look.h) -> seal -> record -> notify -> (apply, answer: milter/callbacks.c)
 *
 * Each step reads what the earlier ones left in the message. A step that fails
 * ends the message in 451; nothing after it runs.
 *
 * Threads: any, each with its own message.
 */
#ifndef PHIMILTER_MILTER_PIPELINE_H
#define PHIMILTER_MILTER_PIPELINE_H

#include "core/message.h"
#include "milter/snapshot.h"
#include "milter/volume.h"
#include "store/store.h"

/* Fails as scanner_scan_message(), or ERROR_CRYPTO. Also computes the digest. */
MUST_USE int pipeline_scan(const struct snapshot *snapshot, struct message *m);

/* Also counts the message in `volume`, unless that is NULL, and looks in `store`, unless that is,
 * for whom the sender has written to, where rules ask. Fails as policy_decide() and
 * store_acquaintances(). */
MUST_USE int pipeline_decide(const struct snapshot *snapshot, struct volume *volume,
                             struct store *store, struct message *m);

/*
 * Completes m->edits; for a portal notice seals the original into the store's
 * escrow first. Fails as escrow_seal(), store_escrow_put(),
 * portal_notice_compose(); a sealed original is then discarded again.
 */
MUST_USE int pipeline_seal(const struct snapshot *snapshot, struct store *store, struct message *m);

/* Makes the decision durable and returns its sequence. Fails as store_append();
 * a sealed original is then discarded again. */
MUST_USE int pipeline_record(struct store *store, struct message *m, uint64_t *sequence);

/*
 * Makes durable who is to hear of decision `sequence`, where rules say so. A bounce
 * between ours without PHI is told to nobody: it may be what told somebody before.
 * Fails as store_append(), ERROR_LIMIT.
 */
MUST_USE int pipeline_notify(struct store *store, struct message *m, uint64_t sequence);

/* Appends that the MTA refused an edit of decision `sequence`; logged when even that fails. */
void pipeline_record_edit_failure(struct store *store, const struct message *m, uint64_t sequence,
                                  int err);

/* The verdict on a message larger than limits.message_bytes, in place of scan and
 * decide: refused with 552, or, where all is in shadow mode, let through unread, as
 * its record says. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int pipeline_decide_oversize(const struct snapshot *snapshot, struct message *m);

#endif
