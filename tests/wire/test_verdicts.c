/* What becomes of each kind of message, as the MTA hears it. */
#include "tests/unit/unit_test.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

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

static bool
has_edit(const struct client_answer *answer, char kind)
{
	for (size_t i = 0; i < answer->edit_count; i++)
		if (answer->edits[i].kind == kind)
			return true;
	return false;
}

START_TEST(clean_mail_is_released)
{
	struct client_answer answer;
	const struct client_message message = wire_clean(&wire_outside);

	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_pstr_eq(wire_verdict(&answer), "clear");
	ck_assert_uint_eq(answer.edit_count, 1);
	client_answer_release(&answer);
}
END_TEST

START_TEST(clean_mail_to_mixed_receivers_is_sorted)
{
	const struct client_recipient recipients[] = { wire_outside, wire_local };
	struct client_message message = wire_clean(recipients);
	struct client_answer answer;

	message.recipient_count = ARRAY_LENGTH(recipients);
	wire_send(&fixture, &message, &answer);
	ck_assert_pstr_eq(wire_verdict(&answer), "clear-sort");
	client_answer_release(&answer);
}
END_TEST

START_TEST(clean_local_mail_needs_no_release)
{
	const struct client_message message = wire_clean(&wire_local);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_uint_eq(answer.edit_count, 0);
	client_answer_release(&answer);
}
END_TEST

START_TEST(phi_to_a_tls_receiver_is_not_released)
{
	const struct client_message message = wire_phi(&wire_tls_capable);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_ptr_null(wire_verdict(&answer));
	ck_assert_uint_eq(answer.body.length, 0);
	ck_assert(has_edit(&answer, REPLY_SENDER_CHANGE)); /* RET=HDRS */
	/* The verdict that came with the message is deleted. */
	bool stripped = false;
	for (size_t i = 0; i < answer.edit_count; i++)
		stripped |= answer.edits[i].kind == REPLY_HEADER_CHANGE &&
		            strcmp(answer.edits[i].name, "X-Phimilter-Verdict") == 0 &&
		            answer.edits[i].value[0] == '\0';
	ck_assert(stripped);
	client_answer_release(&answer);
}
END_TEST

START_TEST(phi_to_others_becomes_a_notice)
{
	const struct client_message message = wire_phi(&wire_outside);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_pstr_eq(wire_verdict(&answer), "clear");
	ck_assert_ptr_nonnull(memmem(answer.body.data, answer.body.length,
	                             "https://portal.example.com/m/", 29));
	for (size_t i = 0; wire_phi_words[i] != NULL; i++) {
		ck_assert_ptr_null(memmem(answer.body.data, answer.body.length, wire_phi_words[i],
		                          strlen(wire_phi_words[i])));
		for (size_t j = 0; j < answer.edit_count; j++)
			ck_assert_ptr_null(strstr(answer.edits[j].value, wire_phi_words[i]));
	}
	client_answer_release(&answer);
}
END_TEST

START_TEST(phi_inside_stays_as_it_is)
{
	const struct client_message message = wire_phi(&wire_local);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_ptr_null(wire_verdict(&answer));
	ck_assert_uint_eq(answer.body.length, 0);
	client_answer_release(&answer);
}
END_TEST

START_TEST(a_route_in_the_local_part_leads_outside)
{
	static const struct client_recipient routed[] = {
		{ "<pat%plain.example.net@example.com>", "smtp" },
		{ "<plain.example.net!pat@example.com>", "smtp" },
		{ "<\"pat@plain.example.net\"@example.com>", "smtp" },
		{ "<pat>", "smtp" },
	};
	struct client_message message = wire_phi(&routed[_i]);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert_uint_gt(answer.body.length, 0);
	client_answer_release(&answer);
}
END_TEST

START_TEST(the_strictest_receiver_decides_for_all)
{
	const struct client_recipient recipients[] = { wire_local, wire_tls_capable, wire_outside };
	struct client_message message = wire_phi(recipients);
	struct client_answer answer;

	message.recipient_count = ARRAY_LENGTH(recipients);
	wire_send(&fixture, &message, &answer);
	ck_assert_pstr_eq(wire_verdict(&answer), "clear-sort");
	ck_assert_uint_gt(answer.body.length, 0);
	client_answer_release(&answer);
}
END_TEST

