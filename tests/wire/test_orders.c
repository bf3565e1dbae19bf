/*
 * Every callback order an MTA, or somebody playing one, may produce. Whatever
 * comes, nothing is let through that was not decided and recorded, and a
 * proper message right afterwards is served as ever.
 */
#include "tests/unit/unit_test.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/wire/test_wire.h"
#include "tests/wire/wire_messages.h"

static struct daemon_fixture fixture;

static void
setup(void)
{
	fixture_create(&fixture, NULL);
	fixture_start(&fixture);
}

static void
teardown(void)
{
	fixture_stop(&fixture);
	fixture_destroy(&fixture);
}

static void
expect_good_service(void)
{
	const struct client_message message = wire_clean(&wire_outside);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert_pstr_eq(wire_verdict(&answer), "clear");
	client_answer_release(&answer);
}

/*
 * The daemon's answer to all that was sent. Nothing more will come from us, so
 * a daemon that has no answer closes the connection, which the MTA takes as a
 * failure: ERROR_IO.
 */
static int
last_answer(struct milter_client *client, struct client_answer *answer)
{
	shutdown(client->fd, SHUT_WR);
	return client_answer_read(client, answer);
}

/* Steps by letter: M mail, R recipient, T data, L headers, N end of headers,
 * B body, E end of message, A abort, H helo, C connect, O negotiate, K quit-new. */
static int
send_step(struct milter_client *client, const struct client_message *message, char step)
{
	switch (step) {
	case 'C': return client_present(client, message, STEP_CONNECT, STEP_CONNECT);
	case 'M': return client_present(client, message, STEP_MAIL, STEP_MAIL);
	case 'R': return client_present(client, message, STEP_RECIPIENT, STEP_RECIPIENT);
	case 'L': return client_present(client, message, STEP_HEADER, STEP_HEADER);
	case 'B': return client_present(client, message, STEP_BODY, STEP_BODY);
	case 'E': return client_present(client, message, STEP_END_OF_MESSAGE, STEP_END_OF_MESSAGE);
	default: return client_send(client, step, bytes_make(NULL, 0));
	}
}

/* Orders in which no complete message comes before the first E. */
static const char *const broken_orders[] = {
	"E", "CE", "RE", "CRE", "LE", "BE", "CBE", "CLBE", "AE", "CAE", "CMAE", "CMRAE", "CMRLAE",
	"CMRLBAE", "CMRLBAAE", "KE", "CKE", "CMRLBKE", "ANBE", "TE", "NE", "CNE", "CRLBE",
};

START_TEST(no_order_lets_an_undecided_message_through)
{
	const char *order = broken_orders[_i];
	const struct client_message message = wire_phi(&wire_outside);
	struct milter_client client;
	struct client_answer answer = { .reply = 0 };
	int err = 0;

	ck_assert_int_eq(client_connect(&client, fixture.socket), 0);
	ck_assert_int_eq(client_negotiate(&client, CLIENT_ACTIONS, CLIENT_STEPS), 0);
	for (const char *step = order; *step && err == 0; step++)
		err = send_step(&client, &message, *step);
	if (err == 0)
		err = last_answer(&client, &answer);
	/* Either the connection is gone, which the MTA takes as a failure, or 451. */
	ck_assert_msg(err != 0 || wire_deferred(&answer), "%s: answered '%c' %s", order, answer.reply,
	              answer.text);
	client_answer_release(&answer);
	client_close(&client);
	expect_good_service();
}
END_TEST

/* Orders that are odd but hold a complete message: decided as ever. */
static const char *const odd_orders[] = {
	"CMRLBE", "MRLBE", "CMRAMRLBE", "CMRLBAMRLBE", "CMMRLBE", "CMRRLBE", "CMRTLBE",
	"CMRKMRLBE", "CKCMRLBE",
};

START_TEST(odd_orders_are_decided_as_ever)
{
	const char *order = odd_orders[_i];
	const struct client_message message = wire_phi(&wire_outside);
	struct milter_client client;
	struct client_answer answer;

	ck_assert_int_eq(client_connect(&client, fixture.socket), 0);
	/* DATA stays wanted, so that sending it is in order. */
	ck_assert_int_eq(client_negotiate(&client, CLIENT_ACTIONS, CLIENT_STEPS & ~0x200u), 0);
	for (const char *step = order; *step; step++)
		ck_assert_int_eq(send_step(&client, &message, *step), 0);
	ck_assert_int_eq(client_answer_read(&client, &answer), 0);
	ck_assert_msg(wire_deferred(&answer) || answer.body.length > 0, "%s: let through unsealed", order);
	client_answer_release(&answer);
	client_close(&client);
	expect_good_service();
}
END_TEST

