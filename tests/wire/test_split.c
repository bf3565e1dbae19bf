/* A message whose recipients differ, handed back to be split, and its copies. */
#include "tests/unit/unit_test.h"

#include <stdio.h>
#include <string.h>

#include "core/attributes.h"
#include "tests/wire/test_wire.h"
#include "tests/wire/wire_messages.h"

#define HEADERS 16

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

static const char *
edit_value(const struct client_answer *answer, char kind, const char *name, size_t index)
{
	for (size_t i = 0; i < answer->edit_count; i++) {
		const struct client_edit *edit = &answer->edits[i];
		if (edit->kind != kind || (name != NULL && strcmp(edit->name, name) != 0) || index-- > 0)
			continue;
		return kind == REPLY_HEADER_ADD ? edit->value : edit->name;
	}
	return NULL;
}

static size_t
edit_count(const struct client_answer *answer, char kind)
{
	size_t count = 0;

	while (edit_value(answer, kind, NULL, count) != NULL)
		count++;
	return count;
}

/* A message to a colleague and to somebody outside; the MTA offers to split it. */
static void
split(struct client_answer *answer)
{
	const struct client_recipient recipients[] = { wire_local, wire_outside };
	struct client_message message = wire_phi(recipients);

	message.recipient_count = ARRAY_LENGTH(recipients);
	message.split = "first";
	wire_send(&fixture, &message, answer);
}

/* The copy for recipient `index`, as the MTA brings it back. */
static void
send_copy_with(const struct client_answer *split, size_t index, const char *argument,
               struct client_answer *answer)
{
	char address[512];
	const struct client_recipient recipient = { address, "smtp", argument };
	struct client_message message = wire_phi(&recipient);
	struct client_header headers[HEADERS];
	size_t count = message.header_count - 1; /* the first pass has taken the forged verdict off */

	snprintf(address, sizeof(address), "<%s>", edit_value(split, REPLY_RECIPIENT_ADD, NULL, index));
	ck_assert_uint_lt(count + 2, HEADERS);
	memcpy(headers, message.headers, count * sizeof(*headers));
	headers[count++] = (struct client_header){
		"X-Phimilter-Context", edit_value(split, REPLY_HEADER_ADD, "X-Phimilter-Context", 0) };
	headers[count++] = (struct client_header){ "X-Phimilter-Verdict", " split" };
	message.headers = headers;
	message.header_count = count;
	message.split = "copy";
	wire_send(&fixture, &message, answer);
}

static void
send_copy(const struct client_answer *split, size_t index, struct client_answer *answer)
{
	send_copy_with(split, index, NULL, answer);
}

