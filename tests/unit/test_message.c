#include "core/message.h"

#include "core/error.h"
#include "tests/unit/heap_watch.h"
#include "tests/unit/test_core.h"

#define ARENA_LIMIT ((size_t)1 << 20)

static struct message *
empty_message(void)
{
	struct message *m = NULL;
	ck_assert_int_eq(message_create(1000, ARENA_LIMIT, &m), 0);
	return m;
}

START_TEST(an_empty_message_has_no_null_strings)
{
	struct message *m = empty_message();
	ck_assert_str_eq(m->envelope.queue_id, "");
	ck_assert_str_eq(m->envelope.sender, "");
	ck_assert_str_eq(m->envelope.client_address, "");
	ck_assert_ptr_null(m->envelope.auth_user);
	message_destroy(&m);
	ck_assert_ptr_null(m);
	message_destroy(&m);
	message_destroy(NULL);
}
END_TEST

START_TEST(sections_keep_their_elements)
{
	enum { COUNT = 100 };
	static const char *const paths[] = { "1", "2" };
	struct message *m = empty_message();
	struct part *part;
	struct finding *finding;
	struct health_finding *health;

	for (uint32_t i = 0; i < COUNT; i++) {
		char address[] = "a@example.com";
		ck_assert_int_eq(message_recipient_add(m, address, i % 2 ? "smtp" : NULL), 0);
		address[0] = 'x';
		ck_assert_int_eq(message_part_add(m, &part), 0);
		part->decoded_size = i;
		ck_assert_int_eq(message_finding_add(m, &finding), 0);
		finding->start = i;
		ck_assert_int_eq(message_health_add(m, &health), 0);
		health->start = i;
		ck_assert_int_eq(message_edit_add(m, (struct edit){ .index = (int)i }), 0);
		ck_assert_int_eq(message_unscannable_add(m, paths[i % 2], UNSCANNABLE_DEPTH), 0);
	}
	ck_assert_uint_eq(m->envelope.recipient_count, COUNT);
	for (uint32_t i = 0; i < COUNT; i++) {
		ck_assert_str_eq(m->envelope.recipients[i].address, "a@example.com");
		ck_assert_int_eq(m->envelope.recipients[i].mailer != NULL, i % 2);
		ck_assert(!m->envelope.recipients[i].internal && !m->envelope.recipients[i].tls_capable);
		ck_assert_uint_eq(m->parts[i].decoded_size, i);
		ck_assert_uint_eq(m->findings[i].start, i);
		ck_assert_uint_eq(m->health[i].start, i);
		ck_assert_int_eq(m->edits[i].index, (int)i);
		ck_assert_str_eq(m->unscannables[i].part, paths[i % 2]);
	}
	message_destroy(&m);
}
END_TEST

START_TEST(headers_are_found_without_case)
{
	struct message *m = empty_message();
	static const char *const fields[][2] = {
		{ "Subject", " first" }, { "subject", " second" }, { "X-Empty", "" },
	};
	for (size_t i = 0; i < ARRAY_LENGTH(fields); i++)
		ck_assert_int_eq(message_header_add(m, bytes_of_string(fields[i][0]),
		                                    bytes_of_string(fields[i][1])), 0);
	ck_assert(bytes_equal(message_header_find(m, "SUBJECT"), bytes_of_string(" first")));
	ck_assert_uint_eq(message_header_find(m, "X-Empty").length, 0);
	ck_assert_uint_eq(message_header_find(m, "Subj").length, 0);
	message_destroy(&m);
}
END_TEST

START_TEST(limits_and_failures_are_told)
{
	struct message *m = NULL;
	for (int allowed = 0; allowed < 2; allowed++) {
		heap_fail_after(allowed);
		int err = message_create(1000, ARENA_LIMIT, &m);
		ck_assert(heap_fail_stop());
		ck_assert_int_eq(err, ERROR_MEMORY);
		ck_assert_ptr_null(m);
	}
	ck_assert_int_eq(message_create(10, 64, &m), 0);
	ck_assert_int_eq(buffer_append_string(&m->original, "eleven bytes"), ERROR_LIMIT);
	struct part *part;
	ck_assert_int_eq(message_part_add(m, &part), ERROR_LIMIT);
	ck_assert_uint_eq(m->part_count, 0);
	message_destroy(&m);
}
END_TEST

START_TEST(everything_is_wiped)
{
	struct message *m = empty_message();
	ck_assert_int_eq(message_recipient_add(m, "patient@example.com", NULL), 0);
	heap_watch(m->envelope.recipients[0].address, strlen("patient@example.com"));
	message_destroy(&m);
	ck_assert(heap_watch_wiped());
	m = empty_message();
	ck_assert_int_eq(buffer_append_string(&m->original, "Subject: MRN 1\r\n"), 0);
	heap_watch(m->original.data, m->original.length);
	message_destroy(&m);
	ck_assert(heap_watch_wiped());
	m = empty_message();
	memcpy(m->escrow_id, "0123", 4);
	heap_watch(m, sizeof(*m));
	message_destroy(&m);
	ck_assert(heap_watch_wiped());
}
END_TEST

Suite *
message_suite(void)
{
	return UNIT_SUITE("message", an_empty_message_has_no_null_strings, sections_keep_their_elements,
	                  headers_are_found_without_case, limits_and_failures_are_told,
	                  everything_is_wiped);
}
