/* Where the daemon's threads meet the process: its signals and its end. */
#include "tests/unit/unit_test.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/wire/test_wire.h"
#include "tests/wire/wire_messages.h"

#define MESSAGES 24 /* at the daemon's end at once */
#define STOPS 5

static struct daemon_fixture fixture;

static void
setup(void)
{
	fixture_create(&fixture, NULL);
}

static void
teardown(void)
{
	fixture_destroy(&fixture);
}

/* The daemon's thread that was started last: one of libmilter's, which read the store. */
static pid_t
newest_thread(void)
{
	char path[64];
	pid_t newest = 0;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)fixture.pid);
	DIR *tasks = opendir(path);
	ck_assert_ptr_nonnull(tasks);
	for (struct dirent *entry; (entry = readdir(tasks)) != NULL;) {
		pid_t thread = (pid_t)atoi(entry->d_name);
		newest = thread > newest ? thread : newest;
	}
	closedir(tasks);
	return newest;
}

START_TEST(a_workers_bus_error_is_said)
{
	const struct client_message message = wire_clean(&wire_outside);
	struct client_answer answer;

	fixture_start(&fixture);
	wire_send(&fixture, &message, &answer);
	client_answer_release(&answer);
	pid_t worker = newest_thread();
	ck_assert_int_ne(worker, fixture.pid);
	ck_assert_int_eq(syscall(SYS_tgkill, fixture.pid, worker, SIGBUS), 0);
	fixture_expect_log(&fixture, "store-unreadable", 1);
	fixture_stop(&fixture); /* nothing was wrong indeed */
}
END_TEST

/* Each connection takes a descriptor, and who starts daemons allows few by default. */
START_TEST(as_many_connections_are_taken_as_the_system_allows)
{
	struct rlimit before, few, now;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = before;
	few.rlim_cur = 64;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	fixture_start(&fixture);
	ck_assert_int_eq(prlimit(fixture.pid, RLIMIT_NOFILE, NULL, &now), 0);
	ck_assert_uint_eq(now.rlim_cur, before.rlim_max);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
	fixture_stop(&fixture);
}
END_TEST

/* ---- the end ---------------------------------------------------------------------- */

/* A message whose end comes at the same time as that of others. */
struct sender {
	struct milter_client client;
	pthread_barrier_t *all;
	bool answered;
};

static void *
end_message(void *context)
{
	struct sender *sender = context;
	const struct client_message message = wire_phi(&wire_outside);
	struct client_answer answer;

	pthread_barrier_wait(sender->all);
	if (client_present(&sender->client, &message, STEP_END_OF_MESSAGE, STEP_END_OF_MESSAGE) == 0 &&
	    client_answer_read(&sender->client, &answer) == 0) {
		sender->answered = true;
		client_answer_release(&answer);
	}
	return NULL;
}

/* Stops the daemon at the end of many messages; says how many were answered. */
static unsigned
stop_at_the_end(void)
{
	const struct client_message message = wire_phi(&wire_outside);
	struct sender senders[MESSAGES];
	pthread_t threads[MESSAGES];
	pthread_barrier_t all;
	unsigned answered = 0;

	fixture_start(&fixture);
	pthread_barrier_init(&all, NULL, MESSAGES + 1);
	for (size_t i = 0; i < MESSAGES; i++) {
		senders[i] = (struct sender){ .all = &all };
		wire_open(&fixture, &senders[i].client);
		ck_assert_int_eq(client_present(&senders[i].client, &message, STEP_MAIL, STEP_BODY), 0);
		ck_assert_int_eq(pthread_create(&threads[i], NULL, end_message, &senders[i]), 0);
	}
	usleep(300000); /* let the daemon read what was sent */
	pthread_barrier_wait(&all);
	fixture_stop(&fixture);
	for (size_t i = 0; i < MESSAGES; i++) {
		pthread_join(threads[i], NULL);
		client_close(&senders[i].client);
		answered += senders[i].answered;
	}
	pthread_barrier_destroy(&all);
	return answered;
}

START_TEST(a_stop_cuts_off_no_answer)
{
	for (unsigned i = 0; i < STOPS; i++)
		ck_assert_uint_eq(stop_at_the_end(), MESSAGES);
	ck_assert_uint_eq(fixture_count_records(&fixture), STOPS * MESSAGES);
}
END_TEST

Suite *
suite_threads(void)
{
	return UNIT_SUITE_WITH("threads", setup, teardown, a_workers_bus_error_is_said,
	                       as_many_connections_are_taken_as_the_system_allows,
	                       a_stop_cuts_off_no_answer);
}
