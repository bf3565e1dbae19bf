/* `phictl audit follow`: the form of events; the sinks are driven by check-phictl-events. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/phictl_site.h"
#include "tests/unit/unit_test.h"

/* Functions of check-phictl-events, each on a store of its own. */
static const char *const tests[] = {
	"json_file", "json_rotation", "closed_pipe", "fifo", "syslog_socket", "syslog_tcp", "journal",
	"killed", "mistakes",
};

START_TEST(events_reach_every_sink)
{
	struct site *site = site_create();
	char command[4 * FIXTURE_PATH_SIZE], here[FIXTURE_PATH_SIZE];

	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	snprintf(command, sizeof(command), "python3 " SOURCE_DIR "/tests/unit/check-phictl-events "
	         "%s/phictl %s %s %s", here, site->configuration, site->fixture.directory, tests[_i]);
	ck_assert_int_eq(system(command), 0);
	site_destroy(site);
}
END_TEST

static Suite *
phictl_events_suite(void)
{
	Suite *suite = suite_create("phictl-events");
	TCase *tcase = tcase_create("sinks");

	tcase_set_timeout(tcase, 180);
	tcase_add_loop_test(tcase, events_reach_every_sink, 0, ARRAY_LENGTH(tests));
	suite_add_tcase(suite, tcase);
	return suite;
}

UNIT_TEST_MAIN(phictl_events_suite)
