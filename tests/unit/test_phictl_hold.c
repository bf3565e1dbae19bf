/* `phictl hold`, and what asks it before something is removed. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "tests/unit/phictl_site.h"
#include "tests/unit/unit_test.h"

#define PLACE "place --authority 'Court 12' --notes 'ask counsel' "

static unsigned
count_due(struct site *site)
{
	unsigned count = 0;

	ck_assert_int_eq(site_run(site, "retention", "due --json --at 2100-01-01"), 0);
	for (const char *text = site->output; (text = strstr(text, "{\"sequence\":")) != NULL; text++)
		count++;
	return count;
}

static unsigned
count_text(const char *text, const char *part)
{
	unsigned count = 0;

	while ((text = strstr(text, part)) != NULL) {
		count++;
		text++;
	}
	return count;
}

START_TEST(a_matter_is_placed_shown_and_released)
{
	struct site *site = site_create();

	site_expect(site, "hold", PLACE "'Doe v. Clinic' sender:a@example.com not queue-id:Q1", 0, "");
	site_expect(site, "audit", "show 6", 0, "placed the hold \"Doe v. Clinic\": Court 12");
	site_expect(site, "hold", "list", 0, "stands                Doe v. Clinic: Court 12");
	site_expect(site, "hold", "show 'Doe v. Clinic'", 0, "questions    sender:a@example.com not queue-id:Q1");
	ck_assert_ptr_nonnull(strstr(site->output, "ask counsel"));
	ck_assert_ptr_nonnull(strstr(site->output, "2 records"));
	site_expect(site, "hold", PLACE "'Doe v. Clinic' phi:yes", 1, "there is a matter");
	site_expect(site, "hold", "release --reason settled 'Doe v. Clinic'", 0, "");
	site_expect(site, "audit", "show 7", 0, "released the hold \"Doe v. Clinic\": settled");
	site_expect(site, "hold", "release --reason again 'Doe v. Clinic'", 1, "was released already");
	site_expect(site, "hold", "list --json", 0, "\"release_reason\":\"settled\"");
	site_expect(site, "hold", "show nobody", 1, "there is no matter \"nobody\"");
	site_destroy(site);
}
END_TEST

/* Each alone keeps it, what comes later is kept too, and a value stands there as tokens. */
START_TEST(what_is_held_is_not_due)
{
	struct record_value value = { .type = IDENTIFIER_SSN };
	struct site *site = site_create();
	struct store *store = site->fixture.store;

	ck_assert_uint_eq(count_due(site), 4);
	site_expect(site, "hold", PLACE "one queue-id:Q1 or ssn:123-45-6789", 0, "");
	site_expect(site, "hold", PLACE "two queue-id:Q1 or queue-id:Q2", 0, "");
	ck_assert_uint_eq(count_due(site), 2);
	ck_assert_ptr_nonnull(strstr(site->output, "2 more would be due but for a legal hold"));
	struct record record = fixture_record("later");
	ck_assert_int_eq(store_search_token(store, bytes_of_string("123456789"), value.token), 0);
	record.values = &value;
	record.value_count = 1;
	ck_assert_int_eq(store_append(store, &record), 0);
	ck_assert_uint_eq(count_due(site), 2);
	site_expect(site, "hold", "show --json one", 0, "\"queue_id\":\"later\"");
	site_expect(site, "hold", "list --json", 0, "ssn:#");
	ck_assert_ptr_null(strstr(site->output, "6789"));
	site_expect(site, "hold", "release --reason x one", 0, "");
	ck_assert_uint_eq(count_due(site), 3);
	site_expect(site, "hold", "release --reason x two", 0, "");
	ck_assert_uint_eq(count_due(site), 5);
	site_destroy(site);
}
END_TEST

START_TEST(a_hold_by_sensitive_kind_keeps_such_alone)
{
	struct site *site = site_create();
	struct record record = fixture_record("S6");

	record.sensitive[SENSITIVE_SUBSTANCE_USE] = 1;
	ck_assert_int_eq(store_append(site->fixture.store, &record), 0);
	ck_assert_uint_eq(count_due(site), 5);
	site_expect(site, "hold", PLACE "inquiry sensitive:substance-use", 0, "");
	site_expect(site, "hold", "show inquiry", 0, "sensitive:substance-use");
	ck_assert_uint_eq(count_due(site), 4);
	ck_assert_ptr_null(strstr(site->output, "\"S6\""));
	site_destroy(site);
}
END_TEST

