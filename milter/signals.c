#include "milter/signals.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "core/error.h"

static const int wanted[] = { SIGHUP, SIGTERM, SIGINT };

int
signals_hold_reload(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	return pthread_sigmask(SIG_BLOCK, &set, NULL) == 0 ? 0 : ERROR_IO;
}

int
signals_open(int *fd)
{
	const struct sigaction otherwise = { .sa_handler = SIG_DFL };
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++)
		sigaddset(&set, wanted[i]);
	if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0 || sigaction(SIGPIPE, &ignore, NULL) != 0)
		return ERROR_IO;
	/* Who started us may have had them ignored, as nohup(1) does: such never arrive. */
	for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++)
		if (sigaction(wanted[i], &otherwise, NULL) != 0)
			return ERROR_IO;
	*fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return *fd >= 0 ? 0 : ERROR_IO;
}

int
signals_read(int fd, struct signals *seen)
{
	struct signalfd_siginfo came;
	ssize_t length;

	while ((length = read(fd, &came, sizeof(came))) == (ssize_t)sizeof(came)) {
		if (came.ssi_signo != SIGHUP) {
			seen->stop = true;
			continue;
		}
		seen->reload = true;
		seen->reload_by_us = (pid_t)came.ssi_pid == getpid();
		seen->reload_uid = came.ssi_uid;
	}
	return length < 0 && errno == EAGAIN ? 0 : ERROR_IO;
}
