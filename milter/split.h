/*
 * One message, and each recipient treated by its own verdict.
 *
 * A milter edits a message only as a whole. Where the recipients' verdicts differ, and
 * the MTA is set up for it (contrib/postfix, --split), the first pass changes nothing of
 * the message but hands it back for splitting:
 *
 *   first pass   decides; the verdicts differ; adds the context (split_context.h), and
 *                gives each recipient an address that leads to the MTA's own listener
 *   the MTA      sends one copy for each recipient to that listener
 *   each copy    comes by again: the context tells who sent it from where, the address
 *                what was decided for the recipient. It is decided anew, never milder,
 *                and the recipient gets the own address back.
 *
 * The MTA tells by a macro where it stands. What comes to the listener without a good
 * context ends in 451, and a context that comes from elsewhere is taken off unread.
 *
 * Threads: any, each with its own message.
 */
#ifndef PHIMILTER_MILTER_SPLIT_H
#define PHIMILTER_MILTER_SPLIT_H

#include "core/message.h"
#include "core/secret_key.h"

#define SPLIT_HEADER "X-Phimilter-Context"

/* Set by the MTA's configuration: "first" or "copy". */
#define SPLIT_MACRO "{phi_split}"

enum split_pass {
	SPLIT_NONE,  /* the MTA splits nothing */
	SPLIT_FIRST, /* it would split this message */
	SPLIT_COPY,  /* this is a copy */
};

enum split_pass split_pass_of(const char *macro);

/*
 * What of the arguments of RCPT TO, a list that NULL ends, is to follow the recipient through
 * the split: `*out`, in the arena, or NULL for nothing. The MTA drops it with the address
 * that it was for. Fails: ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int split_notifications_read(struct arena *arena, char *const *arguments, const char **out);

/*
 * Before a copy is scanned: takes what the first pass added off its header, and gives
 * m->envelope back what that knew. The queue id of it comes out. Fails, and the copy must wait: ERROR_CORRUPT (no context of ours, or of
 * another message), ERROR_TIMEOUT, ERROR_INVALID, ERROR_CRYPTO, ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int split_restore(const struct secret_key *key, struct message *m, const char **queue_id);

/*
 * Edits that hand a decided message back for splitting, in place of all others. Fails:
 * ERROR_INVALID (a recipient or the envelope does not fit: it can only be handled as a
 * whole; m->edits is as before), ERROR_CRYPTO, ERROR_MEMORY, ERROR_LIMIT.
 */
MUST_USE int split_prepare(const struct secret_key *key, struct message *m);

/* Edits that do the same to the MTA's copy, and give its recipients their own addresses back;
 * none for a message that is no copy. Fails: ERROR_MEMORY, ERROR_LIMIT. */
MUST_USE int split_finish(struct message *m);

#endif
