/* What rules do beside an outcome, and what they do not do in shadow mode, as the MTA hears it. */
#include "tests/unit/unit_test.h"

#include <stdio.h>
#include <string.h>

#include "tests/wire/test_wire.h"
#include "tests/wire/wire_messages.h"

static struct daemon_fixture fixture;

static const char treating[] =
	"rules = (\n"
	"  { name = \"tag\"; when = { phi = true; not = { recipient = \"$waiting\"; }; }; action = \"tls\"; tag_subject = \"[PHI]\";\n"
	"    add_header = ( { name = \"X-Class\"; value = \"phi\"; } ); strip_headers = ( \"X-Note\" );\n"
	"    journal = ( \"archive@example.com\", \"archive@example.com\" ); },\n"
	"  { name = \"tag-clean\"; when = { phi = false; }; action = \"pass\"; tag_subject = \"parking\";\n"
	"    journal = \"archive@example.com\"; },\n"
	"  { name = \"later\"; when = { sender = \"@later.example.com\"; }; action = \"defer\"; text = \"after six\"; },\n"
	"  { name = \"wait\"; when = { recipient = \"$waiting\"; phi = true; }; methods = \"tls\"; },\n"
	"  { name = \"flood\"; when = { hourly_phi_recipients_over = 2; sender = \"busy@example.com\"; phi = true; };\n"
	"    action = \"hold\"; },\n"
	"  { name = \"stranger\"; when = { recipient_new_for = 30; sender = \"fresh@example.com\"; };\n"
	"    action = \"portal\"; },\n"
	"  { name = \"shy\"; when = { always = true; }; action = \"hold\"; tag_subject = \"[X]\"; shadow = true; }\n"
	");\n"
	"lists: { waiting = ( \"waits.example.net\" ); };\n";

static const char watching[] =
	"policy: { shadow = true; };\n"
	"rules = ( { name = \"no\"; when = { phi = true; }; action = \"reject\"; },\n"
	"  { name = \"yes\"; when = { always = true; }; action = \"hold\"; tag_subject = \"[PHI]\"; redact = true; } );\n";

static void
setup(void)
{
	fixture_create(&fixture, treating);
	fixture_start(&fixture);
}

static void
setup_watching(void)
{
	fixture_create(&fixture, watching);
	fixture_start(&fixture);
}

static void
teardown(void)
{
	fixture_stop(&fixture);
	fixture_destroy(&fixture);
}

/* The only edit of that kind for that name; NULL when there is none. */
static const struct client_edit *
edit_find(const struct client_answer *answer, char kind, const char *name)
{
	const struct client_edit *found = NULL;

	for (size_t i = 0; i < answer->edit_count; i++) {
		const struct client_edit *edit = &answer->edits[i];
		if (edit->kind != kind || (name != NULL && strcasecmp(edit->name, name) != 0))
			continue;
		ck_assert_msg(found == NULL, "two edits %c of %s", kind, name ? name : "anything");
		found = edit;
	}
	return found;
}

/* The notice that the first message became reached them, so they are no strangers any more. */
START_TEST(strangers_are_known_the_second_time)
{
	struct client_message message = wire_clean(&wire_outside);
	struct client_answer answer;

	message.sender = "<fresh@example.com>";
	for (unsigned i = 0; i < 3; i++) {
		message.headers = wire_clean(&wire_outside).headers; /* another Message-ID */
		wire_send(&fixture, &message, &answer);
		ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
		ck_assert_msg((answer.body.length > 0) == (i == 0), "message %u", i);
		client_answer_release(&answer);
	}
}
END_TEST

START_TEST(a_message_is_treated)
{
	const struct client_message message = wire_phi(&wire_tls_capable);
	const struct client_edit *edit;
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	edit = edit_find(&answer, REPLY_HEADER_CHANGE, "Subject");
	ck_assert_ptr_nonnull(edit);
	ck_assert_str_eq(edit->value, " [PHI] Marisol Okonkwo: colonoscopy results");
	edit = edit_find(&answer, REPLY_HEADER_ADD, "X-Class");
	ck_assert_ptr_nonnull(edit);
	ck_assert_str_eq(edit->value, " phi");
	edit = edit_find(&answer, REPLY_HEADER_CHANGE, "X-Note");
	ck_assert_ptr_nonnull(edit);
	ck_assert_str_eq(edit->value, "");
	edit = edit_find(&answer, REPLY_RECIPIENT_ADD, NULL);
	ck_assert_ptr_nonnull(edit);
	ck_assert_str_eq(edit->name, "archive@example.com");
	ck_assert_ptr_null(wire_verdict(&answer));
	client_answer_release(&answer);
}
END_TEST