/* A record of a message that had the keywords of these normal forms. */
static void
append_with_keywords(struct site *site, const char *queue_id, const char *const *normal, size_t count)
{
	struct record_keyword keywords[4];
	struct record record = fixture_record(queue_id);

	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(store_keyword_token(site->fixture.store, bytes_of_string(normal[i]),
		                                     keywords[i].token), 0);
	record.keywords = keywords;
	record.keyword_count = count;
	ck_assert_int_eq(store_append(site->fixture.store, &record), 0);
}

START_TEST(a_hold_by_keywords_keeps_what_had_one)
{
	static const char *const normal[] = { "project falcon", "merger" };
	struct site *site = site_create();

	site_expect(site, "hold", PLACE "--keyword 'Project  FALCON' --keyword Merger one", 0,
	            "looked through for 2 keywords");
	ck_assert_ptr_nonnull(strstr(site->output, "of earlier mail no text is kept"));
	site_expect(site, "hold", PLACE "--keyword merger two sender:a@example.com", 0,
	            "looked through for 1 keyword\n");
	ck_assert_uint_eq(count_due(site), 4);
	append_with_keywords(site, "K1", normal, 1);
	append_with_keywords(site, "K2", normal + 1, 1);
	append_with_keywords(site, "K3", normal, 2);
	append_with_keywords(site, "K4", NULL, 0);
	ck_assert_uint_eq(count_due(site), 5);
	site_expect(site, "hold", "show two", 0,
	            "questions    ( sender:a@example.com ) ( keyword:merger )");
	ck_assert_ptr_nonnull(strstr(site->output, "2 records"));
	site_expect(site, "hold", "list --json", 0, "\"keyword:Project  FALCON\",\"or\",\"keyword:Merger\"");
	site_expect(site, "search", "--json keyword:'project falcon' not queue-id:K3", 1, "\"K1\"");
	ck_assert_ptr_null(strstr(site->output, "\"K3\""));
	/* What was asked for is not told. */
	site_expect(site, "audit", "list --json --kind access", 0, "searched: keyword:#");
	ck_assert_ptr_null(strstr(site->output, "falcon"));
	ck_assert_ptr_null(strstr(site->output, "erger"));
	site_expect(site, "hold", "report one", 0, "keeps        3 messages, 6144 bytes, 0 sealed originals\n"
	            "             from 2023-11-14T22:13:20Z to 2023-11-14T22:13:20Z; 0 would be due but for holds\n"
	            "keywords     2; of what came since it was placed, 3 of these messages had one\n");
	ck_assert_ptr_nonnull(strstr(site->output, "of mail before, no text is kept"));
	site_expect(site, "hold", "report --json", 0, "\"messages\":2");
	ck_assert_uint_eq(count_text(site->output, "\"messages_with_keyword\":"), 2);
	site_expect(site, "hold", "report three", 1, "there is no matter \"three\"");
	site_expect(site, "hold", "release --reason x one", 0, "");
	site_expect(site, "hold", "report", 0, "matter       two");
	ck_assert_ptr_null(strstr(site->output, "matter       one"));
	site_expect(site, "hold", "report one", 0, "about        3 messages");
	ck_assert_uint_eq(count_due(site), 6);
	site_expect(site, "hold", "release --reason x two", 0, "");
	ck_assert_uint_eq(count_due(site), 8);
	site_destroy(site);
}
END_TEST

/* Of mail from before there are values, addresses and domains. */
START_TEST(a_keyword_finds_earlier_mail_by_what_is_recorded)
{
	static const struct {
		const char *keyword;
		bool found;
	} cases[] = {
		{ "Jane Q Doe", true }, { "doe, jane q", true }, { "jane", false },
		{ "jane q doe junior", false }, { "A@example.com", true }, { "example.com", true },
		{ "example", false }, { "com", false },
	};
	struct record_value value = { .type = IDENTIFIER_PERSON_NAME };
	struct site *site = site_create();
	struct record record = fixture_record("past");
	char arguments[128];

	ck_assert_int_eq(store_search_token(site->fixture.store, bytes_of_string("janeqdoe"), value.token), 0);
	record.values = &value;
	record.value_count = 1;
	ck_assert_int_eq(store_append(site->fixture.store, &record), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		snprintf(arguments, sizeof(arguments), "--json keyword:'%s' queue-id:past", cases[i].keyword);
		ck_assert_msg(site_run(site, "search", arguments) == cases[i].found, "%s: %s",
		              cases[i].keyword, site->output);
	}
	site_destroy(site);
}
END_TEST

