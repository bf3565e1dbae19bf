/*
 * phimilter beside a milter that does nothing, both driven by the same load
 * client over the milter protocol, without an MTA: messages a second at three
 * sizes and three numbers of connections, their ratio, and what was answered.
 */
#include <check.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/mail_text.h"
#include "tests/wire/daemon_fixture.h"
#include "tests/wire/milter_client.h"
#include "tests/wire/wire_messages.h"

#define RUN_SECONDS 2
#define CONNECTION_LIMIT 32
#define BODY_LIMIT ((size_t)1 << 20)

struct load {
	const char *socket;
	struct bytes body;
	atomic_bool stop;
	atomic_uint continued, deferred, rejected, broken;
};

static double
seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void *
load_run(void *context)
{
	struct load *load = context;
	struct milter_client client;
	struct client_answer answer;
	struct client_message message = wire_clean(&wire_outside);

	if (client_connect(&client, load->socket) != 0 ||
	    client_negotiate(&client, CLIENT_ACTIONS, CLIENT_STEPS) != 0 ||
	    client_present(&client, &message, STEP_CONNECT, STEP_HELO) != 0) {
		atomic_fetch_add(&load->broken, 1);
		return NULL;
	}
	while (!atomic_load(&load->stop)) {
		message = wire_clean(&wire_outside);
		message.body = load->body;
		if (client_message_send(&client, &message, &answer) != 0) {
			atomic_fetch_add(&load->broken, 1);
			break;
		}
		if (wire_accepted(&answer))
			atomic_fetch_add(&load->continued, 1);
		else if (wire_deferred(&answer))
			atomic_fetch_add(&load->deferred, 1);
		else
			atomic_fetch_add(&load->rejected, 1);
		client_answer_release(&answer);
	}
	client_close(&client);
	return NULL;
}

/* Messages a second that were let through. */
static double
measure(const char *socket, struct bytes body, unsigned connections, char *answers, size_t size)
{
	struct load load = { .socket = socket, .body = body };
	pthread_t threads[CONNECTION_LIMIT];
	double start = seconds_now();

	for (unsigned i = 0; i < connections; i++)
		if (pthread_create(&threads[i], NULL, load_run, &load) != 0)
			abort();
	sleep(RUN_SECONDS);
	atomic_store(&load.stop, true);
	for (unsigned i = 0; i < connections; i++)
		pthread_join(threads[i], NULL);
	double rate = atomic_load(&load.continued) / (seconds_now() - start);
	snprintf(answers, size, "%u let through, %u deferred, %u rejected, %u broken",
	         atomic_load(&load.continued), atomic_load(&load.deferred),
	         atomic_load(&load.rejected), atomic_load(&load.broken));
	return rate;
}

static pid_t
noop_start(const char *socket)
{
	char argument[FIXTURE_PATH_SIZE + 16];
	struct milter_client client;

	snprintf(argument, sizeof(argument), "unix:%s", socket);
	pid_t pid = fork();
	if (pid == 0) {
		execl(BUILD_DIR "/tests/bench/noop_milter", "noop_milter", argument, (char *)NULL);
		_exit(127);
	}
	while (client_connect(&client, socket) != 0)
		usleep(10000);
	client_close(&client);
	return pid;
}

/* A test, since the fixture fails by failing one. */
START_TEST(beside_a_milter_that_does_nothing)
{
	static const struct {
		const char *name;
		size_t size;
	} sizes[] = { { "2 KB", 2048 }, { "50 KB", 50 * 1024 }, { "1 MB", BODY_LIMIT } };
	static const unsigned connections[] = { 1, 8, CONNECTION_LIMIT };
	static uint8_t body[BODY_LIMIT];
	struct daemon_fixture fixture;
	char noop_socket[FIXTURE_PATH_SIZE + 8], answers[160];

	mail_text_fill((char *)body, sizeof(body));
	fixture_create(&fixture, NULL);
	fixture_start(&fixture);
	snprintf(noop_socket, sizeof(noop_socket), "%s/noop", fixture.folder);
	pid_t noop = noop_start(noop_socket);
	printf("%-6s %5s %12s %12s %7s  %s\n", "size", "conn", "no-op msg/s", "phimilter", "ratio",
	       "phimilter answered");
	for (size_t s = 0; s < ARRAY_LENGTH(sizes); s++) {
		for (size_t c = 0; c < ARRAY_LENGTH(connections); c++) {
			struct bytes piece = bytes_make(body, sizes[s].size);
			double base = measure(noop_socket, piece, connections[c], answers, sizeof(answers));
			double ours = measure(fixture.socket, piece, connections[c], answers, sizeof(answers));
			printf("%-6s %5u %12.0f %12.0f %7.2f  %s\n", sizes[s].name, connections[c], base,
			       ours, ours / base, answers);
			fflush(stdout);
		}
	}
	kill(noop, SIGKILL);
	waitpid(noop, NULL, 0);
	fixture_stop(&fixture);
	fixture_destroy(&fixture);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("phimilter beside a milter that does nothing");
	TCase *tcase = tcase_create("load");
	SRunner *runner = srunner_create(suite);

	tcase_add_test(tcase, beside_a_milter_that_does_nothing);
	suite_add_tcase(suite, tcase);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
