#include "tests/wire/milter_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/error.h"

#define PROTOCOL_VERSION 6
#define PACKET_LIMIT ((size_t)4 << 20)
#define BODY_CHUNK_SIZE 65535u /* what Postfix sends at most */

/* SMFIP_* bits, from libmilter/mfdef.h. */
#define STEP_SKIPPED_HELO 0x2u
#define STEP_SKIPPED_DATA 0x200u
#define STEP_SKIPPED_END_OF_HEADERS 0x40u
#define SILENT_HEADER 0x80u
#define SILENT_CONNECT 0x1000u
#define SILENT_HELO 0x2000u
#define SILENT_MAIL 0x4000u
#define SILENT_RECIPIENT 0x8000u
#define SILENT_DATA 0x10000u
#define SILENT_END_OF_HEADERS 0x40000u
#define SILENT_BODY 0x80000u
#define HEADER_LEADING_SPACE 0x100000u

static int
connect_unix(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static int
connect_port(const char *port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)atoi(port)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int one = 1;

	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		close(fd);
		fd = -1;
	}
	if (fd >= 0)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

int
client_connect(struct milter_client *client, const char *address)
{
	*client = (struct milter_client){ .fd = -1 };
	client->fd = byte_is_digit((uint8_t)address[0]) ? connect_port(address) : connect_unix(address);
	return client->fd >= 0 ? 0 : ERROR_IO;
}

void
client_close(struct milter_client *client)
{
	if (client->fd >= 0)
		close(client->fd);
	client->fd = -1;
}

static int
send_all(int fd, const void *data, size_t length)
{
	const uint8_t *bytes = data;

	while (length > 0) {
		ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return ERROR_IO;
		bytes += sent;
		length -= (size_t)sent;
	}
	return 0;
}

