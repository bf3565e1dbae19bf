/*
 * A phimilter of its own for a test: temporary folder, key, officer's
 * certificate, configuration; started, signalled, stopped.
 *
 * A failure of the fixture itself fails the running Check test.
 */
#ifndef PHIMILTER_TESTS_DAEMON_FIXTURE_H
#define PHIMILTER_TESTS_DAEMON_FIXTURE_H

#include <sys/types.h>

#include "core/attributes.h"
#include "core/record.h"

#define FIXTURE_PATH_SIZE 256

struct daemon_fixture {
	char folder[FIXTURE_PATH_SIZE];        /* removed by fixture_destroy() */
	char socket[FIXTURE_PATH_SIZE];
	char configuration[FIXTURE_PATH_SIZE]; /* the file */
	char log[FIXTURE_PATH_SIZE];           /* standard error of the daemon */
	pid_t pid;                             /* 0 while it does not run */
};

/* Settings every test wants; `extra` is appended and may hold groups the base leaves out
 * (limits, scanner) and `rules`; NULL for the fixture's own rules. */
void fixture_create(struct daemon_fixture *fixture, const char *extra);
void fixture_destroy(struct daemon_fixture *fixture);

/* Writes the configuration anew with other extra settings. */
void fixture_configure(struct daemon_fixture *fixture, const char *extra);

/* Starts the daemon in the foreground, and does not wait for it. */
void fixture_launch(struct daemon_fixture *fixture);

/* Starts the daemon in the foreground and waits until it answers on its socket. */
void fixture_start(struct daemon_fixture *fixture);

/* Sends the signal. */
void fixture_signal(const struct daemon_fixture *fixture, int number);

/* Waits for the daemon to end and returns its wait status. */
int fixture_wait(struct daemon_fixture *fixture);

/* SIGTERM, and wait; fails the test unless it exits 0. */
void fixture_stop(struct daemon_fixture *fixture);

/* Runs the daemon's program with `arguments` and returns its exit status; its
 * standard error is left in fixture->log. */
int fixture_run(const struct daemon_fixture *fixture, const char *arguments);

/* Runs phictl with `arguments`, and ends the test unless it exits with `code` and says `text`. */
void fixture_expect_phictl(const struct daemon_fixture *fixture, const char *arguments, int code,
                           const char *text);

/* Waits until the daemon's log holds `text` `times` times, 20 seconds at most. */
void fixture_expect_log(const struct daemon_fixture *fixture, const char *text, unsigned times);

/* How often `text` stands in the log. */
unsigned fixture_count_log(const struct daemon_fixture *fixture, const char *text);

/* Calls `each` for all records of mail, after the whole chain was verified. */
void fixture_records(const struct daemon_fixture *fixture,
                     int (*each)(const struct record *record, void *context), void *context);

/* The same for records of which configuration decides; a first start makes one. */
void fixture_configurations(const struct daemon_fixture *fixture,
                            int (*each)(const struct record *record, void *context),
                            void *context);

/* How many records are found by a value that stood in a message. */
unsigned fixture_count_found(const struct daemon_fixture *fixture, const char *value);

/* How many decisions are recorded. */
unsigned fixture_count_records(const struct daemon_fixture *fixture);

#endif
