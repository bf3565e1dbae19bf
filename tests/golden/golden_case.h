/*
 * A case on disk: NAME.eml, the message, and NAME.envelope, what the MTA tells
 * beside it, one thing a line, the sender first:
 *
 *	# what the case shows
 *	sender nurse@example.com                  (a lone "sender" is a bounce's)
 *	client 192.0.2.7
 *	auth nurse                                (optional: who authenticated)
 *	recipient jane@plain.example.net smtp     (address and {rcpt_mailer}; once or more)
 *
 * Threads: pure but for reading the files.
 */
#ifndef PHIMILTER_TESTS_GOLDEN_CASE_H
#define PHIMILTER_TESTS_GOLDEN_CASE_H

#include "milter/session.h"

/*
 * Presents the case `stem` (path without ".eml") to the session in the order
 * and form in which an MTA does; lines may end in LF on disk. Takes over
 * `snapshot`. The message is then complete in session->message.
 * Fails: ERROR_NOT_FOUND (a file cannot be read), ERROR_INVALID (the envelope
 * is none), and as session_message_complete().
 */
MUST_USE int golden_case_present(const char *stem, struct snapshot *snapshot,
                                 struct session *session);

#endif
