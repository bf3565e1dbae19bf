/* Findings and attachments out of mail, and the subject into the body, as the MTA hears it. */
#include "tests/unit/unit_test.h"

#include <stdio.h>
#include <string.h>

#include "tests/wire/test_wire.h"
#include "tests/wire/wire_messages.h"

static struct daemon_fixture fixture;

static const char rewriting[] =
	"rules = (\n"
	"  { name = \"redact\"; when = { phi = true; recipient = \"outside\"; }; action = \"pass\"; redact = true;\n"
	"    strip_headers = \"X-Note\"; journal = \"archive@example.com\"; retention = \"phi\"; },\n"
	"  { name = \"sheets\"; when = { sender = \"@sheets.example.com\"; }; action = \"pass\"; keep_original = true;\n"
	"    strip_attachments = { file_name = \"*.csv\"; }; otherwise = \"defer\"; text = \"send no tables\"; },\n"
	"  { name = \"quiet\"; when = { sender = \"@quiet.example.com\"; }; action = \"pass\"; move_subject = \"A message\";\n"
	"    tag_subject = \"[Q]\"; }\n"
	");\n";

static void
setup(void)
{
	fixture_create(&fixture, rewriting);
	fixture_start(&fixture);
}

static void
setup_watching(void)
{
	fixture_create(&fixture, "limits: { message_bytes = 65536; };\npolicy: { shadow = true; };\n"
	                         "rules = ( { name = \"redact\"; when = { always = true; }; action = \"pass\";\n"
	                         "  redact = true; move_subject = \"A message\"; } );\n");
	fixture_start(&fixture);
}

static void
teardown(void)
{
	fixture_stop(&fixture);
	fixture_destroy(&fixture);
}

static bool
body_holds(const struct client_answer *answer, const char *word)
{
	return bytes_find_nocase(buffer_bytes(&answer->body), bytes_of_string(word)) != SIZE_MAX;
}

/* The value given to a field by the only edit of that kind; NULL where there is none. */
static const char *
value_find(const struct client_answer *answer, char kind, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; i < answer->edit_count; i++) {
		if (answer->edits[i].kind != kind || strcasecmp(answer->edits[i].name, name) != 0)
			continue;
		ck_assert_msg(value == NULL, "two edits of %s", name);
		value = answer->edits[i].value;
	}
	return value;
}

struct expected_record {
	enum outcome outcome;
	bool phi, kept;
	const char *done; /* how what was done begins */
	unsigned seen;
};

static int
record_check(const struct record *record, void *context)
{
	struct expected_record *expected = context;
	size_t length = strlen(expected->done);

	ck_assert_int_eq(record->outcome, expected->outcome);
	ck_assert_int_eq(record->phi, expected->phi);
	ck_assert_int_eq(record->escrow_id.length > 0, expected->kept);
	ck_assert_msg(bytes_equal(bytes_slice(record->reason, 0, length), bytes_of_string(expected->done)),
	              "%.*s", (int)record->reason.length, (const char *)record->reason.data);
	expected->seen++;
	return 0;
}

static void
record_expect(struct expected_record expected)
{
	fixture_records(&fixture, record_check, &expected);
	ck_assert_uint_eq(expected.seen, 1);
}

START_TEST(what_is_found_does_not_leave)
{
	static const char *const gone[] = { "Marisol", "Okonkwo", "537-20-8841", "04/17/1962", "00482913" };
	const struct client_message message = wire_phi(&wire_outside);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	for (size_t i = 0; i < ARRAY_LENGTH(gone); i++)
		ck_assert_msg(!body_holds(&answer, gone[i]), "%s is in the body", gone[i]);
	ck_assert(body_holds(&answer, "SSN: [removed]"));
	ck_assert(body_holds(&answer, "Crohn's disease"));
	ck_assert_str_eq(value_find(&answer, REPLY_HEADER_CHANGE, "Subject"), " [removed]: colonoscopy results");
	ck_assert_str_eq(value_find(&answer, REPLY_HEADER_CHANGE, "X-Note"), "");
	ck_assert_str_eq(value_find(&answer, REPLY_HEADER_ADD, "Content-Type"), " text/plain; charset=utf-8");
	ck_assert_pstr_eq(wire_verdict(&answer), "clear-sort"); /* for the copy */
	client_answer_release(&answer);
	record_expect((struct expected_record){ OUTCOME_PASS, true, true, "findings redacted: 6; originals kept: 1; "
	                                        "header edits: 2; copies: 1", 0 });
}
END_TEST

/* In a field that is no rule's to change: a notice, and nothing of the rewriting in it. */
START_TEST(what_cannot_be_taken_out_goes_by_notice)
{
	struct client_header headers[] = {
		{ "From", "Nora Nurse <nurse@example.com>" }, { "Subject", "A case" },
		{ "X-Chart", "SSN 537-20-8841" }, { "Message-ID", "<1@example.com>" },
	};
	struct client_message message = wire_phi(&wire_outside);
	struct client_answer answer;

	message.headers = headers;
	message.header_count = ARRAY_LENGTH(headers);
	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert(body_holds(&answer, "https://portal.example.com"));
	ck_assert(!body_holds(&answer, "[removed]") && !body_holds(&answer, "Crohn"));
	ck_assert_str_eq(value_find(&answer, REPLY_HEADER_CHANGE, "X-Chart"), "");
	client_answer_release(&answer);
	record_expect((struct expected_record){ OUTCOME_PORTAL, true, true, "copies: 1", 0 });
}
END_TEST