START_TEST(many_keywords_come_from_a_file)
{
	char path[2 * FIXTURE_PATH_SIZE], arguments[4 * FIXTURE_PATH_SIZE], text[16384] = "";
	struct site *site = site_create();

	snprintf(path, sizeof(path), "%s/keywords", site->fixture.directory);
	snprintf(arguments, sizeof(arguments), PLACE "--keywords-from %s many", path);
	for (unsigned i = 0; i < 200; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "word number %u \r\n\n", i);
	site_write_file(path, text);
	site_expect(site, "hold", arguments, 0, "looked through for 200 keywords");
	append_with_keywords(site, "K1", (const char *const[]){ "word number 199" }, 1);
	site_expect(site, "hold", "show many", 0, "1 records");
	snprintf(text + strlen(text), sizeof(text) - strlen(text), "one more\n");
	site_write_file(path, text);
	site_expect(site, "hold", arguments, 2, "keyword 201: a keyword is one too many");
	site_write_file(path, "fine\nx\n");
	site_expect(site, "hold", arguments, 2, "keyword 2: a keyword has two letters");
	site_write_file(path, "bad\xff\n");
	site_expect(site, "hold", arguments, 2, "keyword 1: a keyword is text in UTF-8");
	site_expect(site, "hold", PLACE "--keywords-from /nonexistent x", 2, "/nonexistent: ");
	unlink(path);
	site_destroy(site);
}
END_TEST

/* As many as there are, at once: one of them is it, and the others are told. */
START_TEST(of_officers_at_once_one_is_heard)
{
	static const struct {
		const char *arguments, *said, *recorded;
	} cases[] = {
		{ PLACE "Doe phi:yes", "there is a matter \"Doe\" already\n", "placed the hold" },
		{ "release --reason x Doe", "\"Doe\" was released already\n", "released the hold" },
	};
	struct site *site = site_create();
	char arguments[SITE_COMMAND_SIZE];

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		/* $OLDPWD is where phictl is: the command begins with a cd. */
		snprintf(arguments, sizeof(arguments), "list >list; for i in 1 2 3 4 5 6 7 8; do "
		         "{ \"$OLDPWD\"/phictl -c phimilter.conf hold %s; echo \"exit $?\"; } & done; wait",
		         cases[i].arguments);
		site_expect(site, "hold", arguments, 0, cases[i].said);
		ck_assert_msg(count_text(site->output, "exit 0") == 1, "%s", site->output);
		ck_assert_msg(count_text(site->output, "exit 1") == 7, "%s", site->output);
		ck_assert_uint_eq(count_text(site->output, cases[i].said), 7);
		site_expect(site, "audit", "list --json --kind access", 0, "");
		ck_assert_uint_eq(count_text(site->output, cases[i].recorded), 1);
	}
	site_destroy(site);
}
END_TEST

START_TEST(the_store_takes_no_hold_twice)
{
	struct site *site = site_create();
	struct store *store = site->fixture.store;
	const struct bytes question = bytes_of_string("phi:yes");
	struct hold hold = { .name = bytes_of_string("Doe"), .placed = 1, .questions = &question,
	                     .question_count = 1 };
	struct record record = { .kind = RECORD_ACCESS, .reason = bytes_of_string("x") };
	size_t count = store_fixture_count(&site->fixture);

	hold.released = 2;
	ck_assert_int_eq(store_hold_put(store, &hold, &record), ERROR_NOT_FOUND);
	hold.released = 0;
	ck_assert_int_eq(store_hold_put(store, &hold, &record), 0);
	ck_assert_int_eq(store_hold_put(store, &hold, &record), ERROR_EXISTS);
	hold.released = 2;
	ck_assert_int_eq(store_hold_put(store, &hold, &record), 0);
	ck_assert_int_eq(store_hold_put(store, &hold, &record), ERROR_STATE);
	hold.released = 0;
	ck_assert_int_eq(store_hold_put(store, &hold, &record), ERROR_EXISTS);
	ck_assert_uint_eq(store_fixture_count(&site->fixture), count + 2);
	site_destroy(site);
}
END_TEST

