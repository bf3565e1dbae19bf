/* A store with a few records and a configuration, for the tests of phictl. */
#ifndef PHIMILTER_TESTS_PHICTL_SITE_H
#define PHIMILTER_TESTS_PHICTL_SITE_H

#include "tests/unit/store_fixture.h"

#define SITE_OUTPUT_SIZE 65536
#define SITE_COMMAND_SIZE 8192

/* Records 1 to 3 are the fixture's, 4 went to the portal, 5 is an access to it. */
struct site {
	struct store_fixture fixture; /* its store is open for writing */
	char configuration[FIXTURE_PATH_SIZE];
	char output[SITE_OUTPUT_SIZE]; /* of the last run, both streams */
};

struct site *site_create(void);
void site_destroy(struct site *site);

/* A new content for the file `path`, of mode 0600. */
void site_write_file(const char *path, const char *text);

/* Runs `phictl -c ... COMMAND ARGUMENTS` in the site's directory, as the shell splits
 * them; returns the exit code. */
int site_run(struct site *site, const char *command, const char *arguments);

/* The same, and ends the test unless it exits with `code` and says `text`. */
void site_expect(struct site *site, const char *command, const char *arguments, int code,
                 const char *text);

/* Runs what a shell understands in the site's directory, where new files are the owner's alone,
 * and ends the test where that fails. */
void site_shell(const struct site *site, const char *command);

#endif