START_TEST(a_message_is_handed_back)
{
	struct client_answer answer;

	split(&answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_pstr_eq(wire_verdict(&answer), "split");
	ck_assert_ptr_nonnull(edit_value(&answer, REPLY_HEADER_ADD, "X-Phimilter-Context", 0));
	ck_assert_uint_eq(edit_count(&answer, REPLY_RECIPIENT_DELETE), 2);
	ck_assert_uint_eq(edit_count(&answer, REPLY_RECIPIENT_ADD), 2);
	ck_assert_str_eq(edit_value(&answer, REPLY_RECIPIENT_DELETE, NULL, 0), "colleague@example.com");
	ck_assert_ptr_nonnull(strstr(edit_value(&answer, REPLY_RECIPIENT_ADD, NULL, 0),
	                             "colleague@example.com.pass-l-"));
	ck_assert_ptr_nonnull(strstr(edit_value(&answer, REPLY_RECIPIENT_ADD, NULL, 1),
	                             "pat@plain.example.net.portal-s-"));
	ck_assert_uint_eq(edit_count(&answer, REPLY_BODY_REPLACE), 0);
	client_answer_release(&answer);
}
END_TEST

START_TEST(copies_are_treated_apart)
{
	struct client_answer whole, inside, outside;

	split(&whole);
	send_copy(&whole, 0, &inside);
	send_copy(&whole, 1, &outside);
	ck_assert_int_eq(inside.reply, REPLY_CONTINUE);
	ck_assert_uint_eq(inside.body.length, 0);
	ck_assert_pstr_eq(edit_value(&inside, REPLY_RECIPIENT_ADD, NULL, 0), "colleague@example.com");
	ck_assert_uint_eq(edit_count(&inside, REPLY_HEADER_CHANGE), 2); /* both fields go */
	ck_assert_int_eq(outside.reply, REPLY_CONTINUE);
	ck_assert_uint_gt(outside.body.length, 0);
	ck_assert_pstr_eq(edit_value(&outside, REPLY_RECIPIENT_ADD, NULL, 0), "pat@plain.example.net");
	ck_assert_pstr_eq(wire_verdict(&outside), "clear");
	client_answer_release(&outside);
	client_answer_release(&inside);
	client_answer_release(&whole);
}
END_TEST

/* What the client asked of notifications goes along, twice, and an ORCPT of the MTA's own does not. */
START_TEST(notifications_follow_their_recipient)
{
	const struct client_recipient recipients[] = {
		{ wire_local.address, wire_local.mailer, "NOTIFY=NEVER" },
		{ wire_outside.address, wire_outside.mailer, "SIZE=1" },
	};
	struct client_message message = wire_phi(recipients);
	struct client_answer whole, copy;

	message.recipient_count = ARRAY_LENGTH(recipients);
	message.split = "first";
	wire_send(&fixture, &message, &whole);
	ck_assert_uint_eq(edit_count(&whole, REPLY_RECIPIENT_ADD), 1);
	ck_assert_uint_eq(edit_count(&whole, REPLY_RECIPIENT_ADD_WITH), 1);
	for (size_t i = 0; i < whole.edit_count; i++)
		if (whole.edits[i].kind == REPLY_RECIPIENT_ADD_WITH)
			ck_assert_str_eq(whole.edits[i].value, "NOTIFY=NEVER");
	send_copy_with(&whole, 0, "ORCPT=rfc822;colleague@example.com.pass-l-0.phi-split.invalid", &copy);
	ck_assert_pstr_eq(edit_value(&copy, REPLY_RECIPIENT_ADD, NULL, 0), "pat@plain.example.net");
	client_answer_release(&copy);
	send_copy_with(&whole, 0, "orcpt=rfc822;pat", &copy);
	ck_assert_pstr_eq(edit_value(&copy, REPLY_RECIPIENT_ADD_WITH, NULL, 0), "pat@plain.example.net");
	client_answer_release(&copy);
	client_answer_release(&whole);
}
END_TEST

/* Without the MTA's offer the strictest is for all, and contexts mean nothing. */
START_TEST(without_the_offer_nothing_is_split)
{
	const struct client_recipient recipients[] = { wire_local, wire_outside };
	struct client_message message = wire_phi(recipients);
	static const char *const offers[] = { NULL, "", "firsts", "1" };
	struct client_answer answer;

	message.recipient_count = ARRAY_LENGTH(recipients);
	message.split = offers[_i];
	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_uint_gt(answer.body.length, 0);
	ck_assert_uint_eq(edit_count(&answer, REPLY_RECIPIENT_ADD), 0);
	client_answer_release(&answer);
}
END_TEST

START_TEST(a_copy_without_a_context_waits)
{
	struct client_message message = wire_phi(&wire_tls_capable);
	struct client_answer answer;

	message.split = "copy";
	wire_send(&fixture, &message, &answer);
	ck_assert(wire_deferred(&answer));
	client_answer_release(&answer);
}
END_TEST

Suite *
suite_split(void)
{
	TCase *tcase = UNIT_CASE("split", setup, teardown, a_message_is_handed_back,
	                         copies_are_treated_apart, notifications_follow_their_recipient,
	                         a_copy_without_a_context_waits);

	tcase_add_loop_test(tcase, without_the_offer_nothing_is_split, 0, 4);
	return unit_suite("split", tcase);
}
