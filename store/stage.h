/*
 * A store in the making, in the folder "staged" of the store's own directory, until it
 * is whole and takes the place of the one that is there in one step. So who is killed
 * on the way leaves the old store or the new one, and a rest that the next to come removes.
 *
 * Ownership: the caller's. Threads: one; only for who has the directory to itself
 * (directory_take()).
 */
#ifndef PHIMILTER_STORE_STAGE_H
#define PHIMILTER_STORE_STAGE_H

#include <limits.h>

#include "store/store_care.h"
#include "store/store_state.h"

struct stage {
	int directory;       /* the store's own, the caller's descriptor */
	int folder;          /* the staged one's, -1 when there is none */
	char path[PATH_MAX]; /* of that */
	struct store *store; /* the staged one, once it was opened */
};

/* Removes what a killed stage left in the directory. */
void stage_clear(int directory);

/* Makes the folder in `directory`, whose path is `path`. Release the stage in any case.
 * Fails: ERROR_FULL, ERROR_IO (errno tells). */
MUST_USE int stage_begin(int directory, const char *path, struct stage *out);

/* Opens the file that was put there, and brings it to our layout. Fails as
 * store_open_staged(). */
MUST_USE int stage_open(struct stage *stage, const struct store_file_key *file);

/* Closes the staged store and puts it in the place of the old one, which stays under the
 * name `keep`, unless that is NULL. Fails: ERROR_EXISTS (`keep` is there), ERROR_FULL,
 * ERROR_IO (errno tells); the old one then stands. */
MUST_USE int stage_install(struct stage *stage, const char *keep);

/* Puts a database into the stage's folder. */
typedef int (*stage_fill)(struct stage *stage, void *context);

/* As store_restore_begin(), of what `fill` makes; fails besides as that does. */
MUST_USE int stage_begin_restore(const struct configuration *configuration,
                                 const struct secret_key *key, stage_fill fill, void *context,
                                 struct store_care_watch *watch, struct diagnostics *why,
                                 struct store_restore **out);

/* Removes what was not installed. */
void stage_release(struct stage *stage);

#endif