static struct client_message
sheet_message(const char *encoding, const char *body)
{
	static struct client_header headers[4];
	struct client_message message = wire_clean(&wire_outside);

	headers[0] = (struct client_header){ "Subject", "Tables" };
	headers[1] = (struct client_header){ "Message-ID", "<2@example.com>" };
	headers[2] = (struct client_header){ "Content-Type", "multipart/mixed; boundary=b" };
	headers[3] = (struct client_header){ "Content-Transfer-Encoding", encoding };
	message.sender = "<a@sheets.example.com>";
	message.headers = headers;
	message.header_count = ARRAY_LENGTH(headers);
	message.body = bytes_of_string(body);
	return message;
}

#define SHEET_PARTS "--b\r\n\r\nHello.\r\n--b\r\nContent-Type: text/csv; name=march.csv\r\n\r\none,two\r\n--b--\r\n"

START_TEST(attachments_are_replaced)
{
	const struct client_message message = sheet_message("7bit", SHEET_PARTS);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert(body_holds(&answer, "Hello.") && !body_holds(&answer, "one,two") && !body_holds(&answer, "march"));
	ck_assert(body_holds(&answer, "An attachment was removed"));
	ck_assert_pstr_eq(wire_verdict(&answer), "clear");
	client_answer_release(&answer);
	record_expect((struct expected_record){ OUTCOME_PASS, false, true, "attachments removed: 1; originals kept: 1", 0 });
}
END_TEST

/* Base64 around the whole structure (RFC 2045 6.4 forbids it): read, but not to be cut. */
START_TEST(attachments_that_cannot_be_cut_are_refused)
{
	const struct client_message message = sheet_message("base64",
		"LS1iDQpDb250ZW50LVR5cGU6IHRleHQvY3N2OyBuYW1lPW1hcmNoLmNzdg0KDQpvbmUsdHdvDQotLWItLQ0K\r\n");
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CODE);
	ck_assert_str_eq(answer.text, "451 4.7.1 send no tables");
	client_answer_release(&answer);
	record_expect((struct expected_record){ OUTCOME_DEFER, false, false, "", 0 });
}
END_TEST

START_TEST(the_subject_moves_into_the_body)
{
	struct client_message message = wire_clean(&wire_outside);
	struct client_answer answer;

	message.sender = "<a@quiet.example.com>";
	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_str_eq(value_find(&answer, REPLY_HEADER_CHANGE, "Subject"), " [Q] A message");
	ck_assert(body_holds(&answer, "\r\nSubject: Parking on Thursday\r\n"));
	ck_assert(body_holds(&answer, "Content-Type: text/plain; charset=utf-8\r\n\r\nThe north lot"));
	client_answer_release(&answer);
	record_expect((struct expected_record){ OUTCOME_PASS, false, false, "subjects moved: 1", 0 });
}
END_TEST

static int
oversize_check(const struct record *record, void *context)
{
	unsigned *seen = context;

	ck_assert(record->shadow);
	ck_assert_int_eq(record->outcome, OUTCOME_PASS);
	ck_assert_int_eq(record->recipients[0].shadow_outcome, OUTCOME_REJECT);
	ck_assert(bytes_equal(record->recipients[0].shadow_rule, bytes_of_string("limits.message_bytes")));
	ck_assert_uint_eq(record->unscannable[UNSCANNABLE_DECODED_SIZE], 1);
	ck_assert_uint_eq(record->reason.length, 0);
	++*seen;
	return 0;
}

/* Too large to be read: nothing is changed, and the record says that nobody looked. */
START_TEST(shadow_mode_lets_oversize_through)
{
	static char body[100000];
	struct client_message message = wire_phi(&wire_outside);
	struct client_answer answer;
	unsigned seen = 0;

	memset(body, 'x', sizeof(body));
	message.body = bytes_make(body, sizeof(body));
	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_pstr_eq(wire_verdict(&answer), "clear");
	ck_assert_uint_eq(answer.body.length, 0);
	client_answer_release(&answer);
	fixture_records(&fixture, oversize_check, &seen);
	ck_assert_uint_eq(seen, 1);
}
END_TEST

START_TEST(shadow_mode_rewrites_nothing)
{
	const struct client_message message = wire_phi(&wire_outside);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert_int_eq(answer.reply, REPLY_CONTINUE);
	ck_assert_uint_eq(answer.body.length, 0);
	ck_assert_ptr_null(value_find(&answer, REPLY_HEADER_CHANGE, "Subject"));
	client_answer_release(&answer);
	record_expect((struct expected_record){ OUTCOME_PASS, true, false, "", 0 });
}
END_TEST

Suite *
suite_rewriting(void)
{
	Suite *suite = UNIT_SUITE_WITH("rewriting", setup, teardown, what_is_found_does_not_leave,
	                               what_cannot_be_taken_out_goes_by_notice, attachments_are_replaced,
	                               attachments_that_cannot_be_cut_are_refused,
	                               the_subject_moves_into_the_body);

	suite_add_tcase(suite, UNIT_CASE("watching", setup_watching, teardown,
	                                 shadow_mode_lets_oversize_through, shadow_mode_rewrites_nothing));
	return suite;
}
