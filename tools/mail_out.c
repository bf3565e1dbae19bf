#include "tools/mail_out.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "core/durable_file.h"
#include "core/error.h"
#include "tools/command.h"

extern char **environ;

/* Starts the program with `ends` as the pipe to its standard input. Returns an errno. */
static int
program_start(char *const *arguments, const int ends[2], pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t defaults;

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE); /* ignored by us alone */
	int problem = posix_spawn_file_actions_init(&actions);
	if (problem != 0)
		return problem;
	problem = posix_spawnattr_init(&attributes);
	if (problem == 0) {
		problem = posix_spawnattr_setsigdefault(&attributes, &defaults);
		if (problem == 0)
			problem = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
		if (problem == 0)
			problem = posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
		if (problem == 0)
			problem = posix_spawn_file_actions_addclose(&actions, ends[1]);
		if (problem == 0)
			problem = posix_spawn(pid, arguments[0], &actions, &attributes, arguments, environ);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return problem;
}

static bool
is_for_good(int status)
{
	return WIFEXITED(status) &&
	       (WEXITSTATUS(status) == EX_USAGE || WEXITSTATUS(status) == EX_DATAERR ||
	        WEXITSTATUS(status) == EX_NOUSER || WEXITSTATUS(status) == EX_NOHOST);
}

static int
program_finish(const char *program, const char *receiver, pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return command_fail("%s: %m", program), ERROR_IO;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	command_fail("%s did not take mail for %s (status %d)%s", program, receiver,
	             WIFEXITED(status) ? WEXITSTATUS(status) : -1,
	             is_for_good(status) ? "; nobody is told" : "; it is tried again the next time");
	return is_for_good(status) ? ERROR_INVALID : ERROR_IO;
}

int
mail_out_send(const char *program, const char *receiver, struct bytes text)
{
	char *const arguments[] = { (char *)program, (char *)"-i", (char *)"-f", (char *)"<>",
	                            (char *)"--", (char *)receiver, NULL };
	int ends[2];
	pid_t pid;

	if (pipe(ends) != 0)
		return command_fail("%s: %m", program), ERROR_IO;
	int problem = program_start(arguments, ends, &pid);
	close(ends[0]);
	int written = problem == 0 ? durable_file_write(ends[1], text) : 0;
	close(ends[1]);
	if (problem != 0)
		return command_fail("%s: %s", program, strerror(problem)), ERROR_IO;
	int err = program_finish(program, receiver, pid);
	if (err == 0 && written != 0)
		command_fail("%s did not read the mail for %s; it is tried again the next time", program,
		             receiver);
	return err != 0 ? err : written;
}
