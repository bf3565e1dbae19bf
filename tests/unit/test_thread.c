#include "core/thread.h"

#include <check.h>
#include <signal.h>

#include "tests/unit/test_core.h"

static void *
note_blocked(void *context)
{
	return pthread_sigmask(SIG_SETMASK, NULL, context) == 0 ? context : NULL;
}

START_TEST(signals_of_others_are_blocked_and_its_own_are_not)
{
	static const int of_others[] = { SIGHUP, SIGINT, SIGTERM, SIGALRM, SIGUSR1, SIGCHLD, SIGPIPE };
	static const int its_own[] = { SIGBUS, SIGSEGV, SIGILL, SIGFPE, SIGABRT };
	sigset_t blocked, before, after;
	pthread_t thread;
	void *result;

	ck_assert_int_eq(pthread_sigmask(SIG_SETMASK, NULL, &before), 0);
	ck_assert_int_eq(thread_start(note_blocked, &blocked, &thread), 0);
	ck_assert_int_eq(pthread_join(thread, &result), 0);
	ck_assert_ptr_eq(result, &blocked);
	for (size_t i = 0; i < ARRAY_LENGTH(of_others); i++)
		ck_assert_int_eq(sigismember(&blocked, of_others[i]), 1);
	for (size_t i = 0; i < ARRAY_LENGTH(its_own); i++)
		ck_assert_int_eq(sigismember(&blocked, its_own[i]), 0);
	ck_assert_int_eq(pthread_sigmask(SIG_SETMASK, NULL, &after), 0);
	ck_assert_int_eq(sigismember(&after, SIGUSR1), sigismember(&before, SIGUSR1));
}
END_TEST

Suite *
thread_suite(void)
{
	return UNIT_SUITE("thread", signals_of_others_are_blocked_and_its_own_are_not);
}