START_TEST(a_rule_rejects_with_its_text)
{
	struct client_message message = wire_clean(&wire_outside);
	struct client_answer answer;

	message.sender = "<x@refused.example.com>";
	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CODE);
	ck_assert_str_eq(answer.text, "550 5.7.1 not from this department");
	client_answer_release(&answer);
}
END_TEST

START_TEST(a_rule_holds)
{
	struct client_message message = wire_clean(&wire_outside);
	struct client_answer answer;

	message.sender = "<x@held.example.com>";
	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert(has_edit(&answer, REPLY_QUARANTINE));
	ck_assert_ptr_null(wire_verdict(&answer));
	client_answer_release(&answer);
}
END_TEST

START_TEST(an_mta_that_waits_for_every_answer_gets_it)
{
	const struct client_message message = wire_phi(&wire_outside);
	struct milter_client client;
	struct client_answer answer;

	ck_assert_int_eq(client_connect(&client, fixture.socket), 0);
	ck_assert_int_eq(client_negotiate(&client, CLIENT_ACTIONS, 0), 0);
	ck_assert_uint_eq(client.steps & 0xff080u, 0); /* no step without an answer */
	ck_assert_int_eq(client_present(&client, &message, STEP_CONNECT, STEP_HELO), 0);
	ck_assert_int_eq(client_message_send(&client, &message, &answer), 0);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_uint_gt(answer.body.length, 0);
	client_answer_release(&answer);
	client_close(&client);
}
END_TEST

START_TEST(only_what_is_needed_is_negotiated)
{
	struct milter_client client;

	ck_assert_int_eq(client_connect(&client, fixture.socket), 0);
	ck_assert_int_eq(client_negotiate(&client, CLIENT_ACTIONS, CLIENT_STEPS), 0);
	/* ADDRCPT ADDHDRS CHGBODY DELRCPT CHGHDRS QUARANTINE CHGFROM ADDRCPT_PAR
	 * SETSYMLIST */
	ck_assert_uint_eq(client.actions, 0x4u | 0x1u | 0x2u | 0x8u | 0x10u | 0x20u | 0x40u | 0x80u |
	                                  0x100u);
	/* every no-reply step; no HELO, unknown, DATA and end-of-headers; leading space */
	ck_assert_uint_eq(client.steps, 0xff080u | 0x2u | 0x100u | 0x200u | 0x40u | 0x100000u);
	client_close(&client);
}
END_TEST

START_TEST(an_mta_that_cannot_edit_is_refused)
{
	struct milter_client client;

	ck_assert_int_eq(client_connect(&client, fixture.socket), 0);
	ck_assert_int_ne(client_negotiate(&client, 0x1u, CLIENT_STEPS), 0);
	client_close(&client);
}
END_TEST

START_TEST(many_messages_share_a_connection)
{
	struct milter_client client;
	struct client_answer answer;
	unsigned before = fixture_count_records(&fixture);

	wire_open(&fixture, &client);
	for (int i = 0; i < 200; i++) {
		const struct client_message message =
			i % 4 == 3 ? wire_phi(&wire_tls_capable) : wire_clean(&wire_outside);
		ck_assert_int_eq(client_message_send(&client, &message, &answer), 0);
		ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
		ck_assert_int_eq(wire_verdict(&answer) != NULL, i % 4 != 3);
		client_answer_release(&answer);
	}
	client_close(&client);
	ck_assert_uint_eq(fixture_count_records(&fixture), before + 200);
}
END_TEST

#define PARALLEL_CONNECTIONS 32
#define PARALLEL_MESSAGES 20

static void *
send_in_parallel(void *context)
{
	unsigned *wrong = context;
	struct milter_client client;
	struct client_answer answer;
	const struct client_message opening = wire_clean(&wire_outside);

	if (client_connect(&client, fixture.socket) != 0 ||
	    client_negotiate(&client, CLIENT_ACTIONS, CLIENT_STEPS) != 0 ||
	    client_present(&client, &opening, STEP_CONNECT, STEP_HELO) != 0)
		return NULL;
	for (int i = 0; i < PARALLEL_MESSAGES; i++) {
		bool phi = i % 2 == 1;
		const struct client_message message = phi ? wire_phi(&wire_outside) : wire_clean(&wire_outside);
		if (client_message_send(&client, &message, &answer) != 0 || !wire_accepted(&answer) ||
		    (answer.body.length > 0) != phi)
			break;
		client_answer_release(&answer);
		--*wrong;
	}
	client_close(&client);
	return NULL;
}

