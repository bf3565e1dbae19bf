/* Messages that the wire tests send, and the usual way to send one. */
#ifndef PHIMILTER_TESTS_WIRE_MESSAGES_H
#define PHIMILTER_TESTS_WIRE_MESSAGES_H

#include "tests/wire/daemon_fixture.h"
#include "tests/wire/milter_client.h"

/* Who is written to. */
extern const struct client_recipient wire_outside;      /* of a domain that takes no verified TLS */
extern const struct client_recipient wire_tls_capable;  /* of one that does */
extern const struct client_recipient wire_local;        /* delivered by this MTA */

/* A clean and a PHI message from one of ours to `recipient`; the message-id is unique a call. */
struct client_message wire_clean(const struct client_recipient *recipient);
struct client_message wire_phi(const struct client_recipient *recipient);

/* Words of wire_phi() that may be found nowhere in a notice, NULL at the end. */
extern const char *const wire_phi_words[];

/* Connects, negotiates all that Postfix offers, and presents the connection. Fails the test. */
void wire_open(const struct daemon_fixture *fixture, struct milter_client *client);

/* Sends one message over a connection of its own. Fails the test on any protocol error. */
void wire_send(const struct daemon_fixture *fixture, const struct client_message *message,
               struct client_answer *answer);

/* The same, and fails the test unless the message is answered with `reply`. */
void wire_expect(const struct daemon_fixture *fixture, const struct client_message *message, char reply);

/* The value of the added verdict header, or NULL. */
const char *wire_verdict(const struct client_answer *answer);

/* Whether the answer lets the message through. */
bool wire_accepted(const struct client_answer *answer);

/* Whether it is a 451 or "tempfail". */
bool wire_deferred(const struct client_answer *answer);

#endif
