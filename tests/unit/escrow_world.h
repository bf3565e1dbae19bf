/*
 * A store that a daemon has open, with officers and one sealed original, for the tests of
 * `phictl escrow`.
 */
#ifndef PHIMILTER_TESTS_ESCROW_WORLD_H
#define PHIMILTER_TESTS_ESCROW_WORLD_H

#include "encryption/escrow_seal.h"
#include "store/store.h"
#include "tests/unit/test_certificates.h"

#define ESCROW_WORLD_RECEIVED 1795303738 /* 2026-11-21T23:28:58Z */

/* What was sealed. */
extern const char escrow_world_original[];

struct world {
	struct test_directory directory;
	struct configuration *configuration;
	struct store *store;
	struct escrow_token token;
	char id[MESSAGE_ESCROW_ID_SIZE];
	bool no_digests;    /* as of before the sealed form's was kept */
	int64_t link_until; /* 0: with the original */
};

/* The directory has rsa.key, rsa.pem and the same of ec and of a stranger, and the notice's
 * "link". */
void world_create(struct world *world);
void world_destroy(struct world *world);

/* Seals the original once more as the daemon does, with its decision in the record; world->id
 * is then its id, world->token its token, and "link" its link. */
void world_seal(struct world *world);

/* Runs `phictl -c ... escrow ARGUMENTS` within the directory, errors to "err"; the exit code. */
__attribute__((format(printf, 2, 3)))
int phictl(const struct world *world, const char *format, ...);

/* The NUL-terminated content of a file; the caller releases it. */
struct buffer content_of(const struct world *world, const char *name);
void check_content(const struct world *world, const char *name, const char *expected);
void check_contains(const struct world *world, const char *name, const char *expected);

/* How many accesses the record has, and the reason of the last, which is about the original. */
void check_access(const struct world *world, size_t count, const char *reason);

#endif
