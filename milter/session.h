/*
 * One connection from the MTA and the message now on it. Collects; decides nothing.
 *
 * The no-reply steps of the protocol leave no way to refuse before the end of
 * the message, so the first failure is kept (`failure`) and answered there.
 *
 * Ownership: a session belongs to its libmilter connection; the message and
 * the pinned snapshot belong to the session. Threads: one at a time, libmilter's.
 */
#ifndef PHIMILTER_MILTER_SESSION_H
#define PHIMILTER_MILTER_SESSION_H

#include <stdatomic.h>

#include "core/message.h"
#include "milter/snapshot.h"
#include "milter/split.h"

#define SESSION_ADDRESS_SIZE 64 /* a textual IP address and a NUL, with room */

struct session {
	unsigned long protocol;         /* SMFIP_* steps in force on this connection */
	bool renames_recipients;        /* the MTA offers what a split needs */
	bool keeps_notifications;       /* and takes arguments with a recipient */
	char client_address[SESSION_ADDRESS_SIZE]; /* "" when unknown */

	struct snapshot *snapshot;      /* pinned while a message is open */
	struct message *message;        /* NULL between messages */
	enum split_pass split_pass;     /* where the MTA stands with it */
	bool body_started;
	bool oversize;                  /* failed because limits.message_bytes was reached */
	int failure;                    /* first error of this message; 0 while all is well */
	atomic_uint *open_messages;     /* the daemon's count; lets SIGTERM wait for them */
	struct memory_pool *pool;       /* the daemon's, for messages */
};

/* `open_messages` and `pool` outlive the session. Fails: ERROR_MEMORY. */
MUST_USE int session_create(atomic_uint *open_messages, struct memory_pool *pool, struct session **out);
void session_destroy(struct session **session);

/* How much a message's arena may hold: the message decoded, its text, and what goes with it. */
size_t session_arena_limit(const struct configuration *configuration);

void session_set_client(struct session *session, const char *address);

/*
 * Starts a message; one still open is dropped first. Takes over `snapshot`.
 * A failure is kept in session->failure.
 */
void session_message_begin(struct session *session, struct snapshot *snapshot, const char *sender);

/* A message that will be answered 451 whatever follows: the daemon is stopping. */
void session_message_refuse(struct session *session);

/* What the MTA told about the client at MAIL FROM; NULL for what it did not tell. */
void session_message_client(struct session *session, const char *auth_user,
                            const char *tls_version);
void session_message_recipient(struct session *session, const char *address, const char *mailer);

/* The arguments of the last recipient's RCPT TO, a list that NULL ends. */
void session_message_notifications(struct session *session, char *const *arguments);

/* What the MTA told of splitting at MAIL FROM; NULL for nothing. */
void session_message_split(struct session *session, const char *macro);

/* `value` keeps its leading space; continuation lines are joined by LF. */
void session_message_header(struct session *session, const char *name, const char *value);
void session_message_body(struct session *session, struct bytes chunk);

/* Completes the message: the queue id, the end of a header section without
 * body. Returns session->failure, or ERROR_STATE when no message is open. */
MUST_USE int session_message_complete(struct session *session, const char *queue_id);

/* Wipes the message, lets go of the snapshot; the connection stays. */
void session_message_end(struct session *session);

#endif
