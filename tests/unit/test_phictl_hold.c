/* `phictl hold`, and what asks it before something is removed. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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
	                  orphans_wait_for_the_last_hold, a_hold_of_nothing_is_refused);
}

UNIT_TEST_MAIN(phictl_hold_suite)
