/* Events: what becomes of records that are as strange as they can be. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/unit_test.h"
#include "tools/act.h"
#include "tools/event.h"

#define FORM_LIMIT ((size_t)128 * 1024)

static const struct event_syslog syslog_form = { 10, 32473, "host" };

/* Every value as long as it can be, and of bytes that take most room when they are shown. */
static struct record
worst_record(char *memory, size_t size, struct record_recipient *recipients, size_t count)
{
	memset(memory, '\xff', size);
	struct bytes worst = bytes_make(memory, size);
	for (size_t i = 0; i < count; i++)
		recipients[i] = (struct record_recipient){ .address = worst, .outcome = OUTCOME_HOLD };
	return (struct record){
		.kind = RECORD_DECISION, .sequence = UINT64_MAX, .time = INT64_MAX, .about = UINT64_MAX,
		.actor = worst, .reason = worst, .queue_id = worst, .message_id = worst,
		.client_address = worst, .auth_user = worst, .sender = worst, .recipients = recipients,
		.recipient_count = count, .direction = DIRECTION_OUTBOUND, .outcome = OUTCOME_HOLD,
		.phi = true, .shadow = true, .retention_class = worst, .size = UINT64_MAX,
		.escrow_id = worst,
	};
}

START_TEST(the_worst_record_still_fits)
{
	enum { SIZE = 60000, COUNT = 100 };
	static char memory[SIZE];
	static struct record_recipient recipients[COUNT];
	struct bytes rules[COUNT];
	struct buffer syslog = buffer_make(FORM_LIMIT), journal = buffer_make(FORM_LIMIT);
	struct record record = worst_record(memory, SIZE, recipients, COUNT);
	struct event event;

	for (size_t i = 0; i < COUNT; i++)
		rules[i] = record.sender;
	record.rules = rules;
	record.rule_count = COUNT;
	ck_assert_int_eq(event_make(&record, &event), 0);
	ck_assert_uint_lt(event.count, EVENT_FIELDS);
	ck_assert_int_eq(event_format_syslog(&event, &syslog_form, &syslog), 0);
	ck_assert_int_eq(event_format_journal(&event, &journal), 0);
	for (size_t i = 0; i < syslog.length; i++)
		ck_assert(syslog.data[i] >= ' ' && syslog.data[i] <= '~');
	event_release(&event);
	buffer_release(&syslog);
	buffer_release(&journal);
}
END_TEST

/* What would end a value, or a line, is escaped (RFC 5424 6.3.3). */
START_TEST(values_stay_within_their_quotes)
{
	struct record record = {
		.kind = RECORD_DECISION, .sequence = 1, .direction = DIRECTION_INBOUND,
		.outcome = OUTCOME_PASS, .sender = bytes_of_string("a\"]\\b\nMESSAGE=x@example.com"),
	};
	struct buffer syslog = buffer_make(FORM_LIMIT), journal = buffer_make(FORM_LIMIT);
	struct event event;

	ck_assert_int_eq(event_make(&record, &event), 0);
	ck_assert_int_eq(event_format_syslog(&event, &syslog_form, &syslog), 0);
	ck_assert_int_eq(event_format_journal(&event, &journal), 0);
	ck_assert_int_eq(buffer_append_byte(&syslog, 0) | buffer_append_byte(&journal, 0), 0);
	const char *text = (const char *)syslog.data, *lines = (const char *)journal.data;
	ck_assert_msg(strncmp(text, "<86>1 1970-01-01T00:00:00Z host phimilter - decision [phimilter@32473 "
	                            "record=\"1\" kind=\"decision\"", 90) == 0, "%s", text);
	ck_assert_msg(strstr(text, " sender=\"a\\\"\\]\\\\b\\\\x0aMESSAGE=x@example.com\"") != NULL, "%s", text);
	ck_assert_msg(strstr(lines, "\nPHIMILTER_SENDER=a\"]\\b\\x0aMESSAGE=x@example.com\n") != NULL, "%s", lines);
	ck_assert_ptr_null(strstr(lines, "\nMESSAGE=x"));
	event_release(&event);
	buffer_release(&syslog);
	buffer_release(&journal);
}
END_TEST

static const struct {
	enum record_kind kind;
	enum outcome outcome;
	bool phi;
	enum event_severity severity;
	const char *summary;
} kinds[] = {
	{ RECORD_DECISION, OUTCOME_PASS, false, EVENT_INFORMATION, "outbound mail Q: pass" },
	{ RECORD_DECISION, OUTCOME_PASS, true, EVENT_NOTICE, "outbound mail Q: pass, PHI" },
	{ RECORD_DECISION, OUTCOME_REJECT, false, EVENT_NOTICE, "outbound mail Q: reject" },
	{ RECORD_EDIT_FAILURE, 0, false, EVENT_WARNING, "record 7: edit-failure" },
	{ RECORD_ACCESS, 0, false, EVENT_NOTICE, "officer: exported records" },
	{ RECORD_DISPOSED, 0, false, EVENT_NOTICE, "record 7: disposed" },
	{ RECORD_STORE_NOTICE, 0, false, EVENT_WARNING, "record 7: store-notice" },
	{ RECORD_NOTIFICATION, 0, false, EVENT_NOTICE, "record 7: notification" },
	{ RECORD_CONFIGURATION, 0, false, EVENT_NOTICE, "record 7: configuration" },
};

START_TEST(each_kind_has_its_summary)
{
	const struct record record = {
		.kind = kinds[_i].kind, .sequence = 8, .about = 7, .direction = DIRECTION_OUTBOUND,
		.outcome = (uint8_t)kinds[_i].outcome, .phi = kinds[_i].phi,
		.queue_id = bytes_of_string("Q"), .actor = bytes_of_string("officer"),
		.reason = bytes_of_string("exported records: for John Doe"),
	};
	struct event event;

	ck_assert_int_eq(event_make(&record, &event), 0);
	ck_assert_int_eq(event.severity, kinds[_i].severity);
	ck_assert_str_eq(event.summary, kinds[_i].summary);
	event_release(&event);
}
END_TEST

static const char *const acts[][2] = {
	{ "exported records", "exported records" }, { "exported records: John Doe", "exported records" },
	{ "placed the hold \"Doe v. X\": court", "placed the hold" },
	{ "opened with an officer's key: he asked", "opened with an officer's key" },
	{ "searched: ssn:123", "searched" }, { "", "other" }, { ": x", "other" },
	{ "John Doe", "other" }, { "caf\xc3\xa9", "other" },
	{ "an action so long that it can be none of those which phictl writes", "other" },
};

/* What is told of an act is what phictl wrote, never a person's words. */
START_TEST(acts_are_told_without_reasons)
{
	const struct record record = { .kind = RECORD_ACCESS, .reason = bytes_of_string(acts[_i][0]) };

	ck_assert_str_eq(act_name(&record).text, acts[_i][1]);
}
END_TEST

static Suite *
event_suite(void)
{
	Suite *suite = UNIT_SUITE("event", the_worst_record_still_fits, values_stay_within_their_quotes);
	TCase *tcase = tcase_create("tables");

	tcase_add_loop_test(tcase, each_kind_has_its_summary, 0, sizeof(kinds) / sizeof(*kinds));
	tcase_add_loop_test(tcase, acts_are_told_without_reasons, 0, sizeof(acts) / sizeof(*acts));
	suite_add_tcase(suite, tcase);
	return suite;
}

UNIT_TEST_MAIN(event_suite)
