#include "tools/guard.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/command.h"

static bool
signal_means_damage(int number)
{
	return number == SIGSEGV || number == SIGBUS || number == SIGABRT || number == SIGFPE;
}

int
guard_run(int (*work)(void *context), void *context)
{
	struct rlimit no_core = { 0 };
	int status;

	fflush(NULL);
	pid_t child = fork();
	if (child < 0)
		return command_fail("no process to work in: %m");
	if (child == 0) {
		/* A core file would hold keys and records. */
		setrlimit(RLIMIT_CORE, &no_core);
		exit(command_end(work(context)));
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return command_fail("waiting for the work's end: %m");
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	if (signal_means_damage(WTERMSIG(status)))
		return GUARD_DAMAGED;
	signal(WTERMSIG(status), SIG_DFL);
	raise(WTERMSIG(status));
	return EXIT_CODE_ERROR;
}
