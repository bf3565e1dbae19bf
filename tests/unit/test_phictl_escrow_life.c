/*
 * The life of a notice's link: it ends by its time or by a person, an officer can give
 * another, a legal hold keeps what opens it; and what `phictl escrow stats` counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "tests/unit/escrow_world.h"
#include "tests/unit/unit_test.h"

#define OFFICER "--key rsa.key --cert rsa.pem"

/* Runs a command of the shell in the world's directory. */
static int
shell(const struct world *world, const char *text)
{
	char command[16384], here[2048];

	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	snprintf(command, sizeof(command), "cd '%s' && PHICTL='%s/phictl -c phimilter.conf' && %s 2>err",
	         world->directory.path, here, text);
	return system(command);
}

/* The sealed file, as openssl sees it: how many recipients with a key-encryption key. */
static unsigned
count_links(const struct world *world)
{
	char text[512];

	snprintf(text, sizeof(text), "openssl cms -cmsout -print -noout -inform DER -in escrow/%.4s/%.2s/%s "
	         "| grep -c 'd.kekri' >count; true", world->id, world->id + 4, world->id);
	ck_assert_int_eq(shell(world, text), 0);
	struct buffer count = content_of(world, "count");
	unsigned number = (unsigned)strtoul((const char *)count.data, NULL, 10);
	buffer_release(&count);
	return number;
}

static void
check_officers_open(const struct world *world)
{
	ck_assert_int_eq(phictl(world, "open --key rsa.key --cert rsa.pem %s >out", world->id), 0);
	check_content(world, "out", escrow_world_original);
	ck_assert_int_eq(phictl(world, "open --key ec.key --cert ec.pem %s >out", world->id), 0);
	check_content(world, "out", escrow_world_original);
	ck_assert_int_eq(phictl(world, "check >out"), 0);
}

START_TEST(a_revoked_link_opens_nothing)
{
	struct world world;

	world_create(&world);
	ck_assert_uint_eq(count_links(&world), 1);
	ck_assert_int_eq(phictl(&world, "revoke --reason 'wrong address' %s", world.id), 0);
	check_access(&world, 1, "revoked the link: wrong address");
	ck_assert_int_eq(phictl(&world, "open --token-file link %s >out", world.id), 2);
	check_contains(&world, "err", "its link was revoked; a records officer's key opens it");
	check_content(&world, "out", "");
	ck_assert_uint_eq(count_links(&world), 0);
	check_officers_open(&world);
	ck_assert_int_eq(phictl(&world, "show %s >out", world.id), 0);
	check_contains(&world, "out", "link          revoked");
	ck_assert_int_eq(phictl(&world, "revoke --reason again %s", world.id), 1);
	check_contains(&world, "err", "was revoked at 20");
	world_destroy(&world);
}
END_TEST

/* The text of the act that gave the link there is. */
static const char *
released_until(const struct world *world)
{
	static char text[128];
	struct escrow_state state;
	char when[32];
	struct tm utc;

	ck_assert_int_eq(store_escrow_state(world->store, world->id, &state), 0);
	ck_assert_ptr_nonnull(gmtime_r(&(time_t){ state.link_until }, &utc));
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &utc);
	snprintf(text, sizeof(text), "released again with a new link \"%s\": asked by phone", when);
	return text;
}

START_TEST(an_officer_releases_it_again)
{
	struct world world;

	world_create(&world);
	ck_assert_int_eq(phictl(&world, "revoke --reason 'wrong address' %s", world.id), 0);
	ck_assert_int_eq(phictl(&world, "release --key stranger.key --cert stranger.pem --reason x -o new %s",
	                        world.id), 2);
	check_contains(&world, "err", "is not among those this original was sealed to");
	check_access(&world, 1, "revoked the link: wrong address");
	ck_assert_int_eq(phictl(&world, "release " OFFICER " --reason 'asked by phone' --days 7 -o new %s",
	                        world.id), 0);
	check_access(&world, 2, released_until(&world));
	check_contains(&world, "new", "https://portal.example.com/m/");
	ck_assert_int_eq(phictl(&world, "open --token-file new %s >out", world.id), 0);
	check_content(&world, "out", escrow_world_original);
	ck_assert_int_eq(phictl(&world, "open --token-file link %s >out", world.id), 2);
	check_contains(&world, "err", "this is not the token of this original");
	ck_assert_uint_eq(count_links(&world), 1);
	check_officers_open(&world);
	ck_assert_int_eq(phictl(&world, "show --json %s >out", world.id), 0);
	check_contains(&world, "out", "\"link\":\"open\",\"link_until\":\"20");
	/* While it is open, too: the one before ends. */
	ck_assert_int_eq(phictl(&world, "release --key ec.key --cert ec.pem --reason lost -o newer %s",
	                        world.id), 0);
	ck_assert_int_eq(phictl(&world, "open --token-file newer %s >out", world.id), 0);
	ck_assert_int_eq(phictl(&world, "open --token-file new %s >out", world.id), 2);
	check_officers_open(&world);
	world_destroy(&world);
}
END_TEST

