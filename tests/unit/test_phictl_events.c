/* `phictl audit follow`: the form of events; the sinks are driven by check-phictl-events. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/phictl_site.h"
#include "tests/unit/unit_test.h"

START_TEST(events_reach_every_sink)
{
	struct site *site = site_create();
	char command[4 * FIXTURE_PATH_SIZE], here[FIXTURE_PATH_SIZE];

	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	snprintf(command, sizeof(command), "python3 " SOURCE_DIR "/tests/unit/check-phictl-events "
	         "%s/phictl %s %s", here, site->configuration, site->fixture.directory);
	ck_assert_int_eq(system(command), 0);
	site_destroy(site);
}
END_TEST

static Suite *
phictl_events_suite(void)
{
	return UNIT_SUITE("phictl-events", events_reach_every_sink);
}

UNIT_TEST_MAIN(phictl_events_suite)