/* The tag stands in the subject already; the copy inside must not be released to the outside. */
START_TEST(a_tag_is_not_repeated_and_a_copy_is_sorted)
{
	const struct client_message message = wire_clean(&wire_outside);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_ptr_null(edit_find(&answer, REPLY_HEADER_CHANGE, "Subject"));
	ck_assert_ptr_nonnull(edit_find(&answer, REPLY_RECIPIENT_ADD, NULL));
	ck_assert_pstr_eq(wire_verdict(&answer), "clear-sort");
	client_answer_release(&answer);
}
END_TEST

START_TEST(a_notice_gets_the_copy_alone)
{
	const struct client_message message = wire_phi(&wire_outside);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_uint_gt(answer.body.length, 0);
	ck_assert_ptr_null(edit_find(&answer, REPLY_HEADER_ADD, "X-Class"));
	ck_assert_ptr_nonnull(edit_find(&answer, REPLY_RECIPIENT_ADD, NULL));
	client_answer_release(&answer);
}
END_TEST

START_TEST(a_rule_defers_with_its_text)
{
	struct client_message message = wire_clean(&wire_outside);
	struct client_answer answer;

	message.sender = "<a@later.example.com>";
	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CODE);
	ck_assert_str_eq(answer.text, "451 4.7.1 after six");
	ck_assert_uint_eq(answer.edit_count, 0);
	client_answer_release(&answer);
}
END_TEST

/* After "tls" alone there is no notice: the message waits for verified TLS, unreleased. */
START_TEST(methods_end_where_the_rule_ends_them)
{
	static const struct client_recipient waits = { "<pat@waits.example.net>", "smtp" };
	const struct client_message message = wire_phi(&waits);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_ptr_null(wire_verdict(&answer));
	client_answer_release(&answer);
}
END_TEST

/* The third recipient outside within the hour; mail inside does not count. */
START_TEST(what_a_sender_sent_counts)
{
	static const struct { const struct client_recipient *to; bool held; } sent[] = {
		{ &wire_tls_capable, false }, { &wire_local, false }, { &wire_tls_capable, false },
		{ &wire_tls_capable, true }, { &wire_local, true },
	};
	struct client_answer answer;

	for (size_t i = 0; i < ARRAY_LENGTH(sent); i++) {
		struct client_message message = wire_phi(sent[i].to);
		message.sender = "<busy@example.com>";
		wire_send(&fixture, &message, &answer);
		ck_assert_msg((edit_find(&answer, REPLY_QUARANTINE, NULL) != NULL) == sent[i].held, "message %zu", i);
		client_answer_release(&answer);
	}
}
END_TEST

static int
shadow_check(const struct record *record, void *context)
{
	unsigned *seen = context;

	ck_assert(record->shadow);
	ck_assert_int_eq(record->outcome, OUTCOME_PASS);
	ck_assert_uint_eq(record->recipient_count, 1);
	ck_assert_int_eq(record->recipients[0].outcome, OUTCOME_PASS);
	ck_assert_int_eq(record->recipients[0].shadow_outcome, record->phi ? OUTCOME_REJECT : OUTCOME_HOLD);
	ck_assert(bytes_equal(record->recipients[0].shadow_rule, bytes_of_string(record->phi ? "no" : "yes")));
	++*seen;
	return 0;
}

START_TEST(all_in_shadow_mode_changes_nothing)
{
	const struct client_message messages[] = { wire_clean(&wire_outside), wire_phi(&wire_outside) };
	struct client_answer answer;
	unsigned seen = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(messages); i++) {
		wire_send(&fixture, &messages[i], &answer);
		ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
		ck_assert_pstr_eq(wire_verdict(&answer), "clear");
		ck_assert_uint_eq(answer.body.length, 0);
		/* beside the verdict only the forged one is taken out */
		ck_assert_uint_eq(answer.edit_count, messages[i].header_count == 6 ? 2 : 1);
		client_answer_release(&answer);
	}
	fixture_records(&fixture, shadow_check, &seen);
	ck_assert_uint_eq(seen, 2);
}
END_TEST

static TCase *
case_make(const char *name, void (*prepare)(void))
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, 300);
	tcase_add_unchecked_fixture(tcase, prepare, teardown);
	return tcase;
}

Suite *
suite_rules(void)
{
	const TTest *const tests[] = {
		a_message_is_treated, a_tag_is_not_repeated_and_a_copy_is_sorted,
		a_notice_gets_the_copy_alone, a_rule_defers_with_its_text,
		methods_end_where_the_rule_ends_them, strangers_are_known_the_second_time,
		what_a_sender_sent_counts,
	};
	Suite *suite = suite_create("rules");
	TCase *tcase = case_make("treatments", setup), *watched = case_make("shadow", setup_watching);

	for (size_t i = 0; i < ARRAY_LENGTH(tests); i++)
		tcase_add_test(tcase, tests[i]);
	tcase_add_test(watched, all_in_shadow_mode_changes_nothing);
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, watched);
	return suite;
}
