/* A store in a directory of its own, for the tests of the store. */
#ifndef PHIMILTER_TESTS_STORE_FIXTURE_H
#define PHIMILTER_TESTS_STORE_FIXTURE_H

#include <sys/types.h>

#include "core/configuration.h"
#include "core/record.h"
#include "core/secret_key.h"
#include "store/store.h"

#define FIXTURE_PATH_SIZE 4096

struct store_fixture {
	char directory[FIXTURE_PATH_SIZE / 4]; /* holds "store" and "escrow" */
	struct configuration *configuration;
	struct secret_key key;
	bool impatient; /* a second to begin a commit; set it before store_fixture_configure() */
	struct store *store; /* NULL when closed */
};

#define FIXTURE_MAP_BYTES ((int64_t)64 << 20)

/* Below $TMPDIR or /tmp; `parent` instead when not NULL. Opens nothing yet. */
void store_fixture_create(struct store_fixture *fixture, const char *parent, int64_t map_bytes);

/* Reads the configuration anew, with another map size. The store must be closed. */
void store_fixture_configure(struct store_fixture *fixture, int64_t map_bytes);

/* Puts the store of an earlier layout that is kept beside the tests there. */
void store_fixture_unpack(struct store_fixture *fixture, unsigned layout);

/* Writes the fixture's key into the file that the configuration names, or takes it from there. */
void store_fixture_write_key(const struct store_fixture *fixture);
void store_fixture_read_key(struct store_fixture *fixture);

/* Of a store that is closed: as if it had been made with a map that is full with it. The
 * configuration says as much, and can be raised by pages. */
#define FIXTURE_PAGE 4096
void store_fixture_fill_map(struct store_fixture *fixture);

/* Closes the store and removes the directory. */
void store_fixture_destroy(struct store_fixture *fixture);

/* Opens and ends the test when that fails. */
void store_fixture_open(struct store_fixture *fixture, enum store_mode mode);

/* Opens, expecting failure; `*line` becomes the first diagnostic (free it) unless NULL. */
int store_fixture_open_fails(struct store_fixture *fixture, enum store_mode mode, char **line);

/*
 * Another process beside this one, which does `work` whenever it is asked, on a fixture of its own
 * that nothing is open in. It is made before the store is opened here: LMDB does not survive a
 * fork, and the child of a process with threads may wait for a lock that one of them held.
 */
struct store_other {
	pid_t pid;
	int socket;
};
void store_other_create(struct store_other *other, int (*work)(struct store_fixture *fixture),
                        const struct store_fixture *fixture);
/* What the work returned. */
int store_other_ask(const struct store_other *other);
void store_other_destroy(struct store_other *other);

/* A small decision for the queue id `queue_id`; views of constants. */
struct record fixture_record(const char *queue_id);

/* Appends `count` of them, "Q1", "Q2" ..., and ends the test when one fails. */
void store_fixture_append(struct store_fixture *fixture, unsigned count);

/* How many records the store lists. */
size_t store_fixture_count(struct store_fixture *fixture);

#endif