/* Nobody can say what an orphan is about, so none goes while a hold stands. */
START_TEST(orphans_wait_for_the_last_hold)
{
	char id[MESSAGE_ESCROW_ID_SIZE], path[2 * FIXTURE_PATH_SIZE];
	struct site *site = site_create();
	struct store_fixture *f = &site->fixture;

	ck_assert_int_eq(store_escrow_put(f->store, bytes_of_string("orphan"), id), 0);
	snprintf(path, sizeof(path), "%s/escrow/%.4s/%.2s/%s", f->directory, id, id + 4, id);
	const struct timespec long_ago[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };
	ck_assert_int_eq(utimensat(AT_FDCWD, path, long_ago, 0), 0);
	site_expect(site, "hold", PLACE "one phi:yes", 0, "");
	store_close(&f->store);
	store_fixture_open(f, STORE_WRITE);
	ck_assert_int_eq(access(path, F_OK), 0);
	site_expect(site, "hold", "release --reason done one", 0, "");
	store_close(&f->store);
	store_fixture_open(f, STORE_WRITE);
	ck_assert_int_ne(access(path, F_OK), 0);
	site_destroy(site);
}
END_TEST

START_TEST(a_hold_of_nothing_is_refused)
{
	static const struct {
		const char *arguments, *said;
	} cases[] = {
		{ "", "usage: phictl hold" },
		{ "lost", "has no \"lost\"" },
		{ "place x phi:yes", "needs --authority" },
		{ "place --authority a", "needs the name of a matter" },
		{ "place --authority a x", "needs questions" },
		{ "place --authority a x snn:1", "there is no such key" },
		{ "place --authority a x since:someday", "give a date" },
		{ "place --authority a '' phi:yes", "1 to 64 bytes" },
		{ "release x", "needs --reason" },
		{ "show", "needs the name" },
		{ "list x", "takes no matter" },
		{ "list --keyword xy", "takes no --keyword" },
		{ "place --authority a x", "or --keyword" },
		{ "place --authority a --keyword '' x", "keyword 1: a keyword has two letters" },
		{ "place --authority a --keyword ' \t ' x", "keyword 1: a keyword has two letters" },
		{ "place --authority a --keyword ab --keyword x y", "keyword 2: a keyword has two letters" },
		{ "place --authority a --keyword \"$(printf 'a%10240s' b)\" x", "16 words and 256 bytes" },
		{ "place --authority a --keyword \"$(printf 'ab\\377')\" x", "is text in UTF-8" },
		{ "place --authority a --keyword \"$(printf 'ab\\033')\" x", "has no control characters" },
		{ "place --authority a x keyword:x", "search: a keyword has two letters" },
		{ "show x phi:yes", "takes one matter" },
	};
	struct site *site = site_create();

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		site_expect(site, "hold", cases[i].arguments, 2, cases[i].said);
	site_expect(site, "hold", "list", 0, "MATTER");
	site_expect(site, "audit", "list --kind access", 0, "RECORD");
	ck_assert_ptr_null(strstr(site->output, "placed"));
	site_destroy(site);
}
END_TEST

static Suite *
phictl_hold_suite(void)
{
	return UNIT_SUITE("phictl-hold", a_matter_is_placed_shown_and_released, what_is_held_is_not_due,
	                  a_hold_by_sensitive_kind_keeps_such_alone,
	                  a_hold_by_keywords_keeps_what_had_one,
	                  a_keyword_finds_earlier_mail_by_what_is_recorded, many_keywords_come_from_a_file,
	                  of_officers_at_once_one_is_heard, the_store_takes_no_hold_twice,
	                  orphans_wait_for_the_last_hold, a_hold_of_nothing_is_refused);
}

UNIT_TEST_MAIN(phictl_hold_suite)
