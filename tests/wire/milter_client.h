/*
 * The MTA's side of the milter protocol (version 6), for tests and load:
 * a connection to a milter, the commands an MTA sends, and what it answers.
 *
 * Ownership: the client is the caller's. Threads: one client, one thread.
 * Every function returns 0 or a negative code of core/error.h.
 */
#ifndef PHIMILTER_TESTS_MILTER_CLIENT_H
#define PHIMILTER_TESTS_MILTER_CLIENT_H

#include "core/attributes.h"
#include "core/buffer.h"
#include "core/bytes.h"

/* Commands (MTA to milter). */
enum milter_command {
	COMMAND_ABORT = 'A', COMMAND_BODY = 'B', COMMAND_CONNECT = 'C', COMMAND_MACRO = 'D',
	COMMAND_END_OF_MESSAGE = 'E', COMMAND_HELO = 'H', COMMAND_QUIT_NEW = 'K',
	COMMAND_HEADER = 'L', COMMAND_MAIL = 'M', COMMAND_END_OF_HEADERS = 'N',
	COMMAND_NEGOTIATE = 'O', COMMAND_QUIT = 'Q', COMMAND_RECIPIENT = 'R', COMMAND_DATA = 'T',
};

/* Final answers and edits (milter to MTA). */
enum milter_reply {
	REPLY_CONTINUE = 'c', REPLY_ACCEPT = 'a', REPLY_DISCARD = 'd', REPLY_REJECT = 'r',
	REPLY_TEMPFAIL = 't', REPLY_CODE = 'y', REPLY_PROGRESS = 'p', REPLY_SKIP = 's',
	REPLY_HEADER_ADD = 'h', REPLY_HEADER_INSERT = 'i', REPLY_HEADER_CHANGE = 'm',
	REPLY_BODY_REPLACE = 'b', REPLY_SENDER_CHANGE = 'e', REPLY_RECIPIENT_ADD = '+',
	REPLY_RECIPIENT_ADD_WITH = '2', REPLY_RECIPIENT_DELETE = '-', REPLY_QUARANTINE = 'q',
};

/* What Postfix 3.7 offers: all edits; every step may be skipped or left unanswered. */
#define CLIENT_ACTIONS 0x1ffu
#define CLIENT_STEPS 0x1fffffu

struct milter_client {
	int fd;
	uint32_t actions; /* negotiated */
	uint32_t steps;   /* negotiated SMFIP_* */
};

/* Connects to a unix socket path or, when `address` begins with a digit, "port". */
MUST_USE int client_connect(struct milter_client *client, const char *address);
void client_close(struct milter_client *client);

/* Offers `actions` and `steps`. */
MUST_USE int client_negotiate(struct milter_client *client, uint32_t actions, uint32_t steps);

/* Sends one packet as it is. */
MUST_USE int client_send(struct milter_client *client, char command, struct bytes data);

/* Sends strings, each with its NUL. */
MUST_USE int client_send_strings(struct milter_client *client, char command,
                                 const char *const *strings, size_t count);

/* Macros for `command`: name, value, name, value ... */
MUST_USE int client_macros(struct milter_client *client, char command,
                           const char *const *pairs, size_t count);

/* Reads one packet. Fails: ERROR_IO at the end of the connection. */
MUST_USE int client_receive(struct milter_client *client, char *reply, struct buffer *data);

struct client_recipient {
	const char *address;
	const char *mailer; /* {rcpt_mailer}, or NULL */
	const char *argument; /* of RCPT TO, or NULL */
};

struct client_header {
	const char *name;
	const char *value;
};

/* One message, as an MTA would present it. */
struct client_message {
	const char *queue_id;
	const char *client_address; /* of the SMTP client */
	const char *auth_user;      /* NULL for none */
	const char *split;          /* {phi_split}, or NULL */
	const char *sender;
	const struct client_recipient *recipients;
	size_t recipient_count;
	const struct client_header *headers;
	size_t header_count;
	struct bytes body;
};

/* One edit the milter asked for. */
struct client_edit {
	char kind;          /* enum milter_reply */
	uint32_t index;     /* of header edits */
	char *name;
	char *value;
};

#define CLIENT_EDIT_LIMIT 256

struct client_answer {
	char reply;          /* REPLY_CONTINUE, REPLY_CODE ... */
	char text[512];      /* of REPLY_CODE: "550 5.7.1 ..." */
	struct client_edit edits[CLIENT_EDIT_LIMIT];
	size_t edit_count;
	struct buffer body;  /* all REPLY_BODY_REPLACE pieces */
};

/* The steps of a message, so that tests can stop between any two. */
enum client_step {
	STEP_CONNECT, STEP_HELO, STEP_MAIL, STEP_RECIPIENT, STEP_DATA, STEP_HEADER, STEP_END_OF_HEADERS,
	STEP_BODY, STEP_END_OF_MESSAGE,
};

/* Sends `message` from `first` to `last`, both included, reading answers where they are due. */
MUST_USE int client_present(struct milter_client *client, const struct client_message *message,
                            enum client_step first, enum client_step last);

/* The answer to the end of the message. Release it afterwards. */
MUST_USE int client_answer_read(struct milter_client *client, struct client_answer *answer);
void client_answer_release(struct client_answer *answer);

/* client_present() from STEP_MAIL to the end, then client_answer_read(). */
MUST_USE int client_message_send(struct milter_client *client, const struct client_message *message,
                                 struct client_answer *answer);

#endif
