/* Events to a syslog or to the journal, over a socket. */
#include "tools/event_sink.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/error.h"
#include "tools/command.h"

#define MESSAGE_LIMIT ((size_t)128 * 1024) /* more than any event: every byte of every field escaped */
#define RETRY_MS 1000
#define RETRY_MOST_MS 30000
#define TAKEN_MS 5
#define TAKEN_MOST_MS 200
#define CONNECT_MS 10000
#define DEAF_MS 30000 /* a peer that acknowledges nothing for so long is gone */

struct event_socket {
	struct event_sink sink; /* first */
	struct event_wait *wait;
	struct event_socket_settings settings;
	char host[256];         /* of "tcp:", and its port */
	char port[32];
	bool is_unix, is_stream;
	struct stat place;      /* the unix socket that we are connected to */
	int fd;                 /* -1 when not connected */
	bool waiting;           /* said that it is waited for */
	struct buffer message, frame;
};

/* ---- connecting -------------------------------------------------------------------- */

static const char *
unix_path(const struct event_socket *socket)
{
	return socket->settings.address + strlen("unix:");
}

static void
disconnect(struct event_socket *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

/* Finishes a connect() that was begun. Fails: ERROR_STATE, ERROR_IO (errno tells). */
static int
connect_finish(struct event_socket *s)
{
	socklen_t length = sizeof(int);
	int problem = 0;

	if (errno != EINPROGRESS)
		return ERROR_IO;
	int err = event_wait(s->wait, s->fd, POLLOUT, CONNECT_MS);
	if (err == ERROR_TIMEOUT) {
		errno = ETIMEDOUT;
		return ERROR_IO;
	}
	if (err == 0 && getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &problem, &length) != 0)
		return ERROR_IO;
	errno = problem;
	return err == 0 && problem != 0 ? ERROR_IO : err;
}

static int
connect_to(struct event_socket *s, int type, const struct sockaddr *address, socklen_t length)
{
	s->fd = socket(address->sa_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s->fd < 0)
		return ERROR_IO;
	int err = connect(s->fd, address, length) == 0 ? 0 : connect_finish(s);
	if (err != 0) {
		int saved = errno;
		disconnect(s);
		errno = saved;
	}
	return err;
}

static int
connect_unix(struct event_socket *s)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const struct sockaddr *to = (const struct sockaddr *)&address;

	strncpy(address.sun_path, unix_path(s), sizeof(address.sun_path) - 1);
	int err = stat(unix_path(s), &s->place) == 0 ?
	          connect_to(s, SOCK_DGRAM, to, sizeof(address)) : ERROR_IO;
	s->is_stream = err != 0 && errno == EPROTOTYPE && s->settings.protocol == EVENT_SYSLOG;
	return s->is_stream ? connect_to(s, SOCK_STREAM, to, sizeof(address)) : err;
}

/* A peer that has vanished shows even while nothing is sent. */
static int
connection_guard(const struct event_socket *s)
{
	const int on = 1;
	const unsigned deaf = DEAF_MS;

	return setsockopt(s->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)) == 0 &&
	       setsockopt(s->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &deaf, sizeof(deaf)) == 0 ? 0 : ERROR_IO;
}

static int
connect_tcp(struct event_socket *s)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
	struct addrinfo *list;

	int found = getaddrinfo(s->host, s->port, &hints, &list);
	if (found != 0) {
		errno = found == EAI_SYSTEM ? errno : EHOSTUNREACH;
		return ERROR_IO;
	}
	int err = ERROR_IO;
	for (const struct addrinfo *one = list; one != NULL && err == ERROR_IO; one = one->ai_next)
		err = connect_to(s, SOCK_STREAM, one->ai_addr, one->ai_addrlen);
	int saved = errno;
	freeaddrinfo(list);
	errno = saved;
	return err != 0 ? err : connection_guard(s);
}

/* Returns connected, however long that takes. Fails: ERROR_STATE, ERROR_IO. */
static int
connect_patiently(struct event_socket *s)
{
	int pause = RETRY_MS;

	while (s->fd < 0) {
		int err = s->is_unix ? connect_unix(s) : connect_tcp(s);
		if (err != ERROR_IO)
			return err;
		disconnect(s);
		if (!s->waiting)
			command_fail("%s: %m; waiting", s->settings.address);
		s->waiting = true;
		err = event_wait(s->wait, -1, 0, pause);
		if (err != ERROR_TIMEOUT)
			return err;
		pause = 2 * pause < RETRY_MOST_MS ? 2 * pause : RETRY_MOST_MS;
	}
	return 0;
}

/* ---- sending ------------------------------------------------------------------------- */

/* The other side is gone, and with it perhaps what it had not read. */
static int
connection_lost(struct event_socket *s)
{
	command_fail("%s: %m; sending again what it may not have read", s->settings.address);
	disconnect(s);
	return ERROR_PROTOCOL;
}

static int
send_some(struct event_socket *s, struct bytes *text)
{
	ssize_t sent = send(s->fd, text->data, text->length, MSG_NOSIGNAL | MSG_DONTWAIT);
	int err = 0;

	if (sent >= 0) {
		*text = bytes_slice(*text, (size_t)sent, SIZE_MAX);
	} else if (errno == ENOBUFS) {
		err = event_wait(s->wait, -1, 0, TAKEN_MOST_MS);
	} else if (errno == EAGAIN) {
		err = event_wait(s->wait, s->fd, POLLOUT, -1);
	} else if (errno == EMSGSIZE) {
		command_fail("%s: an event of %zu bytes is more than it takes", s->settings.address,
		             text->length);
		return ERROR_LIMIT;
	} else if (errno != EINTR) {
		return connection_lost(s);
	}
	return err == ERROR_TIMEOUT ? 0 : err;
}

