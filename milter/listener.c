#include "milter/listener.h"

#include <errno.h>
#include <libmilter/mfapi.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/error.h"
#include "core/log.h"
#include "core/thread.h"

#define UNIX_PREFIX "unix:"
#define SOCKET_SETTING "daemon.socket"

/* The path of a unix socket, or NULL for any other. */
static const char *
socket_path(const struct configuration *configuration)
{
	const char *socket_name = configuration->daemon.socket;
	size_t length = strlen(UNIX_PREFIX);

	return strncmp(socket_name, UNIX_PREFIX, length) == 0 ? socket_name + length : NULL;
}

static struct sockaddr_un
socket_address(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
	return address;
}

/* "inet:8891@127.0.0.1", also inet6; the host may be left out. */
static bool
is_port_at_host(const char *socket_name)
{
	const char *port = strchr(socket_name, ':') + 1;
	char *end;
	unsigned long number = strtoul(port, &end, 10);

	return byte_is_digit((uint8_t)port[0]) && number >= 1 && number <= UINT16_MAX &&
	       (*end == '\0' || (*end == '@' && end[1] != '\0'));
}

/* Whether something answers at the socket: then it is not ours to replace. */
static bool
socket_alive(const char *path)
{
	const struct sockaddr_un address = socket_address(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return false;
	bool alive = connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
	close(fd);
	return alive;
}

int
listener_check_place(const struct configuration *configuration, struct diagnostics *why)
{
	const char *path = socket_path(configuration);
	struct stat status;

	if (path == NULL && !is_port_at_host(configuration->daemon.socket))
		return configuration_complain(configuration, SOCKET_SETTING, why,
		                              "\"%s\" is no socket; write \"inet:port@host\" with a port "
		                              "from 1 to %d", configuration->daemon.socket, UINT16_MAX);
	if (path == NULL)
		return 0;
	struct sockaddr_un address = socket_address(path);
	if (strlen(path) >= sizeof(address.sun_path))
		return configuration_complain(configuration, SOCKET_SETTING, why,
		                              "path is longer than the %zu bytes a socket allows",
		                              sizeof(address.sun_path) - 1);
	char *directory = address.sun_path;
	*strrchr(directory, '/') = '\0';
	if (directory[0] != '\0' && (stat(directory, &status) != 0 || !S_ISDIR(status.st_mode)))
		return configuration_complain(configuration, SOCKET_SETTING, why,
		                              "directory %s does not exist; make one that the MTA may enter",
		                              directory);
	if (lstat(path, &status) == 0 && !S_ISSOCK(status.st_mode))
		return configuration_complain(configuration, SOCKET_SETTING, why,
		                              "%s exists and is no socket", path);
	return 0;
}

int
listener_open(const struct configuration *configuration, const struct identity *identity,
              struct diagnostics *why)
{
	const char *path = socket_path(configuration);
	mode_t mode = (mode_t)configuration->daemon.socket_mode;

	int err = listener_check_place(configuration, why);
	if (err != 0)
		return err;
	if (path != NULL && socket_alive(path))
		return configuration_complain(configuration, SOCKET_SETTING, why,
		                              "another daemon answers at %s", path);
	mode_t previous = umask(0777 & ~mode);
	errno = 0;
	bool opened = smfi_setconn((char *)configuration->daemon.socket) == MI_SUCCESS &&
	              smfi_opensocket(1) == MI_SUCCESS;
	int saved = errno;
	umask(previous);
	if (!opened)
		return configuration_complain(configuration, SOCKET_SETTING, why,
		                              "%s cannot be opened: %s", configuration->daemon.socket,
		                              saved != 0 ? strerror(saved) : "its host is unknown");
	if (path != NULL && identity->change && chown(path, identity->uid, identity->gid) != 0)
		return configuration_complain(configuration, SOCKET_SETTING, why,
		                              "%s cannot be given to the daemon's user: %m", path);
	return 0;
}

/*
 * libmilter has a thread that waits for SIGHUP, SIGTERM and SIGINT with
 * sigwait() and stops everything on any of them, with no way to say no. All
 * three are the main thread's (milter/signals.h). This definition takes the place of libc's for
 * the whole program, libmilter included: that thread, which has the signals
 * blocked, sleeps for good.
 */
int
sigwait(const sigset_t *set, int *number)
{
	(void)set;
	(void)number;
	for (;;)
		pause();
}

static void *
listener_run(void *argument)
{
	int ended_fd = (int)(intptr_t)argument;
	const uint64_t ended = 1;

	if (smfi_main() != MI_SUCCESS)
		log_event(LOG_SEVERITY_ERROR, "libmilter-failed", log_number("errno", errno));
	if (write(ended_fd, &ended, sizeof(ended)) != sizeof(ended))
		log_event(LOG_SEVERITY_ERROR, "wake-failed", log_number("errno", errno));
	return NULL;
}

int
listener_start(int ended_fd)
{
	pthread_t thread;

	int err = thread_start(listener_run, (void *)(intptr_t)ended_fd, &thread);
	if (err == 0)
		pthread_detach(thread); /* it serves until the process ends */
	return err;
}
