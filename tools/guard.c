#include "tools/guard.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/command.h"

static bool
signal_means_damage(int number)
{
	return number == SIGSEGV || number == SIGBUS || number == SIGABRT || number == SIGFPE;
}

/* Who ends the parent means the work, which would go on unseen and keep the store to itself. */
static void
end_with(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0)
		exit(command_fail("the work cannot end with its parent: %m"));
	if (getppid() != parent)
		raise(SIGTERM);
}

int
guard_run(int (*work)(void *context), void *context)
{
	struct rlimit no_core = { 0 };
	int status;

	fflush(NULL);
	const pid_t parent = getpid();
	pid_t child = fork();
	if (child < 0)
		return command_fail("no process to work in: %m");
	if (child == 0) {
		/* A core file would hold keys and records. */
		setrlimit(RLIMIT_CORE, &no_core);
		end_with(parent);
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