START_TEST(a_connection_lost_at_any_step_leaves_no_trace)
{
	const struct client_message message = wire_phi(&wire_outside);
	struct milter_client client;
	unsigned before = fixture_count_records(&fixture);

	ck_assert_int_eq(client_connect(&client, fixture.socket), 0);
	ck_assert_int_eq(client_negotiate(&client, CLIENT_ACTIONS, CLIENT_STEPS), 0);
	ck_assert_int_eq(client_present(&client, &message, STEP_CONNECT, (enum client_step)_i), 0);
	client_close(&client);
	expect_good_service();
	ck_assert_uint_eq(fixture_count_records(&fixture), before + 1);
}
END_TEST

START_TEST(an_aborted_message_does_not_colour_the_next)
{
	const struct client_message phi = wire_phi(&wire_outside);
	struct milter_client client;
	struct client_answer answer;

	wire_open(&fixture, &client);
	ck_assert_int_eq(client_present(&client, &phi, STEP_MAIL, STEP_BODY), 0);
	ck_assert_int_eq(client_send(&client, COMMAND_ABORT, bytes_make(NULL, 0)), 0);
	const struct client_message clean = wire_clean(&wire_outside);
	ck_assert_int_eq(client_message_send(&client, &clean, &answer), 0);
	ck_assert_pstr_eq(wire_verdict(&answer), "clear");
	client_answer_release(&answer);
	client_close(&client);
}
END_TEST

/* Packets that follow no protocol. */
static const struct {
	const char *bytes;
	size_t length;
} garbage[] = {
	{ "\0\0\0\0", 4 },
	{ "\0\0\0\1Z", 5 },
	{ "\xff\xff\xff\xff" "E", 5 },
	{ "\0\0\0\2LX", 6 },
	{ "\0\0\0\1M", 5 },
	{ "\0\0\0\1R", 5 },
	{ "\0\0\0\1L", 5 },
	{ "\0\0\0\4Lab\0", 8 },
	{ "\0\0\0\3DMi", 7 },
	{ "\0\0\0\1C", 5 },
	{ "\0\0\0\5Ca\0" "49", 9 },
};

START_TEST(garbage_ends_a_connection_and_nothing_else)
{
	struct milter_client client;

	ck_assert_int_eq(client_connect(&client, fixture.socket), 0);
	ck_assert_int_eq(client_negotiate(&client, CLIENT_ACTIONS, CLIENT_STEPS), 0);
	ck_assert_int_eq(send(client.fd, garbage[_i].bytes, garbage[_i].length, MSG_NOSIGNAL),
	                 (ssize_t)garbage[_i].length);
	const struct client_message message = wire_phi(&wire_outside);
	struct client_answer answer = { .reply = 0 };
	int err = client_present(&client, &message, STEP_END_OF_MESSAGE, STEP_END_OF_MESSAGE);
	if (err == 0)
		err = last_answer(&client, &answer);
	ck_assert(err != 0 || wire_deferred(&answer));
	client_answer_release(&answer);
	client_close(&client);
	expect_good_service();
}
END_TEST

Suite *
suite_orders(void)
{
	Suite *suite = suite_create("orders");
	TCase *tcase = tcase_create("orders");

	tcase_set_timeout(tcase, 120);
	tcase_add_unchecked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, no_order_lets_an_undecided_message_through, 0,
	                    ARRAY_LENGTH(broken_orders));
	tcase_add_loop_test(tcase, odd_orders_are_decided_as_ever, 0, ARRAY_LENGTH(odd_orders));
	tcase_add_loop_test(tcase, a_connection_lost_at_any_step_leaves_no_trace, STEP_CONNECT,
	                    STEP_END_OF_MESSAGE);
	tcase_add_test(tcase, an_aborted_message_does_not_colour_the_next);
	tcase_add_loop_test(tcase, garbage_ends_a_connection_and_nothing_else, 0, ARRAY_LENGTH(garbage));
	suite_add_tcase(suite, tcase);
	return suite;
}
