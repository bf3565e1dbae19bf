#include "tests/wire/wire_messages.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

const struct client_recipient wire_outside = { "<pat@plain.example.net>", "smtp" };
const struct client_recipient wire_tls_capable = { "<pat@capable.example.net>", "smtp" };
const struct client_recipient wire_local = { "<colleague@example.com>", "local" };

const char *const wire_phi_words[] = {
	"Marisol", "Okonkwo", "537-20-8841", "colonoscopy", "Crohn", "chart-notes", NULL,
};

static struct client_message
wire_message(const struct client_recipient *recipient, const struct client_header *headers,
             size_t count, const char *body)
{
	return (struct client_message){
		.queue_id = "4Wire1Test9",
		.client_address = "127.0.0.1",
		.sender = "<nurse@example.com>",
		.recipients = recipient,
		.recipient_count = 1,
		.headers = headers,
		.header_count = count,
		.body = bytes_of_string(body),
	};
}

/* Room for the ids of the message being made; a thread makes one at a time. */
static const char *
unique_id(char *out, size_t size)
{
	static _Thread_local unsigned number;

	snprintf(out, size, "<%u.%p@example.com>", ++number, (void *)&number);
	return out;
}

struct client_message
wire_clean(const struct client_recipient *recipient)
{
	static _Thread_local char id[64];
	static _Thread_local struct client_header headers[4];

	headers[0] = (struct client_header){ "From", "Nora Nurse <nurse@example.com>" };
	headers[1] = (struct client_header){ "Subject", "Parking on Thursday" };
	headers[2] = (struct client_header){ "Message-ID", unique_id(id, sizeof(id)) };
	headers[3] = (struct client_header){ "Content-Type", "text/plain; charset=utf-8" };
	return wire_message(recipient, headers, 4,
	                    "The north lot is closed this week; please use the garage.\r\n");
}

struct client_message
wire_phi(const struct client_recipient *recipient)
{
	static _Thread_local char id[64];
	static _Thread_local struct client_header headers[6];

	headers[0] = (struct client_header){ "From", "Nora Nurse <nurse@example.com>" };
	headers[1] = (struct client_header){ "Subject", "Marisol Okonkwo: colonoscopy results" };
	headers[2] = (struct client_header){ "Message-ID", unique_id(id, sizeof(id)) };
	headers[3] = (struct client_header){ "X-Note", "chart-notes of Okonkwo" };
	headers[4] = (struct client_header){ "Content-Type", "text/plain; charset=utf-8" };
	headers[5] = (struct client_header){ "X-Phimilter-Verdict", "clear" };
	return wire_message(recipient, headers, 6,
	                    "Patient: Marisol Okonkwo\r\nDOB: 04/17/1962\r\nSSN: 537-20-8841\r\n"
	                    "MRN: 00482913\r\n\r\nDiagnosis: Crohn's disease, confirmed by colonoscopy. "
	                    "She was admitted on 03/02/2025 and started on infliximab.\r\n");
}

void
wire_open(const struct daemon_fixture *fixture, struct milter_client *client)
{
	const struct client_message message = wire_clean(&wire_outside);

	ck_assert_int_eq(client_connect(client, fixture->socket), 0);
	ck_assert_int_eq(client_negotiate(client, CLIENT_ACTIONS, CLIENT_STEPS), 0);
	ck_assert_int_eq(client_present(client, &message, STEP_CONNECT, STEP_HELO), 0);
}

void
wire_send(const struct daemon_fixture *fixture, const struct client_message *message,
          struct client_answer *answer)
{
	struct milter_client client;

	wire_open(fixture, &client);
	ck_assert_int_eq(client_message_send(&client, message, answer), 0);
	client_close(&client);
}

void
wire_expect(const struct daemon_fixture *fixture, const struct client_message *message, char reply)
{
	struct client_answer answer;

	wire_send(fixture, message, &answer);
	ck_assert_msg(answer.reply == reply, "answered '%c' %s", answer.reply, answer.text);
	client_answer_release(&answer);
}

const char *
wire_verdict(const struct client_answer *answer)
{
	for (size_t i = 0; i < answer->edit_count; i++)
		if (answer->edits[i].kind == REPLY_HEADER_ADD &&
		    strcmp(answer->edits[i].name, "X-Phimilter-Verdict") == 0)
			return answer->edits[i].value + strspn(answer->edits[i].value, " ");
	return NULL;
}

bool
wire_accepted(const struct client_answer *answer)
{
	return answer->reply == REPLY_CONTINUE || answer->reply == REPLY_ACCEPT;
}

bool
wire_deferred(const struct client_answer *answer)
{
	return answer->reply == REPLY_TEMPFAIL ||
	       (answer->reply == REPLY_CODE && strncmp(answer->text, "451 ", 4) == 0);
}