START_TEST(links_expire)
{
	struct world world;
	char first[MESSAGE_ESCROW_ID_SIZE];

	world_create(&world);
	strcpy(first, world.id);
	world.link_until = (int64_t)time(NULL) - 10;
	world_seal(&world);
	ck_assert_int_eq(phictl(&world, "open --token-file link %s >out", world.id), 2);
	check_contains(&world, "err", "its link has expired");
	ck_assert_uint_eq(count_links(&world), 1);
	ck_assert_int_eq(phictl(&world, "expire --dry-run >out"), 0);
	check_contains(&world, "out", world.id);
	ck_assert_int_eq(phictl(&world, "expire --reason monthly >out"), 0);
	check_contains(&world, "out", "1 links expired, 0 of them with keys that holds keep");
	ck_assert_uint_eq(count_links(&world), 0);
	check_officers_open(&world);
	ck_assert_int_eq(phictl(&world, "expire >out"), 0);
	check_contains(&world, "out", "0 links expired");
	ck_assert_int_eq(phictl(&world, "list --json >out"), 0);
	check_contains(&world, "out", "\"link\":\"expired\"");
	check_contains(&world, "out", "\"link\":\"open\",\"link_until\":null,\"link_key\":true");
	world_destroy(&world);
}
END_TEST

/* Whoever would take a key out of a file asks the holds: the link ends, its key stays. */
START_TEST(a_hold_keeps_the_keys_of_links)
{
	struct world world;

	world_create(&world);
	world.link_until = (int64_t)time(NULL) - 10;
	world_seal(&world);
	ck_assert_int_eq(shell(&world, "$PHICTL hold place --authority 'Court 12' 'Doe v. Clinic' "
	                       "sender:jones@example.com"), 0);
	ck_assert_int_eq(phictl(&world, "expire >out"), 0);
	check_contains(&world, "out", "the hold \"Doe v. Clinic\" keeps the link's key in the file");
	ck_assert_uint_eq(count_links(&world), 1);
	ck_assert_int_eq(phictl(&world, "revoke --reason 'wrong address' %s", world.id), 1);
	check_contains(&world, "err", "is revoked, but the hold \"Doe v. Clinic\" keeps its key");
	ck_assert_uint_eq(count_links(&world), 1);
	ck_assert_int_eq(phictl(&world, "open --token-file link %s >out", world.id), 2);
	ck_assert_int_eq(phictl(&world, "release " OFFICER " --reason x -o new %s", world.id), 1);
	check_contains(&world, "err", "the hold \"Doe v. Clinic\" keeps the key of the link there was");
	ck_assert_int_eq(phictl(&world, "show --json %s >out", world.id), 0);
	check_contains(&world, "out", "\"link\":\"revoked\"");
	check_officers_open(&world);
	ck_assert_int_eq(shell(&world, "$PHICTL hold release --reason settled 'Doe v. Clinic'"), 0);
	ck_assert_int_eq(phictl(&world, "revoke --reason 'wrong address' %s", world.id), 0);
	ck_assert_uint_eq(count_links(&world), 0);
	world_destroy(&world);
}
END_TEST

START_TEST(originals_are_counted_by_class_and_age)
{
	struct world world;

	world_create(&world);
	world_seal(&world);
	ck_assert_int_eq(phictl(&world, "revoke --reason x %s", world.id), 0);
	ck_assert_int_eq(phictl(&world, "stats --json >out"), 0);
	check_contains(&world, "out", "{\"class\":\"phi\",\"age\":\"up to 30 days\",\"originals\":2,"
	               "\"bytes\":88,\"stored_bytes\":");
	check_contains(&world, "out", "\"links\":1,\"missing\":0}");
	ck_assert_int_eq(phictl(&world, "stats >out"), 0);
	check_contains(&world, "out", "ORIGINALS");
	world_destroy(&world);
}
END_TEST

START_TEST(what_makes_no_sense_is_refused)
{
	static const struct {
		const char *arguments, *said;
	} cases[] = {
		{ "revoke 0123", "needs one id" },
		{ "revoke 0123456789abcdef0123456789abcdef", "needs --reason" },
		{ "revoke --reason x --days 3 0123456789abcdef0123456789abcdef", "takes no such option" },
		{ "revoke --reason x 0123456789abcdef0123456789abcdef", "there is no item" },
		{ "release --reason x 0123456789abcdef0123456789abcdef", "only a records officer" },
		{ "release --days soon", "--days \"soon\": give 0 to 36600" },
		{ "expire 17", "takes no \"17\"" },
		{ "stats 17", "takes no \"17\"" },
	};
	struct world world;

	world_create(&world);
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		ck_assert_int_eq(phictl(&world, "%s", cases[i].arguments), 2);
		check_contains(&world, "err", cases[i].said);
	}
	world_destroy(&world);
}
END_TEST

static Suite *
phictl_escrow_life_suite(void)
{
	return UNIT_SUITE("phictl_escrow_life", a_revoked_link_opens_nothing,
	                  an_officer_releases_it_again, links_expire, a_hold_keeps_the_keys_of_links,
	                  originals_are_counted_by_class_and_age, what_makes_no_sense_is_refused);
}

UNIT_TEST_MAIN(phictl_escrow_life_suite)
