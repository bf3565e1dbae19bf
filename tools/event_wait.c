#include "tools/event_wait.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "core/error.h"

int
event_wait_open(struct event_wait *wait)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t set;

	wait->signals = -1;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	if (sigaction(SIGPIPE, &ignore, NULL) != 0 || sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return ERROR_IO;
	wait->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return wait->signals >= 0 ? 0 : ERROR_IO;
}

void
event_wait_close(struct event_wait *wait)
{
	if (wait->signals >= 0)
		close(wait->signals);
	wait->signals = -1;
}

static int
signal_take(struct event_wait *wait)
{
	struct signalfd_siginfo signal;

	if (read(wait->signals, &signal, sizeof(signal)) != sizeof(signal))
		return errno == EAGAIN ? ERROR_TIMEOUT : ERROR_IO;
	return signal.ssi_signo == SIGHUP ? ERROR_TIMEOUT : ERROR_STATE;
}

int
event_wait(struct event_wait *wait, int fd, short events, int milliseconds)
{
	struct pollfd polled[] = {
		{ .fd = wait->signals, .events = POLLIN },
		{ .fd = fd, .events = events },
	};

	int ready = poll(polled, fd >= 0 ? 2 : 1, milliseconds);
	if (ready < 0)
		return errno == EINTR ? ERROR_TIMEOUT : ERROR_IO;
	if (polled[0].revents != 0)
		return signal_take(wait);
	return ready > 0 ? 0 : ERROR_TIMEOUT;
}
