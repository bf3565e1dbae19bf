#include "core/thread.h"

#include <signal.h>

#include "core/error.h"

/* Of these the kernel sends one to the thread that was the cause. A blocked one ends the process
 * past its handler. */
static const int own_fault[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP };

int
thread_start(void *(*run)(void *context), void *context, pthread_t *out)
{
	sigset_t others, before;

	sigfillset(&others);
	for (size_t i = 0; i < ARRAY_LENGTH(own_fault); i++)
		sigdelset(&others, own_fault[i]);
	if (pthread_sigmask(SIG_SETMASK, &others, &before) != 0)
		return ERROR_MEMORY;
	int result = pthread_create(out, NULL, run, context);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result == 0 ? 0 : ERROR_MEMORY;
}