START_TEST(thirty_two_connections_at_once)
{
	pthread_t threads[PARALLEL_CONNECTIONS];
	unsigned missing[PARALLEL_CONNECTIONS];
	unsigned before = fixture_count_records(&fixture);

	for (int i = 0; i < PARALLEL_CONNECTIONS; i++) {
		missing[i] = PARALLEL_MESSAGES;
		ck_assert_int_eq(pthread_create(&threads[i], NULL, send_in_parallel, &missing[i]), 0);
	}
	for (int i = 0; i < PARALLEL_CONNECTIONS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_uint_eq(missing[i], 0);
	}
	ck_assert_uint_eq(fixture_count_records(&fixture),
	                  before + PARALLEL_CONNECTIONS * PARALLEL_MESSAGES);
}
END_TEST

static int
check_record(const struct record *record, void *context)
{
	unsigned *seen = context;

	if (record->kind != RECORD_DECISION || record->outcome != OUTCOME_PORTAL)
		return 0;
	++*seen;
	ck_assert(record->phi);
	ck_assert_uint_eq(record->escrow_id.length, MESSAGE_ESCROW_ID_SIZE - 1);
	ck_assert_uint_gt(record->finding_count, 0);
	ck_assert_uint_gt(record->health[HEALTH_CONDITION], 0);
	ck_assert(bytes_equal(record->queue_id, bytes_of_string("4Wire1Test9")));
	ck_assert(bytes_equal(record->sender, bytes_of_string("nurse@example.com")));
	ck_assert(bytes_equal(record->client_address, bytes_of_string("127.0.0.1")));
	ck_assert(bytes_equal(record->retention_class, bytes_of_string("phi")));
	ck_assert(bytes_equal(record->retention_basis, bytes_of_string("phi: 45 CFR 164.316(b)(2)(i)")));
	ck_assert_int_gt(record->retain_until, record->time);
	return 0;
}

START_TEST(the_record_says_what_was_decided)
{
	const struct client_message message = wire_phi(&wire_outside);
	struct client_answer answer;
	unsigned seen = 0;

	wire_send(&fixture, &message, &answer);
	client_answer_release(&answer);
	fixture_records(&fixture, check_record, &seen);
	ck_assert_uint_gt(seen, 0);
	ck_assert_uint_gt(fixture_count_found(&fixture, "537-20-8841"), 0);
	ck_assert_uint_gt(fixture_count_found(&fixture, "marisol okonkwo"), 0);
	ck_assert_uint_eq(fixture_count_found(&fixture, "537-20-8842"), 0);
}
END_TEST

START_TEST(the_log_holds_nothing_of_a_message)
{
	const struct client_message message = wire_phi(&wire_outside);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	client_answer_release(&answer);
	for (size_t i = 0; wire_phi_words[i] != NULL; i++)
		ck_assert_uint_eq(fixture_count_log(&fixture, wire_phi_words[i]), 0);
	ck_assert_uint_gt(fixture_count_log(&fixture, "message-decided queue-id=4Wire1Test9"), 0);
}
END_TEST

Suite *
suite_verdicts(void)
{
	const TTest *const tests[] = {
		clean_mail_is_released, clean_mail_to_mixed_receivers_is_sorted,
		clean_local_mail_needs_no_release, phi_to_a_tls_receiver_is_not_released,
		phi_to_others_becomes_a_notice, phi_inside_stays_as_it_is,
		the_strictest_receiver_decides_for_all, a_rule_rejects_with_its_text, a_rule_holds,
		an_mta_that_waits_for_every_answer_gets_it, only_what_is_needed_is_negotiated,
		an_mta_that_cannot_edit_is_refused, many_messages_share_a_connection,
		thirty_two_connections_at_once, the_record_says_what_was_decided,
		the_log_holds_nothing_of_a_message,
	};
	Suite *suite = suite_create("verdicts");
	TCase *tcase = tcase_create("verdicts");

	tcase_set_timeout(tcase, 300);
	tcase_add_unchecked_fixture(tcase, setup, teardown);
	for (size_t i = 0; i < ARRAY_LENGTH(tests); i++)
		tcase_add_test(tcase, tests[i]);
	tcase_add_loop_test(tcase, a_route_in_the_local_part_leads_outside, 0, 4);
	suite_add_tcase(suite, tcase);
	return suite;
}
