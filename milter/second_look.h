/*
 * What is left of a message from which rules want something taken out, scanned
 * and decided on as if it had come so.
 *
 * Threads: any, each with its own message.
 */
#ifndef PHIMILTER_MILTER_SECOND_LOOK_H
#define PHIMILTER_MILTER_SECOND_LOOK_H

#include "core/message.h"
#include "milter/snapshot.h"

/*
 * Where m->verdict wants it: makes the edits that take all out, looks at what would
 * then leave, and decides anew (policy_decide_rewritten()). If that may leave,
 * m->rewriting says so and m->edits begin with those edits. Where something cannot
 * be taken out the verdict stands, which is that for the message as it came. Moves
 * the subject, too, of a message that leaves with its header.
 * Fails as scanner_scan_message() and policy_decide(); ERROR_CRYPTO.
 */
MUST_USE int second_look(const struct snapshot *snapshot, struct message *m);

#endif
