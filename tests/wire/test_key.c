/* The store's key, changed by phictl while the daemon serves. */
#include <stdio.h>
#include <sys/wait.h>

#include "tests/unit/unit_test.h"
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

static void
send_phi(void)
{
	const struct client_message message = wire_phi(&wire_tls_capable);
	struct client_answer answer;

	wire_send(&fixture, &message, &answer);
	ck_assert(wire_accepted(&answer));
	client_answer_release(&answer);
}

static void
expect_phictl(const char *arguments, const char *text)
{
	fixture_expect_phictl(&fixture, arguments, 0, text);
}

/* Values are found under the same names before and after, and after a start with the new file. */
START_TEST(the_daemon_goes_on_under_the_new_key)
{
	fixture_start(&fixture);
	send_phi();
	expect_phictl("key rotate --wait 0 --reason yearly", "key 2 seals what comes from record ");
	expect_phictl("key list", "the daemon has yet to take the new one");
	send_phi();
	fixture_expect_log(&fixture, "store-key-changed key=2", 1);
	expect_phictl("key list --json", "\"unfinished\":false,\"old_file_opens\":false}");
	expect_phictl("audit verify", "in order");
	ck_assert_uint_eq(fixture_count_records(&fixture), 2);
	ck_assert_uint_eq(fixture_count_found(&fixture, "537-20-8841"), 2);
	fixture_stop(&fixture);
	fixture_start(&fixture);
	send_phi();
	ck_assert_uint_eq(fixture_count_records(&fixture), 3);
	ck_assert_uint_eq(fixture_count_found(&fixture, "537-20-8841"), 3);
	expect_phictl("store check", "key: 2, since ");
	fixture_stop(&fixture);
}
END_TEST

Suite *
suite_key(void)
{
	return UNIT_SUITE_WITH("key", setup, teardown, the_daemon_goes_on_under_the_new_key);
}