static int
message_format(struct event_socket *s, const struct record *record)
{
	struct event event;
	char count[32] = "";

	buffer_clear(&s->message);
	buffer_clear(&s->frame);
	int err = event_make(record, &event);
	if (err == 0)
		err = s->settings.protocol == EVENT_SYSLOG ?
		      event_format_syslog(&event, &s->settings.syslog, &s->message) :
		      event_format_journal(&event, &s->message);
	event_release(&event);
	if (s->is_stream)
		snprintf(count, sizeof(count), "%zu ", s->message.length);
	if (err == 0)
		err = buffer_append_string(&s->frame, count);
	return err != 0 ? err : buffer_append(&s->frame, buffer_bytes(&s->message));
}

static int
socket_put(struct event_sink *sink, const struct record *record)
{
	struct event_socket *s = (struct event_socket *)sink;

	int err = connect_patiently(s);
	if (err == ERROR_IO)
		command_fail("%s: %m", s->settings.address);
	if (err != 0)
		return err;
	s->waiting = false;
	err = message_format(s, record);
	if (err != 0)
		command_fail("record %" PRIu64 ": %s", record->sequence, error_text(err));
	struct bytes text = buffer_bytes(&s->frame);
	while (err == 0 && text.length > 0)
		err = send_some(s, &text);
	return err;
}

/* A socket's file that was removed and made again may have the same number. */
static bool
place_is_same(const struct event_socket *s)
{
	struct stat now;

	return stat(unix_path(s), &now) == 0 && now.st_ino == s->place.st_ino &&
	       now.st_ctim.tv_sec == s->place.st_ctim.tv_sec &&
	       now.st_ctim.tv_nsec == s->place.st_ctim.tv_nsec;
}

/* Whether the other side is the one that we connected to, and still there. */
static bool
connection_holds(struct event_socket *s)
{
	struct pollfd end = { .fd = s->fd, .events = POLLIN };
	char byte;

	if (s->is_unix && !place_is_same(s)) {
		errno = ECONNRESET;
		return false;
	}
	if (poll(&end, 1, 0) <= 0)
		return true;
	ssize_t got = recv(s->fd, &byte, 1, MSG_DONTWAIT);
	if (got == 0)
		errno = ECONNRESET;
	return got > 0 || (got < 0 && errno == EAGAIN);
}

/*
 * What the other side has not taken yet is in our send queue: of a unix socket what it has
 * not read, of a port what its system has not acknowledged.
 */
static int
socket_flush(struct event_sink *sink)
{
	struct event_socket *s = (struct event_socket *)sink;
	int left = 0, pause = TAKEN_MS;

	while (s->fd >= 0) {
		if (!connection_holds(s))
			return connection_lost(s);
		if (ioctl(s->fd, SIOCOUTQ, &left) != 0 || left == 0)
			return 0;
		int err = event_wait(s->wait, -1, 0, pause);
		if (err != ERROR_TIMEOUT)
			return err;
		pause = 2 * pause < TAKEN_MOST_MS ? 2 * pause : TAKEN_MOST_MS;
	}
	return 0;
}

/* ---- making ---------------------------------------------------------------------------- */

static void
socket_destroy(struct event_sink *sink)
{
	struct event_socket *s = (struct event_socket *)sink;

	disconnect(s);
	buffer_release(&s->message);
	buffer_release(&s->frame);
	free(s);
}

/* "tcp:host:port", "tcp:[::1]:port". */
static int
parse_tcp(const char *address, struct event_socket *s)
{
	const char *host = address + strlen("tcp:"), *colon = strrchr(host, ':');

	if (strncmp(address, "tcp:", 4) != 0 || colon == NULL || colon == host || colon[1] == '\0')
		return ERROR_INVALID;
	struct bytes name = bytes_make(host, (size_t)(colon - host));
	if (name.length > 2 && name.data[0] == '[' && name.data[name.length - 1] == ']')
		name = bytes_slice(name, 1, name.length - 2);
	if (name.length >= sizeof(s->host) || strlen(colon + 1) >= sizeof(s->port))
		return ERROR_INVALID;
	memcpy(s->host, name.data, name.length);
	strcpy(s->port, colon + 1);
	s->is_stream = true;
	return 0;
}

static int
parse_address(const char *address, struct event_socket *s)
{
	struct sockaddr_un form;

	s->is_unix = strncmp(address, "unix:/", 6) == 0;
	if (s->is_unix)
		return strlen(unix_path(s)) < sizeof(form.sun_path) ? 0 : ERROR_INVALID;
	return s->settings.protocol == EVENT_SYSLOG ? parse_tcp(address, s) : ERROR_INVALID;
}

int
event_socket_create(const struct event_socket_settings *settings, struct event_wait *wait,
                    struct event_sink **out)
{
	struct event_socket *s = calloc(1, sizeof(*s));

	*out = NULL;
	if (s == NULL)
		return ERROR_MEMORY;
	s->sink = (struct event_sink){ socket_put, socket_flush, socket_destroy };
	s->wait = wait;
	s->settings = *settings;
	s->fd = -1;
	s->message = buffer_make(MESSAGE_LIMIT);
	s->frame = buffer_make(MESSAGE_LIMIT + 32);
	int err = parse_address(settings->address, s);
	if (err != 0)
		socket_destroy(&s->sink);
	else
		*out = &s->sink;
	return err;
}
