/* What the daemon makes of another configuration, and of being asked for it at any time. */
#include "tests/unit/unit_test.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/wire/test_wire.h"
#include "tests/wire/wire_messages.h"

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

#define REFUSE_OUTSIDER \
	"rules = ( { name = \"refuse\"; when = { sender = (\"nurse@example.com\"); };" \
	" action = \"reject\"; text = \"refused since the reload\"; } );\n"

START_TEST(a_reload_takes_effect_whole)
{
	const struct client_message message = wire_clean(&wire_outside);

	fixture_start(&fixture);
	wire_expect(&fixture, &message, REPLY_CONTINUE);
	fixture_configure(&fixture, REFUSE_OUTSIDER);
	fixture_signal(&fixture, SIGHUP);
	fixture_expect_log(&fixture, "configuration-reloaded", 1);
	wire_expect(&fixture, &message, REPLY_CODE);
	fixture_stop(&fixture);
}
END_TEST

/* As who starts it with nohup(1) leaves it. */
START_TEST(a_signal_ignored_before_is_heard)
{
	signal(SIGHUP, SIG_IGN);
	fixture_start(&fixture);
	fixture_signal(&fixture, SIGHUP);
	fixture_expect_log(&fixture, "configuration-reloaded", 1);
	fixture_stop(&fixture);
}
END_TEST

/* A directory that does not answer holds up the start of the daemon: returns when it has asked,
 * with the connection, or -1 where it is built without LDAP and has ended. */
static int
start_at_silent_directory(int listener)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	struct pollfd asked = { .fd = listener, .events = POLLIN };
	char extra[1024];

	ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(listen(listener, 1), 0);
	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&address, &length), 0);
	snprintf(extra, sizeof(extra),
	         "ldap: { uri = \"ldap://127.0.0.1:%d\"; cache_directory = \"%.200s/groups\"; };\n"
	         "lists: { nurses = { ldap = { base = \"dc=x\"; filter = \"(title=nurse)\"; attribute = \"mail\"; }; }; };\n"
	         "rules = ( { name = \"n\"; when = { sender = \"$nurses\"; }; action = \"hold\"; } );",
	         ntohs(address.sin_port), fixture.folder);
	fixture_configure(&fixture, extra);
	fixture_launch(&fixture);
	while (poll(&asked, 1, 10) == 0)
		if (waitpid(fixture.pid, NULL, WNOHANG) != 0)
			return fixture.pid = 0, -1;
	return accept(listener, NULL, NULL);
}

/* It ends as it finds nobody to ask, and not by the signal. */
START_TEST(a_reload_that_comes_while_it_starts_does_not_end_it)
{
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int connection = start_at_silent_directory(listener);

	if (connection >= 0) {
		fixture_signal(&fixture, SIGHUP);
		close(connection);
		close(listener);
		int status = fixture_wait(&fixture);
		ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == EX_CONFIG, "status %#x", status);
	}
}
END_TEST

START_TEST(a_bad_reload_changes_nothing)
{
	const struct client_message message = wire_clean(&wire_outside);

	fixture_configure(&fixture, REFUSE_OUTSIDER);
	fixture_start(&fixture);
	fixture_configure(&fixture, "rules = ( { name = \"x\"; } );");
	fixture_signal(&fixture, SIGHUP);
	fixture_expect_log(&fixture, "configuration-kept", 1);
	wire_expect(&fixture, &message, REPLY_CODE);
	fixture_stop(&fixture);
}
END_TEST

START_TEST(what_only_a_start_can_change_is_refused)
{
	fixture_start(&fixture);
	char original[FIXTURE_PATH_SIZE];
	memcpy(original, fixture.socket, sizeof(original));
	snprintf(fixture.socket, sizeof(fixture.socket), "%.200s/other", fixture.folder);
	fixture_configure(&fixture, NULL);
	memcpy(fixture.socket, original, sizeof(original));
	fixture_signal(&fixture, SIGHUP);
	fixture_expect_log(&fixture, "daemon.socket: cannot change while running", 1);
	fixture_expect_log(&fixture, "configuration-kept", 1);
	fixture_stop(&fixture);
}
END_TEST

static void *
send_steadily(void *context)
{
	unsigned *wrong = context;

	for (int i = 0; i < 150; i++) {
		const struct client_message message =
			i % 3 ? wire_clean(&wire_outside) : wire_phi(&wire_tls_capable);
		struct milter_client client;
		struct client_answer answer;
		if (client_connect(&client, fixture.socket) != 0 ||
		    client_negotiate(&client, CLIENT_ACTIONS, CLIENT_STEPS) != 0 ||
		    client_present(&client, &message, STEP_CONNECT, STEP_HELO) != 0 ||
		    client_message_send(&client, &message, &answer) != 0) {
			++*wrong;
			continue;
		}
		*wrong += answer.reply != REPLY_CONTINUE || (wire_verdict(&answer) != NULL) != (i % 3 != 0);
		client_answer_release(&answer);
		client_close(&client);
	}
	return NULL;
}

START_TEST(reloads_under_load_disturb_no_message)
{
	pthread_t threads[4];
	unsigned wrong[4] = { 0 };

	fixture_start(&fixture);
	for (size_t i = 0; i < ARRAY_LENGTH(threads); i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, send_steadily, &wrong[i]), 0);
	for (int i = 0; i < 20; i++) {
		/* Bursts: each must be caught, none may reach libmilter, which would stop. */
		for (int j = 0; j < 10; j++)
			fixture_signal(&fixture, SIGHUP);
		usleep(20000);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(threads); i++) {
		pthread_join(threads[i], NULL);
		ck_assert_uint_eq(wrong[i], 0);
	}
	fixture_expect_log(&fixture, "configuration-reloaded", 2);
	ck_assert_uint_eq(fixture_count_records(&fixture), 4 * 150);
	fixture_stop(&fixture);
}
END_TEST

START_TEST(a_reload_turns_debugging_on)
{
	const struct client_message message = wire_phi(&wire_outside);
	char extra[512];

	fixture_start(&fixture);
	wire_expect(&fixture, &message, REPLY_CONTINUE);
	ck_assert_uint_eq(fixture_count_log(&fixture, "recipient-decided"), 0);
	snprintf(extra, sizeof(extra), "daemon: { socket = \"unix:%s\"; user = \"\"; debug = true; };\n"
	         "rules = ( { name = \"all-portal\"; when = { always = true; }; action = \"portal\"; } );",
	         fixture.socket);
	fixture_configure(&fixture, extra);
	fixture_signal(&fixture, SIGHUP);
	fixture_expect_log(&fixture, "configuration-reloaded", 1);
	usleep(100000); /* the log follows the configuration */
	wire_expect(&fixture, &message, REPLY_CONTINUE);
	ck_assert_uint_eq(fixture_count_log(&fixture, "outcome=portal rule=all-portal"), 1);
	fixture_stop(&fixture);
}
END_TEST

Suite *
suite_reload(void)
{
	return UNIT_SUITE_WITH("reload", setup, teardown, a_reload_takes_effect_whole,
	                       a_signal_ignored_before_is_heard,
	                       a_reload_that_comes_while_it_starts_does_not_end_it,
	                       a_bad_reload_changes_nothing, what_only_a_start_can_change_is_refused,
	                       reloads_under_load_disturb_no_message, a_reload_turns_debugging_on);
}