static int
receive_all(int fd, void *data, size_t length)
{
	uint8_t *bytes = data;

	while (length > 0) {
		ssize_t got = recv(fd, bytes, length, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return ERROR_IO;
		bytes += got;
		length -= (size_t)got;
	}
	return 0;
}

int
client_send(struct milter_client *client, char command, struct bytes data)
{
	uint8_t head[5];
	uint32_t length = htonl((uint32_t)data.length + 1);

	memcpy(head, &length, sizeof(length));
	head[4] = (uint8_t)command;
	int err = send_all(client->fd, head, sizeof(head));
	return err != 0 ? err : send_all(client->fd, data.data, data.length);
}

int
client_receive(struct milter_client *client, char *reply, struct buffer *data)
{
	uint8_t head[5];
	uint32_t length;

	buffer_clear(data);
	int err = receive_all(client->fd, head, sizeof(head));
	if (err != 0)
		return err;
	memcpy(&length, head, sizeof(length));
	length = ntohl(length) - 1;
	*reply = (char)head[4];
	err = buffer_reserve(data, length);
	if (err == 0)
		err = receive_all(client->fd, data->data, length);
	if (err == 0)
		data->length = length;
	return err;
}

int
client_send_strings(struct milter_client *client, char command, const char *const *strings,
                    size_t count)
{
	struct buffer data = buffer_make(PACKET_LIMIT);
	int err = 0;

	for (size_t i = 0; i < count && err == 0; i++)
		err = buffer_append(&data, bytes_make(strings[i], strlen(strings[i]) + 1));
	if (err == 0)
		err = client_send(client, command, buffer_bytes(&data));
	buffer_release(&data);
	return err;
}

int
client_macros(struct milter_client *client, char command, const char *const *pairs, size_t count)
{
	struct buffer data = buffer_make(PACKET_LIMIT);
	int err = buffer_append_byte(&data, (uint8_t)command);

	for (size_t i = 0; i + 1 < count && err == 0; i += 2) {
		if (pairs[i + 1] == NULL)
			continue; /* an MTA leaves out what it does not know */
		err = buffer_append(&data, bytes_make(pairs[i], strlen(pairs[i]) + 1));
		if (err == 0)
			err = buffer_append(&data, bytes_make(pairs[i + 1], strlen(pairs[i + 1]) + 1));
	}
	if (err == 0)
		err = client_send(client, COMMAND_MACRO, buffer_bytes(&data));
	buffer_release(&data);
	return err;
}

int
client_negotiate(struct milter_client *client, uint32_t actions, uint32_t steps)
{
	uint32_t offer[3] = { htonl(PROTOCOL_VERSION), htonl(actions), htonl(steps) };
	struct buffer data = buffer_make(PACKET_LIMIT);
	char reply = 0;

	int err = client_send(client, COMMAND_NEGOTIATE, bytes_make(offer, sizeof(offer)));
	if (err == 0)
		err = client_receive(client, &reply, &data);
	if (err == 0 && (reply != COMMAND_NEGOTIATE || data.length < sizeof(offer)))
		err = ERROR_PROTOCOL;
	if (err == 0) {
		memcpy(offer, data.data, sizeof(offer));
		client->actions = ntohl(offer[1]);
		client->steps = ntohl(offer[2]);
	}
	buffer_release(&data);
	return err;
}

/* Waits for "continue" unless the step was negotiated to have no answer. */
static int
step_done(struct milter_client *client, uint32_t silent)
{
	struct buffer data = buffer_make(PACKET_LIMIT);
	char reply = 0;

	if (client->steps & silent)
		return 0;
	int err = client_receive(client, &reply, &data);
	buffer_release(&data);
	return err != 0 ? err : reply == REPLY_CONTINUE ? 0 : ERROR_PROTOCOL;
}

static int
present_connect(struct milter_client *client, const struct client_message *message)
{
	const char *macros[] = { "j", "mail.example.com", "{client_addr}", message->client_address };
	struct buffer data = buffer_make(PACKET_LIMIT);
	const uint8_t family_port[] = { '4', 0x30, 0x39 };

	int err = client_macros(client, COMMAND_CONNECT, macros, ARRAY_LENGTH(macros));
	if (err == 0)
		err = buffer_append(&data, bytes_make("client.example.com", sizeof("client.example.com")));
	if (err == 0)
		err = buffer_append(&data, bytes_make(family_port, sizeof(family_port)));
	if (err == 0)
		err = buffer_append(&data, bytes_make(message->client_address,
		                                      strlen(message->client_address) + 1));
	if (err == 0)
		err = client_send(client, COMMAND_CONNECT, buffer_bytes(&data));
	buffer_release(&data);
	return err != 0 ? err : step_done(client, SILENT_CONNECT);
}

static int
present_helo(struct milter_client *client)
{
	static const char *const helo[] = { "client.example.com" };

	if (client->steps & STEP_SKIPPED_HELO)
		return 0;
	int err = client_send_strings(client, COMMAND_HELO, helo, 1);
	return err != 0 ? err : step_done(client, SILENT_HELO);
}

static int
present_mail(struct milter_client *client, const struct client_message *message)
{
	const char *macros[] = { "{auth_authen}", message->auth_user, "{client_addr}",
	                         message->client_address, "{phi_split}", message->split };

	int err = client_macros(client, COMMAND_MAIL, macros, ARRAY_LENGTH(macros));
	if (err == 0)
		err = client_send_strings(client, COMMAND_MAIL, &message->sender, 1);
	return err != 0 ? err : step_done(client, SILENT_MAIL);
}

static int
present_recipients(struct milter_client *client, const struct client_message *message)
{
	int err = 0;

	for (size_t i = 0; i < message->recipient_count && err == 0; i++) {
		const struct client_recipient *recipient = &message->recipients[i];
		const char *macros[] = { "{rcpt_mailer}", recipient->mailer };
		const char *const path[] = { recipient->address, recipient->argument };
		err = client_macros(client, COMMAND_RECIPIENT, macros, ARRAY_LENGTH(macros));
		if (err == 0)
			err = client_send_strings(client, COMMAND_RECIPIENT, path,
			                          recipient->argument != NULL ? 2 : 1);
		if (err == 0)
			err = step_done(client, SILENT_RECIPIENT);
	}
	return err;
}

static int
present_data(struct milter_client *client, const struct client_message *message)
{
	const char *macros[] = { "i", message->queue_id };

	if (client->steps & STEP_SKIPPED_DATA)
		return 0;
	int err = client_macros(client, COMMAND_DATA, macros, ARRAY_LENGTH(macros));
	if (err == 0)
		err = client_send(client, COMMAND_DATA, bytes_make(NULL, 0));
	return err != 0 ? err : step_done(client, SILENT_DATA);
}

static int
present_headers(struct milter_client *client, const struct client_message *message)
{
	char value[8192];
	int err = 0;

	for (size_t i = 0; i < message->header_count && err == 0; i++) {
		bool space = (client->steps & HEADER_LEADING_SPACE) != 0;
		snprintf(value, sizeof(value), "%s%s", space ? " " : "", message->headers[i].value);
		const char *strings[] = { message->headers[i].name, value };
		err = client_send_strings(client, COMMAND_HEADER, strings, ARRAY_LENGTH(strings));
		if (err == 0)
			err = step_done(client, SILENT_HEADER);
	}
	return err;
}

static int
present_end_of_headers(struct milter_client *client)
{
	if (client->steps & STEP_SKIPPED_END_OF_HEADERS)
		return 0;
	int err = client_send(client, COMMAND_END_OF_HEADERS, bytes_make(NULL, 0));
	return err != 0 ? err : step_done(client, SILENT_END_OF_HEADERS);
}

static int
present_body(struct milter_client *client, const struct client_message *message)
{
	int err = 0;

	for (size_t done = 0; done < message->body.length && err == 0; done += BODY_CHUNK_SIZE) {
		err = client_send(client, COMMAND_BODY,
		                  bytes_slice(message->body, done, BODY_CHUNK_SIZE));
		if (err == 0)
			err = step_done(client, SILENT_BODY);
	}
	return err;
}

static int
present_end_of_message(struct milter_client *client, const struct client_message *message)
{
	const char *macros[] = { "i", message->queue_id };

	int err = client_macros(client, COMMAND_END_OF_MESSAGE, macros, ARRAY_LENGTH(macros));
	return err != 0 ? err : client_send(client, COMMAND_END_OF_MESSAGE, bytes_make(NULL, 0));
}

static int
present_step(struct milter_client *client, const struct client_message *message, enum client_step step)
{
	switch (step) {
	case STEP_CONNECT: return present_connect(client, message);
	case STEP_HELO: return present_helo(client);
	case STEP_MAIL: return present_mail(client, message);
	case STEP_RECIPIENT: return present_recipients(client, message);
	case STEP_DATA: return present_data(client, message);
	case STEP_HEADER: return present_headers(client, message);
	case STEP_END_OF_HEADERS: return present_end_of_headers(client);
	case STEP_BODY: return present_body(client, message);
	case STEP_END_OF_MESSAGE: return present_end_of_message(client, message);
	}
	return ERROR_INTERNAL;
}

int
client_present(struct milter_client *client, const struct client_message *message,
               enum client_step first, enum client_step last)
{
	int err = 0;

	for (enum client_step step = first; step <= last && err == 0; step++)
		err = present_step(client, message, step);
	return err;
}

/* The NUL-terminated string at `*offset` of the packet, which moves behind it. */
static char *
packet_string(const struct buffer *data, size_t *offset)
{
	size_t start = *offset, end = start;

	while (end < data->length && data->data[end] != '\0')
		end++;
	*offset = end + 1;
	return strndup((const char *)data->data + (start < data->length ? start : data->length),
	               end > start ? end - start : 0);
}

static int
answer_keep_edit(struct client_answer *answer, char reply, const struct buffer *data)
{
	size_t offset = 0;

	if (reply == REPLY_BODY_REPLACE)
		return buffer_append(&answer->body, buffer_bytes(data));
	if (answer->edit_count == CLIENT_EDIT_LIMIT)
		return ERROR_LIMIT;
	struct client_edit *edit = &answer->edits[answer->edit_count++];
	edit->kind = reply;
	if (reply == REPLY_HEADER_CHANGE || reply == REPLY_HEADER_INSERT) {
		memcpy(&edit->index, data->data, sizeof(edit->index));
		edit->index = ntohl(edit->index);
		offset = sizeof(edit->index);
	}
	edit->name = packet_string(data, &offset);
	edit->value = packet_string(data, &offset);
	return 0;
}

int
client_answer_read(struct milter_client *client, struct client_answer *answer)
{
	struct buffer data = buffer_make(PACKET_LIMIT);
	int err = 0;

	memset(answer, 0, sizeof(*answer));
	answer->body = buffer_make((size_t)256 << 20);
	while (err == 0 && answer->reply == 0) {
		char reply = 0;
		err = client_receive(client, &reply, &data);
		if (err != 0 || reply == REPLY_PROGRESS)
			continue;
		if (strchr("hibmeq+2-", reply) != NULL) {
			err = answer_keep_edit(answer, reply, &data);
			continue;
		}
		answer->reply = reply;
		if (reply == REPLY_CODE)
			snprintf(answer->text, sizeof(answer->text), "%.*s", (int)data.length,
			         (const char *)data.data);
	}
	buffer_release(&data);
	return err;
}

void
client_answer_release(struct client_answer *answer)
{
	for (size_t i = 0; i < answer->edit_count; i++) {
		free(answer->edits[i].name);
		free(answer->edits[i].value);
	}
	buffer_release(&answer->body);
	answer->edit_count = 0;
}

int
client_message_send(struct milter_client *client, const struct client_message *message,
                    struct client_answer *answer)
{
	memset(answer, 0, sizeof(*answer));
	int err = client_present(client, message, STEP_MAIL, STEP_END_OF_MESSAGE);
	return err != 0 ? err : client_answer_read(client, answer);
}
